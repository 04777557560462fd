"""Calibration: a blind sample for new coders, and their answers scored against a reference coder."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import msgspec

from realist_eval.agreement import coefficients as co
from realist_eval.agreement.estimates import Estimate, draw, estimates
from realist_eval.agreement.ratings import Ratings
from realist_eval.agreement.units import Work, by_turn, sentences
from realist_eval.errors import Problem, StudyError
from realist_eval.model import ENGINE, Codebook, Span, Transcript, Turn
from realist_eval.study import files
from realist_eval.study.agreeing import CALIBRATION, FOLDER, known_coders, work_of
from realist_eval.study.facade import Study

WORDS = 90  # a passage is whole sentences of one turn, up to about as many words
SHORTEST = 6  # words; what is shorter can hardly be coded
UNMARKED = 0.25  # of the sample: passages that nobody marked, so that leaving uncoded is tested too
SAMPLES = 1000  # of the bootstrap, passages with replacement
NOTHING = frozenset({"none", "no code", "nothing", "-", "0"})


@dataclass(frozen=True, slots=True)
class Item:
    """A passage of a sample."""

    id: str
    transcript: str
    sha: str
    start: int
    end: int
    case: str
    role: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample drawn, with the words of each passage; the words are kept in the packs alone."""

    id: str
    seed: int
    items: tuple[Item, ...]
    words: tuple[str, ...]


class _Kept(msgspec.Struct, frozen=True):
    items: tuple[Item, ...]


# ---------------------------------------------------------------- drawing


def draw_sample(study: Study, size: int, seed: int) -> Sample:
    """A sample stratified by case and role, a quarter of it unmarked; its key is kept in the study.

    Raises StudyError where there is nothing to draw from.
    """
    people = [name for name in known_coders(study) if name != ENGINE]
    marks = work_of(study, *people)
    transcripts = {one.id: one for one in study.transcripts()}
    every = [one for transcript in transcripts.values() for one in _passages(transcript, marks)]
    if not every:
        raise StudyError("There are no passages to draw from.", hint="Import transcripts first.")
    rng = random.Random(seed)  # noqa: S311 - a sample that can be drawn again, no secret
    chosen = _chosen(every, size, rng)
    name = files.sha256(repr([(one.sha, one.start, one.end) for one in chosen]).encode())[:6]
    items = tuple(replace(one, id=f"{name}-{number:02}") for number, one in enumerate(chosen, 1))
    sample = Sample(name, seed, items, tuple(_words(transcripts, one) for one in items))
    key = {"calibration": name, "seed": seed, "items": [asdict(one) for one in items]}
    files.write_atomic(_key(study, name), json.dumps(key, ensure_ascii=False, indent=1).encode() + b"\n")
    return sample


def _words(transcripts: Mapping[str, Transcript], one: Item) -> str:
    return transcripts[one.transcript].quote(Span(one.start, one.end))


def _key(study: Study, name: str) -> Path:
    return study.layout.root / FOLDER / f"{CALIBRATION}{name}.json"


def _passages(transcript: Transcript, marks: Sequence[Work]) -> Iterator[Item]:
    """What participants and others say, in passages of whole sentences."""
    coded = [one.span for work in marks for one in work.by_transcript.get(transcript.id, ())]
    here = by_turn(transcript, coded)
    for at, turn in enumerate(transcript.turns):
        if turn.part == "interviewer":
            continue
        voice = transcript.speaker(turn.speaker)
        case, role = (voice.case or transcript.case, voice.role) if voice else (transcript.case, "")
        spans = [coded[number] for number in here.get(at, ())]
        for span in _pieces(transcript, turn):
            if len(transcript.quote(span).split()) >= SHORTEST:
                marked = any(span.overlaps(one) for one in spans)
                yield Item("", transcript.id, transcript.sha, *span, case, role, marked)


def _pieces(transcript: Transcript, turn: Turn) -> Iterator[Span]:
    start, end = -1, -1
    for sentence in sentences(transcript, turn):
        if start >= 0 and len(transcript.text[start : sentence.end].split()) > WORDS:
            yield Span(start, end)
            start = -1
        start, end = (sentence.start if start < 0 else start), sentence.end
    if start >= 0:
        yield Span(start, end)


def _chosen(every: Sequence[Item], size: int, rng: random.Random) -> list[Item]:
    """Unmarked and marked ones, each over the strata; in an order that gives no source away."""
    unmarked = [one for one in every if not one.marked]
    marked = [one for one in every if one.marked]
    wanted = min(len(unmarked), max(round(size * UNMARKED), size - len(marked)))
    chosen = [*_stratified(unmarked, wanted, rng), *_stratified(marked, size - wanted, rng)]
    rng.shuffle(chosen)
    return chosen


def _stratified(items: Iterable[Item], size: int, rng: random.Random) -> list[Item]:
    """One of each stratum first, then by the strata's sizes (Webster's method)."""
    strata: dict[tuple[str, str], list[Item]] = {}
    for one in items:
        strata.setdefault((one.case, one.role), []).append(one)
    for name in sorted(strata):
        rng.shuffle(strata[name])
    taken = dict.fromkeys(sorted(strata), 0)
    for _ in range(min(size, sum(map(len, strata.values())))):
        left = [name for name in taken if taken[name] < len(strata[name])]
        best = max(left, key=lambda name: (not taken[name], len(strata[name]) / (2 * taken[name] + 1)))
        taken[best] += 1
    return [one for name, count in taken.items() for one in strata[name][:count]]


# ---------------------------------------------------------------- scoring


@dataclass(frozen=True, slots=True)
class CodeScore:
    """How a coder did on one code."""

    code: str
    reference: int
    coder: int
    both: int
    kappa: Estimate
    ac1: Estimate


