"""The words of a realist evaluation as frozen values. Nothing here reads or writes a file.

All offsets are half-open Unicode code points into `Transcript.text`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

Part = Literal["interviewer", "participant", "other"]
SourceKind = Literal["interview", "focus_group", "document", "observation", "open_answers"]
Polarity = Literal["+", "-"]
Status = Literal["suggested", "accepted", "amended", "rejected", "manual"]

PARTS: tuple[Part, ...] = ("interviewer", "participant", "other")
KINDS = ("context", "mechanism", "outcome")
LEVELS = ("organisational", "partnership", "structural")
VALENCES: Mapping[str, tuple[str, ...]] = {
    "context": ("enabling", "hindering"),
    "mechanism": ("enabling", "hindering"),
    "outcome": ("achieved", "not_achieved", "intended", "unintended"),
}
ENGINE = "engine"  # the coder's name that suggestions carry
UNREVIEWED = "suggested, not reviewed"  # stands in the title and rows of whatever nobody has decided
UNSTATED = "(unstated)"

OnProgress = Callable[[str, int, int], None]
"""Called as (what is being done, how many are done, how many there are)."""


class Span(NamedTuple):
    """A stretch of a transcript's text, half-open, in code points."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


# ---------------------------------------------------------------- transcripts


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person in a transcript, by the label that stands in it."""

    label: str
    part: Part = "participant"
    reason: str = ""  # why this part was inferred
    role: str = ""
    case: str = ""
    pseudonym: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's uninterrupted speech; times in seconds from the start of the recording."""

    n: int
    start: int
    end: int
    speaker: str | None = None
    part: Part = "participant"
    start_time: float | None = None
    end_time: float | None = None

    @property
    def span(self) -> Span:
        """Where the turn's text stands."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Note:
    """A transcriber's mark inside the text, such as `[laughs]`, or a comment from the margin."""

    start: int
    end: int
    kind: Literal["mark", "comment"] = "mark"
    text: str = ""


