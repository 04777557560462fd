"""Which words give people away in a study, and what could take their place: a table for a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from realist_eval.errors import Problem
from realist_eval.model import OnProgress, Span, Transcript
from realist_eval.study.facade import Study
from realist_eval.study.pseudonym_lists import KNOWN, LABELS, PEOPLES, WORDS_TOO
from realist_eval.study.pseudonym_table import Decision, Row

STANDS_FOR = {"person": "Person", "organisation": "Organisation", "place": "Place", "e-mail": "E-mail"}
_WORD = re.compile(r"(?<![\w.@])\w+(?!\w|[.@]\w)")  # no parts of addresses
_DONE = re.compile(  # by an earlier table
    r"(?:person|organisation|place|name|e-mail|phone|postcode|id number|web address|handle|date of birth)"
    r" ?\d*",
    re.IGNORECASE,
)
_RUN = re.compile(r"[^\W_]+")
_PLACED = re.compile(r"\b(?:in|near|around|across|outside|from|over)\s$", re.IGNORECASE)
_MOSTLY = 0.25  # share of the uses
_SHORT = 5  # letters of an abbreviation
_AGAIN = 3  # uses of a word that is always with a capital
_AROUND = 45  # characters of an example on either side
_SMALL = 0.25  # share of turns that begin with a small letter from which on names are found less surely


@dataclass
class Proposal:
    """The proposed table, and what a person should know before trusting it."""

    rows: list[Row]
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Term:
    words: str
    kinds: Counter[str] = field(default_factory=Counter)
    sure: bool = False
    given: str = ""  # the pseudonym of participants.csv
    label: bool = False
    note: str = ""

    @property
    def kind(self) -> str:
        """What it was taken for most often; a speaker is a person."""
        if self.label or self.given or not self.kinds:
            return "person"
        return max(self.kinds, key=lambda kind: (kind != "name", self.kinds[kind]))


def propose(study: Study, on_progress: OnProgress | None = None) -> Proposal:
    """Look through all transcripts, labels and participants.csv; writes nothing."""
    transcripts = list(study.transcripts())
    terms: dict[str, _Term] = {}
    for done, transcript in enumerate(transcripts):
        if on_progress:
            on_progress(transcript.id, done, len(transcripts))
        _gather(transcript, study.config.pipeline, terms)
    _labels(transcripts, terms)
    uses = _Uses(transcripts)
    kept = {words: term for words, term in terms.items() if uses.of(words) and not _chance(term, uses)}
    for term in kept.values():
        _as_place(term, uses)
    rows = [*_rows(kept, uses)]
    rows += [*_without_capitals(rows, uses)]
    order = {"replace": 0, "?": 1, "keep": 2}
    rows.sort(key=lambda row: order[row.decision])
    return Proposal(rows, [*_doubts(transcripts)])


def _gather(transcript: Transcript, pipeline: str, terms: dict[str, _Term]) -> None:
    from realist_eval.engine.names import find_names

    texts = [transcript.quote(turn) for turn in transcript.turns] + [note.text for note in transcript.notes]
    small = _few_capitals(transcript)
    spoken = transcript.language or "en"
    for text, found in zip(texts, find_names(texts, pipeline, spoken), strict=True):
        for one in found:
            words = " ".join(text[slice(*one.span)].split())
            plain = (
                words.islower() and not small
            )  # where names have capitals, what has none is mostly no name
            if _DONE.fullmatch(words) or (plain and not one.sure):
                continue
            term = terms.setdefault(words, _Term(words))
            term.kinds[one.kind] += 1
            term.sure = term.sure or one.sure


def _labels(transcripts: Iterable[Transcript], terms: dict[str, _Term]) -> None:
    """Speakers who go by a name, and their names and pseudonyms from participants.csv."""
    for transcript in transcripts:
        for speaker in transcript.speakers:
            names = (" ".join(name.split()) for name in (speaker.attributes.get("name", ""), speaker.label))
            told = [name for name in names if name and (_is_name(name, terms) or not LABELS.fullmatch(name))]
            for words in (form for name in told for form in _shown(name)):
                term = terms.setdefault(words, _Term(words))
                term.sure = term.sure or _is_name(words, terms)
                term.label = True
                term.given = term.given or speaker.pseudonym


def _shown(name: str) -> list[str]:
    """A name in capitals is looked for as names are mostly written, too."""
    return sorted({name, name.title()}) if name.isupper() else [name]


def _is_name(label: str, terms: dict[str, _Term]) -> bool:
    known = terms.get(label) or terms.get(label.title())
    return known is not None and known.kinds["person"] > 0


def _chance(term: _Term, uses: _Uses) -> bool:
    """Whether words had a capital now and then, without being a name."""
    plain = not term.sure and not term.label
    return plain and term.kind == "name" and uses.words[term.words.casefold()] >= uses.words[term.words]


def _as_place(term: _Term, uses: _Uses) -> None:
    """What people are in and come from is a place, whatever else it was taken for."""
    if term.kind in {"person", "organisation", "name"} and not term.label and uses.like_a_place(term.words):
        term.kinds["place"] += sum(term.kinds.values())


class _Uses:
    """Where words stand in a study, in these very letters."""

    def __init__(self, transcripts: list[Transcript]) -> None:
        """Take all transcripts; labels, and names from the table of speakers, count as uses."""
        self._texts: dict[str, str] = {}
        self._labels: dict[str, list[str]] = {}
        self._names: dict[str, list[str]] = {}
        for one in transcripts:
            self._texts[one.id] = "\n".join([one.text, *(note.text for note in one.notes)])
            self._labels[one.id] = [speaker.label for speaker in one.speakers]
            self._names[one.id] = [speaker.attributes.get("name", "") for speaker in one.speakers]
        self.words = Counter(word for text in self._texts.values() for word in _WORD.findall(text))
        self._found: dict[str, dict[str, list[Span]]] = {}
        self._starts: dict[str, list[tuple[str, int]]] = {}  # where each run of letters and digits begins
        for name, text in self._texts.items():
            for match in _RUN.finditer(text):
                self._starts.setdefault(match[0], []).append((name, match.start()))

    def of(self, words: str) -> dict[str, list[Span]]:
        """Places by transcript; a label, or a name from the table of speakers, is one without a place."""
        if words not in self._found:
            self._found[words] = self._look(words)
        return self._found[words]

    def _look(self, words: str) -> dict[str, list[Span]]:
        first = _RUN.search(words)
        if first is None:
            return {}
        expression = r"\s+".join(map(re.escape, words.split()))
        pattern = re.compile(rf"(?<![^\W_]){expression}(?![^\W_])")
        found: dict[str, list[Span]] = {name: [] for name in self._texts}
        for name, at in self._starts.get(first[0], ()):
            match = pattern.match(self._texts[name], at - first.start()) if at >= first.start() else None
            if match is not None:
                found[name].append(Span(*match.span()))
        for name in [name for name in found if not found[name]]:
            if not any(words in one for one in (*self._labels[name], *self._names[name])):
                del found[name]
        return found

    def example(self, uses: dict[str, list[Span]]) -> str:
        """The first use with what stands around it."""
        for name, spans in uses.items():
            for start, end in spans:
                text = self._texts[name]
                before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
                return " ".join(f"{before}[{text[start:end]}]{after}".split())
        return "(a speaker's label)"

    def like_a_place(self, words: str) -> bool:
        """Whether the words mostly stand where places do."""
        uses = [(self._texts[name], span.start) for name, spans in self.of(words).items() for span in spans]
        placed = sum(bool(_PLACED.search(text, max(0, start - 10), start)) for text, start in uses)
        return placed > _MOSTLY * len(uses)

    def taken(self, words: str) -> bool:
        """Whether a replacement would be taken for something that is in the study already."""
        return any(words in text for text in (*self._texts.values(), *self._labels.values()))


# ---------------------------------------------------------------- one person, one replacement


def _rows(terms: dict[str, _Term], uses: _Uses) -> Iterator[Row]:
    """One row a wording; those of one person share the replacement."""
    owners = _owners(terms)
    counters: Counter[str] = Counter()
    chosen: dict[str, str] = {}
    for words, term in terms.items():
        if term.given:
            chosen.setdefault(owners[words], term.given)
    for words, term in terms.items():
        owner = owners[words]
        if owner not in chosen:
            chosen[owner] = _free(terms[owner].kind, counters, uses)
        decision, note = _decision(term, chosen[owner], uses)
        found = {"replacement": chosen[owner], "decision": decision, "note": note}
        yield _row(words, term.kind, uses, **found)


def _row(words: str, kind: str, uses: _Uses, **decided: Any) -> Row:
    where = uses.of(words)
    times = sum(map(len, where.values())) or len(where)
    return Row(words, kind, times, tuple(where), uses.example(where), **decided)


def _owners(terms: dict[str, _Term]) -> dict[str, str]:
    """Each wording with the fullest one for the same person: Ros, MILLER and Ros Miller are one."""
    people = [words for words, term in terms.items() if term.kind == "person"]
    full = [words for words in people if len(words.split()) > 1]
    parts: dict[str, list[str]] = {}
    for words in full:
        for part in {word.casefold() for word in words.split()}:
            parts.setdefault(part, []).append(words)
    owners: dict[str, str] = {}
    same: dict[str, str] = {}
    for words, term in terms.items():
        key = words.casefold()
        whose = parts.get(key, []) if term.kind == "person" and len(words.split()) == 1 else []
        one = {name.casefold() for name in whose}
        if len(one) == 1:
            term.note = f"taken for {whose[0]}"
            owners[words] = same.setdefault(whose[0].casefold(), whose[0])
            continue
        if len(one) > 1:
            term.note = f"could be {' or '.join(whose[:3])}"
        owners[words] = same.setdefault(key, words)
    return owners


def _free(kind: str, counters: Counter[str], uses: _Uses) -> str:
    stem = STANDS_FOR.get(kind, kind[:1].upper() + kind[1:])
    while True:
        counters[stem] += 1
        if not uses.taken(f"{stem} {counters[stem]}"):
            return f"{stem} {counters[stem]}"


def _decision(term: _Term, becomes: str, uses: _Uses) -> tuple[Decision, str]:
    if becomes == term.words or (term.given and term.given.casefold() == term.words.casefold()):
        return "keep", "participants.csv gives this as the pseudonym"
    if term.words.casefold() in KNOWN:
        return "keep", "widely known: gives nobody away"
    sure, note = _sure(term, uses)
    return "replace" if sure else "?", "; ".join(filter(None, [note, term.note]))


def _sure(term: _Term, uses: _Uses) -> tuple[bool, str]:
    """Whether to propose a replacement, or to ask; and why."""
    word = term.words.casefold()
    if term.label and not term.sure:
        parts = re.findall(r"[^\W\d_]{2,}", term.words)
        named = all(part[0].isupper() and not uses.words[part.casefold()] for part in parts)
        return (True, "a speaker's label") if named and parts else (False, "a label: is it a name?")
    if term.kind == "organisation" and term.words.isupper() and len(term.words) < _SHORT:
        return False, "an abbreviation: does it tell which place it is?"
    if word != term.words and " " not in word and uses.words[word] >= max(1, uses.words[term.words]):
        return False, "mostly a word here"
    if not term.sure and _always(term.words, uses):
        return True, "always with a capital"
    return term.sure, "" if term.sure else "not sure: is it a name?"


def _always(words: str, uses: _Uses) -> bool:
    """Whether a word comes up again and again, and never without a capital: a name that nobody knows yet."""
    plain = words.isalpha() and words[0].isupper() and not PEOPLES.fullmatch(words)
    return plain and uses.words[words] >= _AGAIN and not uses.words[words.casefold()]


def _without_capitals(rows: list[Row], uses: _Uses) -> Iterator[Row]:
    """The same names typed in small letters, each to be decided by itself."""
    said = {row.words for row in rows}
    for row in rows:
        small = row.words.lower()
        if row.kind not in {"person", "organisation", "place"} or row.decision == "keep" or small in said:
            continue
        times = sum(map(len, uses.of(small).values()))
        if not times:
            continue
        said.add(small)
        word = small in WORDS_TOO or times > row.times or row.decision == "?"
        note = "without a capital" + (": the name, or the word?" if word else "")
        decided = {"replacement": row.replacement, "decision": "?" if word else "replace", "note": note}
        yield _row(small, row.kind, uses, **decided)


def _doubts(transcripts: Iterable[Transcript]) -> Iterator[Problem]:
    for one in transcripts:
        doubts = ["is written with few capitals"] if _few_capitals(one) else []
        doubts += [f"is not in English ({one.language})"] if one.language not in {"en", ""} else []
        for doubt in doubts:
            message = f"{doubt}: names are found less surely. Read it through."
            yield Problem(message, one.id, severity="warning")


def _few_capitals(transcript: Transcript) -> bool:
    begins = [transcript.quote(turn).lstrip("\"'“‘ ")[:1] for turn in transcript.turns]
    letters = [letter for letter in begins if letter.isalpha() and letter.lower() != letter.upper()]
    return sum(map(str.islower, letters)) > _SMALL * len(letters)


def default_table(root: Path) -> Path:
    """Where the table goes if nothing is said: beside the study, never in it."""
    return root.parent / f"{root.name}-names.xlsx"
