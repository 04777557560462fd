"""Configurations that say the same thing, gathered: the rows of a CMO matrix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from realist_eval.analysis.evidence import Evidence, Quotation, unique
from realist_eval.model import UNREVIEWED, UNSTATED, Coding, Configuration, Material, Polarity

BEST_RULE = (
    "The best quotation of a row is one decided by a person before one merely suggested; then the one that "
    "states most elements; then one said firmly and at first hand; then one not cut; then the one nearest to "
    "40 words; then the earliest."
)
IDEAL_WORDS = 40

Key = tuple[str | None, str | None, str | None, str, Polarity]


@dataclass(frozen=True)
class Pattern:
    """Configurations that share context, mechanism, outcome, outcome valence and polarity.

    A code that is None is unstated. Quotations are the passages, each once, the best first.
    """

    context: str | None
    mechanism: str | None
    outcome: str | None
    valence: str
    polarity: Polarity
    configurations: tuple[Configuration, ...]
    quotations: tuple[Quotation, ...]
    sources: tuple[str, ...]  # transcript ids
    speakers: tuple[tuple[str, str], ...]  # (transcript id, label): never printed, only counted
    cases: tuple[str, ...]
    roles: tuple[str, ...]
    levels: tuple[str, ...]
    status: str
    hedged: int
    reported: int
    counterfactual: int
    resource: str = ""  # of the mechanism, verbatim where coded, else as the codebook has it
    reasoning: str = ""
    asked: int = 0  # how many have an element that the interviewer's question supplies

    @property
    def key(self) -> Key:
        """What its configurations share."""
        return (self.context, self.mechanism, self.outcome, self.valence, self.polarity)

    @property
    def codes(self) -> dict[str, str | None]:
        """Kind to code id; None is unstated."""
        return {"context": self.context, "mechanism": self.mechanism, "outcome": self.outcome}

    @property
    def n_sources(self) -> int:
        """How many sources it is found in."""
        return len(self.sources)

    @property
    def n_quotations(self) -> int:
        """How many passages, none counted twice."""
        return len(self.quotations)

    @property
    def best(self) -> Quotation:
        """The quotation to show where there is room for one, by BEST_RULE."""
        return self.quotations[0]

    @property
    def demi_regularity(self) -> bool:
        """Whether it recurs across sources."""
        return self.n_sources > 1

    @property
    def unreviewed(self) -> bool:
        """Whether anything in it has been decided by nobody."""
        return UNREVIEWED in self.status

    @property
    def aim(self) -> bool:
        """Whether it tells what was intended, not what happened."""
        return self.valence == "intended"

    @property
    def succeeds(self) -> bool:
        """Whether it explains something coming about, rather than failing or being held back."""
        return self.polarity == "+" and self.valence != "not_achieved"


def patterns(material: Material | Evidence) -> list[Pattern]:
    """The patterns of a material, most sources first, then most quotations, then by codes."""
    evidence = material if isinstance(material, Evidence) else Evidence(material)
    grouped: dict[Key, list[Configuration]] = defaultdict(list)
    for configuration in evidence.configurations:
        grouped[key_of(evidence, configuration)].append(configuration)
    found = [_pattern(evidence, key, group) for key, group in grouped.items()]
    return sorted(found, key=lambda one: (-one.n_sources, -one.n_quotations, _codes_order(one)))


def key_of(evidence: Evidence, configuration: Configuration) -> Key:
    """What decides which pattern a configuration belongs to."""
    elements = evidence.elements(configuration)
    codes = {kind: coding.code for kind, coding in elements.items()}
    valence = evidence.valence(elements["outcome"]) if "outcome" in elements else ""
    return (
        codes.get("context"),
        codes.get("mechanism"),
        codes.get("outcome"),
        valence,
        configuration.polarity,
    )


def _codes_order(pattern: Pattern) -> tuple[str, ...]:
    return (*(code or "~" for code in pattern.codes.values()), pattern.valence, pattern.polarity)


def _pattern(evidence: Evidence, key: Key, group: list[Configuration]) -> Pattern:
    by_passage = _by_passage(evidence, group)
    ranked = sorted(by_passage, key=lambda passage: _worth(evidence, passage))
    quotations = tuple(passage[0] for passage in ranked)
    codings = [coding for one in group for coding in evidence.elements(one).values()]
    order = evidence.order
    return Pattern(
        *key,
        tuple(group),
        quotations,
        tuple(sorted({one.transcript for one in group}, key=order.__getitem__)),
        tuple(sorted({(q.transcript, voice.label) for q in quotations for voice in q.voices})),
        tuple(sorted({case for quotation in quotations for case in quotation.cases})),
        tuple(sorted({role for quotation in quotations for role in quotation.roles})),
        _levels(evidence, codings),
        status_of(group, codings),
        sum(one.hedged for one in group),
        sum(one.reported for one in group),
        sum(one.counterfactual for one in group),
        _programme(evidence, key[1], codings, "resource"),
        _programme(evidence, key[1], codings, "reasoning"),
        sum(any(coding.from_question for coding in evidence.elements(one).values()) for one in group),
    )


def _by_passage(
    evidence: Evidence, group: Sequence[Configuration]
) -> list[tuple[Quotation, list[Configuration]]]:
    """Configurations by the passage they stand in; passages that overlap are one."""
    placed = sorted(
        ((evidence.passage(one), one) for one in group),
        key=lambda pair: (evidence.order[pair[0].transcript], pair[0].spans, pair[1].id),
    )
    found: list[tuple[Quotation, list[Configuration]]] = []
    for quotation, configuration in placed:
        if found and _overlap(found[-1][0], quotation):
            found[-1][1].append(configuration)
            if quotation.end - quotation.start > found[-1][0].end - found[-1][0].start:
                found[-1] = (quotation, found[-1][1])
        else:
            found.append((quotation, [configuration]))
    return found


def _overlap(one: Quotation, other: Quotation) -> bool:
    return one.transcript == other.transcript and any(a.overlaps(b) for a in one.spans for b in other.spans)


def _worth(evidence: Evidence, passage: tuple[Quotation, list[Configuration]]) -> tuple[object, ...]:
    """How good a quotation is, smallest first: BEST_RULE in order."""
    quotation, group = passage
    return (
        all(one.status == "suggested" for one in group),
        -max(len(evidence.elements(one)) for one in group),
        all(one.hedged or one.reported or one.hypothetical for one in group),
        len(quotation.spans),
        abs(quotation.words - IDEAL_WORDS),
        evidence.order[quotation.transcript],
        quotation.start,
    )


def _levels(evidence: Evidence, codings: Iterable[Coding]) -> tuple[str, ...]:
    found = {evidence.level(coding) for coding in codings} - {""}
    known = evidence.codebook.levels
    return tuple(
        sorted(found, key=lambda level: (known.index(level) if level in known else len(known), level))
    )


def status_of(group: Sequence[Configuration], codings: Iterable[Coding] = ()) -> str:
    """How many were decided and how, in words; what nobody decided is named so."""
    counted: dict[str, int] = {}
    undecided = {coding.id for coding in codings if coding.status == "suggested"}
    for one in group:
        touched = one.status == "suggested" or undecided.intersection(one.parts.values())
        word = UNREVIEWED if touched else one.status
        counted[word] = counted.get(word, 0) + 1
    if len(counted) == 1:
        return next(iter(counted))
    return ", ".join(f"{number} {word}" for word, number in sorted(counted.items()))


def _programme(evidence: Evidence, mechanism: str | None, codings: Iterable[Coding], part: str) -> str:
    """What the programme offers, or how people respond: as coded in the words, else as the codebook says."""
    quoted = unique(
        f"“{evidence.material.transcripts[coding.transcript].quote(span)}”"
        for coding in codings
        if coding.kind == "mechanism" and (span := getattr(coding, part)) is not None
    )
    code = evidence.codebook.by_id.get(mechanism or "")
    return quoted[0] if quoted else str(getattr(code, part, ""))


def code_label(evidence: Evidence, code: str | None) -> str:
    """A code's label; an unstated element stays visibly unstated."""
    return evidence.codebook.label(code) if code else UNSTATED