@dataclass(frozen=True, slots=True)
class Miss:
    """A passage where the coder's codes are not the reference's."""

    item: str
    words: str
    missed: tuple[str, ...]
    extra: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How a coder did: over all codes, by code, and every miss."""

    reference: str
    scored: int
    blank: tuple[str, ...]  # items without an answer
    left_out: tuple[str, ...]  # items whose words changed, or that the reference did not work on
    overall: Mapping[str, Estimate]
    codes: tuple[CodeScore, ...]
    misses: tuple[Miss, ...]


def score(study: Study, answers: Mapping[str, str], reference: str) -> tuple[Score, list[Problem]]:
    """Score answers (item: codes as written) against a coder; raises StudyError for unknown items."""
    items = _items(study, answers)
    codebook = study.codebook()
    (work,) = work_of(study, reference)
    transcripts = {one.id: one for one in study.transcripts()}
    shas = {name: transcripts[name].sha for name in work.transcripts if name in transcripts}
    usable = [one for one in items if shas.get(one.transcript) == one.sha]
    problems: list[Problem] = []
    said = {one.id: _codes(one.id, answers[one.id], codebook, problems) for one in usable}
    rows = [(one, said[one.id], _held(one, work, transcripts)) for one in usable]
    given = [(one, codes, right) for one, codes, right in rows if codes is not None]
    pairs = [(right, codes) for _, codes, right in given]
    overall = {"percent": co.percent, "cohen": co.cohen, "alpha_masi": co.alpha_masi}
    used = sorted({code for right, codes in pairs for code in codes | right})
    found = Score(
        reference,
        len(given),
        tuple(one.id for one, codes, _ in rows if codes is None),
        tuple(one.id for one in items if one not in usable),
        estimates(overall, Ratings.of(pairs), draw(len(given), SAMPLES)) if given else {},
        tuple(_of_code(code, pairs) for code in used),
        tuple(_miss(one, _words(transcripts, one), *pair) for one, *pair in given if pair[0] != pair[1]),
    )
    return found, problems


def _miss(one: Item, words: str, codes: frozenset[str], right: frozenset[str]) -> Miss:
    parts = (tuple(sorted(part)) for part in (right - codes, codes - right, right & codes))
    return Miss(one.id, words, *parts)


def _held(one: Item, work: Work, transcripts: Mapping[str, Transcript]) -> frozenset[str]:
    text = transcripts[one.transcript].text
    return frozenset(
        coding.code
        for coding in work.by_transcript.get(one.transcript, ())
        if text[max(coding.start, one.start) : min(coding.end, one.end)].strip()
    )


def _of_code(code: str, rows: Sequence[tuple[frozenset[str], frozenset[str]]]) -> CodeScore:
    present = [(code in right, code in codes) for right, codes in rows]
    ratings = Ratings.of(present, categories=(False, True))
    found = estimates({"kappa": co.cohen, "ac1": co.gwet}, ratings, draw(len(present), 0))
    reference, coder = (sum(one[at] for one in present) for at in (0, 1))
    return CodeScore(code, reference, coder, sum(map(all, present)), found["kappa"], found["ac1"])


def _codes(item: str, answer: str, codebook: Codebook, problems: list[Problem]) -> frozenset[str] | None:
    """The codes in an answer, given by their ids or labels; None: left blank, or nothing in it is known."""
    from realist_eval.codebook.words import nearest

    names = [name.strip() for name in re.split(r"[;,\n]", answer) if name.strip()]
    known = {one.id.lower(): one.id for one in codebook.codes}
    known |= {one.label.lower(): one.id for one in codebook.codes}
    found = frozenset(known[name.lower()] for name in names if name.lower() in known)
    for name in names:
        if name.lower() not in known and name.lower() not in NOTHING:
            message = f"holds “{name}”, which is not in the codebook; it is left out."
            problems.append(Problem(message, f"item {item}", None, "warning", nearest(name, codebook.by_id)))
    said_none = any(name.lower() in NOTHING for name in names)
    return found if found or said_none else None


def _items(study: Study, answers: Mapping[str, str]) -> list[Item]:
    """The items that answers name, from the keys kept in the study."""
    known: dict[str, Item] = {}
    for key in sorted({name.rpartition("-")[0] for name in answers}):
        path = _key(study, key)
        if not key.isalnum() or not path.is_file():
            hint = "Draw a sample with `realist-eval calibrate draw`, and have its pack filled in."
            raise StudyError(f"This study has drawn no sample “{key}”.", hint=hint)
        known |= {one.id: one for one in _read(path).items}
    unknown = [name for name in answers if name not in known]
    if unknown:
        raise StudyError([Problem(f"The sample has no item “{name}”.") for name in unknown])
    return [known[name] for name in known if name in answers]


def _read(path: Path) -> _Kept:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise StudyError("is damaged.", path, hint="Bring it back from a copy.") from error


def why(code: str, codebook: Codebook, *, missed: bool) -> str:
    """What the codebook says that a coder who missed a code, or gave it wrongly, should read."""
    entry = codebook.by_id.get(code)
    if entry is None:
        return f"[{code}] is not in the codebook."
    some = entry.examples
    if missed:
        said = ("Include", entry.include), ("Such as", _quoted((some.typical + some.atypical)[:2]))
    else:
        said = ("Exclude", entry.exclude), ("Close, but no", _quoted(some.close_but_no[:2]))
    lines = [entry.definition, *(f"{lead}: {words}" if words else "" for lead, words in said)]
    return f"[{code}] {entry.label}. " + " ".join(filter(None, lines))


def _quoted(examples: Iterable[str]) -> str:
    return "; ".join(f"“{one}”" for one in examples)
