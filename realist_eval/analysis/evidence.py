"""An index over a material: who said what where, and the passage behind each coding and configuration."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from realist_eval.analysis.passages import CUT, FROM_QUESTION, Turns, pieces, written
from realist_eval.model import Coding, Configuration, Material, Span, Speaker, Transcript, Turn

SOURCE_NAMES = {
    "interview": "Interview",
    "focus_group": "Focus group",
    "document": "Document",
    "observation": "Observation",
    "open_answers": "Open answers",
}
NOT_GIVEN = "(not given)"
_NUMBER = re.compile(r"(?<!\d)(\d{1,3})$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage as it may be printed: verbatim pieces of one transcript, and its citable place."""

    transcript: str
    spans: tuple[Span, ...]
    text: str  # the pieces joined by [...]
    place: str  # "Interview 3, turn 45"
    turns: tuple[int, ...]
    voices: tuple[Speaker, ...]  # whose words these are, without repeats
    cases: tuple[str, ...]

    @property
    def start(self) -> int:
        """Where its first piece begins."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Where its last piece ends."""
        return self.spans[-1].end

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of those who speak in it."""
        return unique(voice.role or NOT_GIVEN for voice in self.voices)

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values without repeats, in the order they came."""
    return tuple(dict.fromkeys(values))