@dataclass(frozen=True)
class Transcript:
    """The frozen text of a source, split into turns.

    `text` is the turns' texts joined by a line feed, without labels and times, never normalised.
    """

    id: str
    text: str
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...] = ()
    notes: tuple[Note, ...] = ()
    kind: SourceKind = "interview"
    language: str = "en"
    source: str = ""  # file name as received
    source_sha: str = ""
    reader: str = ""  # "docx 1"
    convention: str = ""  # how turns were told apart
    case: str = ""
    changes: tuple[str, ...] = ()  # "pseudonymised 2026-01-31": what was done to the words since

    @cached_property
    def sha(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def _speakers(self) -> dict[str, Speaker]:
        return {speaker.label: speaker for speaker in self.speakers}

    def quote(self, span: Span | Turn) -> str:
        """The words at a span or turn, verbatim."""
        return self.text[span.start : span.end]

    def speaker(self, label: str | None) -> Speaker | None:
        """The person under a label, or None."""
        return self._speakers.get(label) if label is not None else None

    def turn_at(self, offset: int) -> Turn:
        """The turn that holds the character at `offset`; raises ValueError outside every turn."""
        for turn in self.turns:
            if turn.start <= offset < turn.end or turn.start == offset == turn.end:
                return turn
        raise ValueError(f"no turn at offset {offset} of {self.id}")

    def with_speakers(self, speakers: tuple[Speaker, ...]) -> Transcript:
        """The same transcript with other facts about its speakers; turns follow the speakers' parts."""
        parts = {speaker.label: speaker.part for speaker in speakers}
        turns = tuple(replace(turn, part=parts.get(turn.speaker or "", turn.part)) for turn in self.turns)
        return replace(self, speakers=speakers, turns=turns)


# ---------------------------------------------------------------- codebook


@dataclass(frozen=True, slots=True)
class Examples:
    """Quotations that show where a code's edges are."""

    typical: tuple[str, ...] = ()
    atypical: tuple[str, ...] = ()
    close_but_no: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of the codebook."""

    id: str
    kind: str
    label: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: Examples = Examples()
    indicators: tuple[str, ...] = ()
    level: str = ""
    theme: str = ""
    expected: str = ""  # the valence to assume where the words do not say
    resource: str = ""
    reasoning: str = ""
    parent: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Theory:
    """A programme theory: if, then, because."""

    id: str
    if_: str = ""
    then: str = ""
    because: str = ""
    codes: tuple[str, ...] = ()
    status: str = ""


@dataclass(frozen=True)
class Codebook:
    """The codes of a study, with the kinds, valences and levels they may use."""

    title: str
    codes: tuple[Code, ...]
    version: str = "1"
    kinds: tuple[str, ...] = KINDS
    valences: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(VALENCES))
    levels: tuple[str, ...] = LEVELS
    theories: tuple[Theory, ...] = ()
    sha: str = ""  # of the file it was read from

    @cached_property
    def by_id(self) -> dict[str, Code]:
        """Codes by their ids."""
        return {code.id: code for code in self.codes}

    @cached_property
    def meanings(self) -> dict[str, str]:
        """A short hash of what each code means; with another one, codings made under it are stale."""
        said = {
            code.id: "\x1f".join((code.kind, code.definition, code.include, code.exclude))
            for code in self.codes
        }
        return {name: hashlib.sha256(words.encode()).hexdigest()[:8] for name, words in said.items()}

    def label(self, code: str) -> str:
        """What to call a code on paper; the id itself where the codebook no longer has it."""
        entry = self.by_id.get(code)
        return entry.label if entry else code


# ---------------------------------------------------------------- claims and codings


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was suggested: the rule, the words it matched, and what weighed most."""

    rule: str
    matched: tuple[str, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()  # (feature, contribution), heaviest first
    otherwise: str = ""  # what would have changed it

    def __str__(self) -> str:
        words = ", ".join(f"“{word}”" for word in self.matched)
        return f"{self.rule}: {words}" if words else self.rule


@dataclass(frozen=True, slots=True)
class Claim:
    """A cause-effect relation found in the words."""

    cause: Span
    effect: Span
    signal: tuple[Span, ...] = ()
    polarity: Polarity = "+"
    score: float = 0.0
    rule: str = ""
    hedged: bool = False
    negated: bool = False
    wish: bool = False  # a wish or purpose: the effect is intended
    counterfactual: bool = False
    hypothetical: bool = False
    question: bool = False
    reported: bool = False
    from_question: bool = False  # it answers a why-question: its effect is what the interviewer asked about


@dataclass(frozen=True, slots=True)
class Coding:
    """One span of one transcript under one code, by one coder; by the engine, a suggestion."""

    id: str
    transcript: str
    start: int
    end: int
    kind: str
    code: str
    valence: str = ""
    coder: str = ENGINE
    status: Status = "suggested"
    score: float = 0.0
    reason: Reason = Reason("by hand")
    level: str = ""
    resource: Span | None = None  # of a mechanism, where the words keep it apart
    reasoning: Span | None = None
    hedged: bool = False
    reported: bool = False
    counterfactual: bool = False
    hypothetical: bool = False
    from_question: bool = False  # supplied by the interviewer's question
    element: str = ""  # codings of one element, cut by an interruption, share this id
    memo: str = ""
    rival: bool = False  # the same words also stand under a better fitting code
    alike: tuple[tuple[str, str], ...] = ()  # (id, coder) of what others made alike; it stands for them too

    @property
    def coders(self) -> tuple[str, ...]:
        """Everybody who coded it so."""
        return _everybody(self)

    @property
    def by(self) -> str:
        """Their names, in words."""
        return " and ".join(self.coders)

    @property
    def span(self) -> Span:
        """Where the coded words stand."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Configuration:
    """Codings of one passage linked as context, mechanism, outcome; None is an unstated element."""

    id: str
    transcript: str
    context: str | None = None  # ids of codings
    mechanism: str | None = None
    outcome: str | None = None
    polarity: Polarity = "+"
    signal: Span | None = None
    coder: str = ENGINE
    status: Status = "suggested"
    score: float = 0.0
    reason: Reason = Reason("by hand")
    hedged: bool = False
    reported: bool = False
    counterfactual: bool = False
    hypothetical: bool = False
    memo: str = ""
    alike: tuple[tuple[str, str], ...] = ()  # (id, coder) of what others made alike; it stands for them too

    @property
    def coders(self) -> tuple[str, ...]:
        """Everybody who linked it so."""
        return _everybody(self)

    @property
    def by(self) -> str:
        """Their names, in words."""
        return " and ".join(self.coders)

    @property
    def ids(self) -> tuple[str, ...]:
        """Its id and those of the configurations that it stands for."""
        return tuple(dict.fromkeys([self.id, *(name for name, _ in self.alike)]))

    @property
    def parts(self) -> dict[str, str]:
        """The stated elements: kind to coding id."""
        named = {"context": self.context, "mechanism": self.mechanism, "outcome": self.outcome}
        return {kind: coding for kind, coding in named.items() if coding is not None}


def _everybody(item: Coding | Configuration) -> tuple[str, ...]:
    return tuple(sorted({item.coder, *(coder for _, coder in item.alike)}))


@dataclass(frozen=True)
class Suggestions:
    """What a suggester proposes for one transcript: never findings."""

    transcript: str
    claims: tuple[Claim, ...] = ()
    codings: tuple[Coding, ...] = ()
    configurations: tuple[Configuration, ...] = ()


RippleKey = tuple[tuple[str, ...], tuple[str, ...]]
"""Two patterns, the first one's outcome being the other's context: codes, valence and polarity of each."""


@dataclass(frozen=True)
class Material:
    """What matrices and reports are made from."""

    title: str
    codebook: Codebook
    transcripts: Mapping[str, Transcript]
    codings: tuple[Coding, ...]
    configurations: tuple[Configuration, ...]
    facts: Mapping[str, str] = field(default_factory=dict)  # tool version, coders, date, counts of decisions
    ripples: Mapping[RippleKey, str] = field(default_factory=dict)  # "confirmed" or "rejected", where judged

    @cached_property
    def by_id(self) -> dict[str, Coding]:
        """Codings by their ids."""
        return {coding.id: coding for coding in self.codings}

    @property
    def unreviewed(self) -> bool:
        """Whether anything in it has not been decided by a person."""
        statuses = {coding.status for coding in self.codings} | {link.status for link in self.configurations}
        return "suggested" in statuses
