"""The items of a workshop with their words: what stands on cards, ballots and the page, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from realist_eval.analysis.passages import CUT, shortened
from realist_eval.errors import Problem, StudyError
from realist_eval.model import UNREVIEWED, UNSTATED, Code, Codebook, Span, Transcript
from realist_eval.workshop.consensus import CHOICES, NONE_FITS, Result, Rule, name, weigh
from realist_eval.workshop.plan import Chosen, Place, Plan

WITHDRAWN = "The words of this quotation are no longer in the study."
LONGEST = 420  # characters of a quotation on a card
KINDS = {"finding": "Finding", "code": "Code", "passage": "Passage"}
ASKS = {
    "finding": "Does this finding fit what you know?",
    "code": "Is this code clear, and does it say the right thing?",
    "passage": "Which code fits this passage?",
}
_PARTS = (("definition", "Definition"), ("include", "Include"), ("exclude", "Exclude"))
_EXAMPLES = (("typical", "Typical"), ("atypical", "Atypical"), ("close_but_no", "Close, but no"))


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation as it may be shown."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Item:
    """What a room sees of one item. `answer` is for after the reveal."""

    id: str
    kind: str
    title: str
    sentence: str
    facts: tuple[tuple[str, str], ...]
    quotes: tuple[Said, ...]
    choices: Mapping[str, str]
    mark: str = ""
    answer: str = ""
    code: str = ""

    @property
    def asks(self) -> str:
        """The question to the room."""
        return ASKS[self.kind]

    @property
    def name(self) -> str:
        """`Finding F1`."""
        return f"{KINDS[self.kind]} {self.id}"

    def result(self, choices: Iterable[str], rule: Rule) -> Result:
        """What votes on it come to."""
        return name(choices, rule, self.code) if self.kind == "passage" else weigh(choices, rule)


def items(plan: Plan, codebook: Codebook, transcript: Callable[[str], Transcript]) -> tuple[Item, ...]:
    """Every item of the plan with its words as the study has them now."""
    texts: dict[str, Transcript | None] = {}

    def text(name: str) -> Transcript | None:
        if name not in texts:
            try:
                texts[name] = transcript(name)
            except StudyError:  # withdrawn since
                texts[name] = None
        return texts[name]

    return tuple(_MAKERS[chosen.kind](chosen, codebook, text) for chosen in plan.items)


def gone(items: Iterable[Item]) -> list[Problem]:
    """Which items lost words since they were chosen."""
    return [
        Problem(f"{one.name}: {WITHDRAWN}", severity="warning", hint="It is shown without them.")
        for one in items
        if any(quote.text == WITHDRAWN for quote in one.quotes)
    ]


_DOES = {  # valence of the outcome and polarity of the link, in words
    ("not_achieved", "+"): "does not come about",
    ("not_achieved", "-"): "does not come about",
    ("intended", "+"): "comes about, as intended",
    ("unintended", "+"): "comes about without being intended",
}
Texts = Callable[[str], Transcript | None]


def sentence(codes: Mapping[str, str], valence: str, polarity: str, label: Callable[[str], str]) -> str:
    """If, then, because: of the coded facts alone; what nobody stated stands as unstated."""
    context, mechanism, outcome = (
        f"“{label(codes[kind])}”" if kind in codes else UNSTATED
        for kind in ("context", "mechanism", "outcome")
    )
    does = _DOES.get((valence, polarity), "comes about" if polarity == "+" else "is held back")
    return f"If {context}, then {outcome} {does}, because {mechanism}."


def _finding(chosen: Chosen, codebook: Codebook, text: Texts) -> Item:
    facts = [
        (kind.capitalize(), _told(codebook, chosen.codes.get(kind)))
        for kind in ("context", "mechanism", "outcome")
    ]
    facts.append(("Found in", f"{chosen.sources} source{'' if chosen.sources == 1 else 's'}"))
    return Item(
        chosen.id,
        chosen.kind,
        f"Finding {chosen.id}",
        sentence(chosen.codes, chosen.valence, chosen.polarity, codebook.label),
        tuple(facts),
        _quotes(chosen.places, text),
        CHOICES,
        UNREVIEWED if chosen.undecided else "",
    )


def _told(codebook: Codebook, code: str | None) -> str:
    """A code for people who have not read the codebook: its label, and what it means."""
    if code is None:
        return UNSTATED
    entry = codebook.by_id.get(code)
    label = codebook.label(code)
    return f"{label}. {entry.definition}" if entry and entry.definition else label


def _code(chosen: Chosen, codebook: Codebook, _text: Texts) -> Item:
    code = codebook.by_id.get(chosen.code) or Code(chosen.code, "", chosen.code)
    facts = [("Kind", code.kind.capitalize())] if code.kind else []
    facts += [(label, getattr(code, part)) for part, label in _PARTS if getattr(code, part)]
    facts += [
        (label, " / ".join(f"“{quote}”" for quote in getattr(code.examples, part)))
        for part, label in _EXAMPLES
        if getattr(code.examples, part)
    ]
    title = f"Code {chosen.id}: {code.label}"
    return Item(chosen.id, chosen.kind, title, code.label, tuple(facts), (), CHOICES, code=code.id)


def _passage(chosen: Chosen, codebook: Codebook, text: Texts) -> Item:
    choices = {code: codebook.label(code) for code in chosen.options} | {NONE_FITS: "None of these fits"}
    return Item(
        chosen.id,
        chosen.kind,
        f"Passage {chosen.id}",
        "",
        (),
        _quotes(chosen.places, text),
        choices,
        UNREVIEWED if chosen.undecided else "",
        codebook.label(chosen.code),
        chosen.code,
    )


_MAKERS: Mapping[str, Callable[[Chosen, Codebook, Texts], Item]] = {
    "finding": _finding,
    "code": _code,
    "passage": _passage,
}


def _quotes(places: Iterable[Place], text: Texts) -> tuple[Said, ...]:
    return tuple(Said(words(place, text(place.transcript)), place.by) for place in places)


def words(place: Place, transcript: Transcript | None) -> str:
    """The quotation verbatim, or that its words are gone or were changed."""
    if transcript is None or transcript.sha != place.sha:
        return WITHDRAWN
    return shortened(f" {CUT} ".join(transcript.quote(Span(*span)) for span in place.spans), LONGEST)