class Evidence:
    """Looks up turns, speakers, elements and passages of one material."""

    def __init__(self, material: Material) -> None:
        """Index the turns; everything else is looked up when first asked for."""
        self.material = material
        self.codebook = material.codebook
        self._turns = {name: Turns(transcript) for name, transcript in material.transcripts.items()}
        self._passages: dict[tuple[str, tuple[Span, ...], tuple[Span, ...]], Quotation] = {}
        self._spans: dict[tuple[str, str], tuple[Span, ...]] = {}
        self._extents: dict[tuple[str, str], Span] = {}
        self._who: dict[tuple[str, int], tuple[str, str]] = {}
        self._of_link: dict[tuple[str, str], Quotation] = {}
        self._elements: dict[tuple[str, str], dict[str, Coding]] = {}
        self._levels = {code.id: code.level for code in material.codebook.codes}
        self._expected = {code.id: code.expected for code in material.codebook.codes}

    @cached_property
    def codings(self) -> tuple[Coding, ...]:
        """The codings that count: not rejected, not a suggestion whose words fit another code better."""
        return tuple(
            coding
            for coding in self.material.codings
            if coding.status != "rejected"
            and not (coding.rival and coding.status == "suggested")
            and coding.transcript in self._turns
        )

    @cached_property
    def configurations(self) -> tuple[Configuration, ...]:
        """The configurations that count: not rejected, with at least one element left."""
        return tuple(
            found
            for found in self.material.configurations
            if found.status != "rejected" and found.transcript in self._turns and self.elements(found)
        )

    @cached_property
    def _siblings(self) -> dict[tuple[str, str], list[Coding]]:
        grouped: dict[tuple[str, str], list[Coding]] = defaultdict(list)
        for coding in self.material.codings:
            if coding.element:
                grouped[coding.transcript, coding.element].append(coding)
        return grouped

    @cached_property
    def names(self) -> dict[str, str]:
        """Transcript ids to names fit to print: `Interview 3`. A number that ends every id is kept."""
        by_kind: dict[str, list[Transcript]] = defaultdict(list)
        for transcript in sorted(self.material.transcripts.values(), key=lambda one: one.id):
            by_kind[transcript.kind].append(transcript)
        return {
            name: f"{SOURCE_NAMES[kind]} {number}"
            for kind, group in by_kind.items()
            for name, number in _numbered([transcript.id for transcript in group])
        }

    @cached_property
    def order(self) -> dict[str, int]:
        """Transcript ids to their rank, by kind and number."""
        kinds = list(SOURCE_NAMES)
        transcripts = self.material.transcripts

        def rank(name: str) -> tuple[int, int, str]:
            return (kinds.index(transcripts[name].kind), int(self.names[name].rsplit(" ", 1)[1]), name)

        return {name: place for place, name in enumerate(sorted(transcripts, key=rank))}

    def turn(self, transcript: str, offset: int) -> Turn | None:
        """The turn at an offset."""
        return self._turns[transcript].at(offset)

    def speaker(self, transcript: str, offset: int) -> Speaker | None:
        """Who speaks at an offset, or None where nobody is named."""
        turn = self.turn(transcript, offset)
        return self.material.transcripts[transcript].speaker(turn.speaker) if turn else None

    def case(self, transcript: str, offset: int) -> str:
        """The case of whoever speaks there, or of the source."""
        return self._case_and_role(transcript, offset)[0]

    def role(self, transcript: str, offset: int) -> str:
        """The role of whoever speaks there."""
        return self._case_and_role(transcript, offset)[1]

    def _case_and_role(self, transcript: str, offset: int) -> tuple[str, str]:
        key = (transcript, offset)
        if key not in self._who:
            speaker = self.speaker(transcript, offset)
            case = (speaker.case if speaker else "") or self.material.transcripts[transcript].case
            self._who[key] = (case or NOT_GIVEN, (speaker.role if speaker else "") or NOT_GIVEN)
        return self._who[key]

    def elements(self, configuration: Configuration) -> dict[str, Coding]:
        """The stated elements that still stand: kind to coding."""
        key = (configuration.transcript, configuration.id)
        if key not in self._elements:
            found = {kind: self.material.by_id.get(name) for kind, name in configuration.parts.items()}
            self._elements[key] = {
                kind: coding for kind, coding in found.items() if coding and coding.status != "rejected"
            }
        return self._elements[key]

    def level(self, coding: Coding) -> str:
        """The level that the coder gave, or the code's own."""
        return coding.level or self._levels.get(coding.code, "")

    def valence(self, coding: Coding) -> str:
        """The valence that the coder gave, or what the code assumes where the words do not say."""
        return coding.valence or self._expected.get(coding.code, "")

    def spans(self, coding: Coding) -> tuple[Span, ...]:
        """All the words of a coding's element, with those beyond an interruption."""
        key = (coding.transcript, coding.id)
        if key not in self._spans:
            family = self._siblings.get((coding.transcript, coding.element), []) if coding.element else []
            self._spans[key] = tuple(
                sorted({coding.span, *(one.span for one in family if one.status != "rejected")})
            )
        return self._spans[key]

    def extent(self, coding: Coding) -> Span:
        """From the first to the last of a coding's words."""
        key = (coding.transcript, coding.id)
        if key not in self._extents:
            spans = self.spans(coding)
            self._extents[key] = Span(spans[0].start, spans[-1].end)
        return self._extents[key]

    def quotation(self, coding: Coding) -> Quotation:
        """The passage of one coding."""
        return self._passage(coding.transcript, self.spans(coding), self._asked([coding]))

    def passage(self, configuration: Configuration) -> Quotation:
        """The passage of a configuration: the sentences of its elements."""
        key = (configuration.transcript, configuration.id)
        if key not in self._of_link:
            codings = self.elements(configuration).values()
            spans = {span for coding in codings for span in self.spans(coding)}
            asked = self._asked(codings)
            self._of_link[key] = self._passage(configuration.transcript, tuple(sorted(spans)), asked)
        return self._of_link[key]

    def _asked(self, codings: Iterable[Coding]) -> tuple[Span, ...]:
        """The words that a question supplies."""
        return tuple(sorted(span for one in codings if one.from_question for span in self.spans(one)))

    def _passage(self, name: str, spans: tuple[Span, ...], asked: tuple[Span, ...] = ()) -> Quotation:
        if (name, spans, asked) not in self._passages:
            self._passages[name, spans, asked] = self._quote(name, spans, asked)
        return self._passages[name, spans, asked]

    def _quote(self, name: str, spans: tuple[Span, ...], asked: tuple[Span, ...]) -> Quotation:
        """Participants' words, and a question's where it supplies something; others' only if alone."""
        turns = self._turns[name]
        found = pieces(turns, spans)
        answered = tuple(piece for piece in found if piece[0].part != "interviewer") or found
        supplied = tuple(
            piece for piece in found if piece not in answered and any(map(piece[1].overlaps, asked))
        )
        transcript = self.material.transcripts[name]
        people = {turn.speaker: transcript.speaker(turn.speaker) for turn, _ in answered}
        cases = unique(self.case(name, span.start) for _, span in answered)
        numbers = tuple(dict.fromkeys(turn.n for turn, _ in (*supplied, *answered)))
        said = written(transcript.text, answered)
        if supplied:
            said = f"{FROM_QUESTION} {written(transcript.text, supplied)} {CUT} {said}"
        return Quotation(
            name,
            tuple(span for _, span in (*supplied, *answered)) or spans[:1],
            said,
            f"{self.names[name]}, {_turns_named(numbers)}",
            numbers,
            tuple(person or Speaker("") for person in people.values()),
            cases,
        )


def _turns_named(numbers: tuple[int, ...]) -> str:
    if len(numbers) < 2:
        return f"turn {numbers[0] if numbers else '?'}"
    return f"turns {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _numbered(names: list[str]) -> list[tuple[str, int]]:
    """Each name with its own number where all end in different ones; otherwise with its rank."""
    matches = [_NUMBER.search(name) for name in names]
    numbers = [int(match[1]) for match in matches if match]
    if len(set(numbers)) == len(names):
        return list(zip(names, numbers, strict=True))
    return [(name, rank) for rank, name in enumerate(names, 1)]
