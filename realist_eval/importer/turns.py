"""Rows and cues to turns: each label opens one, and what follows without a label belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, islice, pairwise

from realist_eval.errors import Problem
from realist_eval.importer.asked import ANSWER, QUESTION, asked
from realist_eval.importer.choose import Choice, Hit, choose, key_of
from realist_eval.importer.conventions import UNLABELLED
from realist_eval.importer.labels import role_of
from realist_eval.importer.notes import without_times
from realist_eval.importer.paragraphs import Layout, layout_of
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Line, Page, Script, Utterance
from realist_eval.importer.rows import Row, Rows, rows_of
from realist_eval.importer.words import STRUCTURE, fold_word

_STRUCTURE = re.compile(
    r"([^\W\d_]+)(?:\s*[\dIVXA-H]{1,4}|\s+(?:one|two|three|four|five|six|seven|eight|nine|ten))?"
    r"\s*[:.–—-].{0,80}$|(?:part|section|chapter)\s+[\dIVX]{1,4}$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:interview|transcript|focus group|entretien|entrevista|intervista|gespräch)\s*"
    r"(?:no\.?\s*|number\s*|nr\.?\s*|#\s*|n°\s*)?\d{1,3}\b.{0,40}",
    re.IGNORECASE,
)
_SOMEBODY_ELSE = re.compile(r"\s(?=>>)|\s[-–—]\s+(?=\([^()]{2,40}\)\s)")
_DASHED = re.compile(r"(^|\n)[-–—]\s*(?=\S)")  # two speakers in one subtitle
_NOTES = re.compile(
    r"\b(?:notes?|reflections?|memos?|debrief\w*|observations?|summary|appendix|postscript|postskriptum"
    r"|notizen|anmerkungen|remarques|notas|observaciones|note|osservazioni|riflessioni)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“„«].*[\"”“»]$", re.DOTALL)


@dataclass(slots=True)
class Unit:
    """Words of one speaker as they will stand in the transcript."""

    text: str
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    number: int = 0
    continues: bool = False
    opens: bool = False  # a mark says that somebody else begins
    aside: bool = False  # notes about the talk, which nobody in it said


@dataclass
class Told:
    """Turns told apart, and how."""

    units: list[Unit]
    convention: str
    why: str
    problems: list[Problem] = field(default_factory=list)
    key: dict[str, str] = field(default_factory=dict)
    answers: bool = False
    head: list[str] = field(default_factory=list)
    titles: list[tuple[int, str]] = field(default_factory=list)  # number of a line, heading


def tell_page(page: Page, profile: Profile) -> Told:
    """Running text to turns, by the best convention for the whole page."""
    rows = rows_of(page.lines)
    choice = choose(rows.body, rows.head, profile)
    opening = min(choice.hits, default=0)
    if choice.hits:
        told = _labelled(rows, choice)
    else:
        told = _unlabelled(rows, choice.why, as_told=profile.convention == UNLABELLED)
    head = [*rows.head, *rows.body[:opening]]
    told.key, told.head = key_of(head), [row.text for row in head]
    told.titles[:0] = [(row.number, row.text) for row in rows.body[:opening] if row.heading or is_title(row)]
    told.problems += [*_of_left_out(rows, choice, opening), *_of_doubts(choice)]
    return told


def _labelled(rows: Rows, choice: Choice) -> Told:
    body = rows.body
    layout = layout_of(body, {at: bool(hit.text) for at, hit in choice.hits.items()})
    told = Told([], choice.name, choice.why)
    others = _others_unlabelled(body, choice)
    starts = [*choice.hits, len(body)]
    for at, until in pairwise(starts):
        hit = choice.hits[at]
        notes = next((n for n in range(at + 1, until) if _opens_notes(body[n])), until)
        below = [row for row in body[at + 1 : notes] if _spoken(row, told, rows.left_out)]
        own, rest = _own_rows(below, layout) if others and hit.text else (below, [])
        told.units.append(_unit(hit, body[at], own, layout))
        told.units += [_paragraph(group, layout) for group in _grouped(rest, layout)]
        aside = [row for row in body[notes:until] if _spoken(row, told, rows.left_out)]
        told.units += [replace(_paragraph(group, layout), aside=True) for group in _grouped(aside, layout)]
    timed = sum(hit.start is not None for hit in choice.hits.values())
    if timed >= 0.8 * len(choice.hits):
        told.units = joined(told.units, paragraphs=True)
    return told


def _opens_notes(row: Row) -> bool:
    """Whether a heading ends the talk: `Notes after the interview`, which the last speaker did not say."""
    return bool(row.heading) and bool(_NOTES.search(row.text))


def _others_unlabelled(body: Sequence[Row], choice: Choice) -> bool:
    """Whether only those who ask are labelled, so that paragraphs without a label are somebody else."""
    roles = [role_of(label) for label in choice.labels]
    asking = bool(roles) and all(role == "interviewer" for role in roles)
    if len(choice.hits) < 3 or not (asking or (len(roles) == 1 and roles != ["participant"])):
        return False
    starts = [*choice.hits, len(body)]
    followed = sum(
        any(row.gap or not choice.hits[at].text for row in body[at + 1 : until] if not row.heading)
        for at, until in pairwise(starts)
        if choice.hits[at].text
    )
    return followed >= 0.6 * len(choice.hits)


def _own_rows(below: list[Row], layout: Layout) -> tuple[list[Row], list[Row]]:
    """Of the rows below a label, those of the label's paragraph, and the rest."""
    at = 0
    while layout.kind != "paragraphs" and at < len(below) and not below[at].gap:
        at += 1
    return below[:at], below[at:]


def _grouped(rows: Sequence[Row], layout: Layout) -> list[list[Row]]:
    """Rows by paragraphs."""
    if layout.kind == "paragraphs":
        return [[row] for row in rows]
    groups: list[list[Row]] = []
    for row in rows:
        if row.gap or not groups:
            groups.append([])
        groups[-1].append(row)
    return groups


def _unit(hit: Hit, row: Row, below: list[Row], layout: Layout) -> Unit:
    rows = [replace(row, text=hit.text), *below] if hit.text else below
    start = hit.start if hit.start is not None or not below else below[0].start
    return Unit(layout.join(rows), hit.label or None, start, hit.end, row.number)


def _paragraph(rows: Sequence[Row], layout: Layout) -> Unit:
    return Unit(layout.join(rows), None, rows[0].start, rows[0].end, rows[0].number)


def is_title(row: Row) -> bool:
    """Whether a line of its own opens an interview: `Interview 3`, `Focus group 2: the carers`."""
    return row.gap and len(row.text) <= 80 and bool(_TITLE.fullmatch(row.text.strip(" .:=*-")))


def _spoken(row: Row, told: Told, left_out: dict[str, list[int]]) -> bool:
    """Whether a row is speech; headings and marks of the structure are remembered instead."""
    match = _STRUCTURE.match(row.text) if len(row.text) <= 100 else None
    structure = match and (not match[1] or fold_word(match[1]) in STRUCTURE)
    if not (row.heading or is_title(row) or structure):
        return True
    told.titles.append((row.number, row.text))
    left_out.setdefault("headings", []).append(row.number)
    return False


def _unlabelled(rows: Rows, why: str, *, as_told: bool) -> Told:
    """Paragraphs as turns without a speaker; answers in quotation marks one by one.

    Bold type or dashes may tell questions from answers, unless a person said that nothing does (`as_told`).
    """
    told = Told([], UNLABELLED, why)
    body = [row for row in [*rows.head, *rows.body] if _spoken(row, told, rows.left_out)]
    answers = _quoted_answers(body)
    if answers:
        told.units = [Unit(row.text.strip('"“”„«» '), None, number=row.number) for row in answers]
        told.answers = True
        told.why = "nearly every paragraph is an answer in quotation marks"
        return told
    asks, why = asked(body) if not as_told else ([], "")
    if asks:
        return _asked_and_answered(body, asks, told, why)
    layout = layout_of(body, {})
    told.units = [_paragraph(group, layout) for group in _grouped(body, layout)]
    if sum(unit.start is not None for unit in told.units) >= 0.5 * len(told.units):
        told.units = joined(told.units)
    return told


def _asked_and_answered(rows: Sequence[Row], asks: Sequence[bool], told: Told, why: str) -> Told:
    """A turn a question, and a turn all that is answered to it."""
    told.convention, told.why = "questions and answers", why
    for asking, group in groupby(zip(asks, rows, strict=True), key=lambda pair: pair[0]):
        unit = _paragraph([replace(row, text=row.text.lstrip("— ")) for _, row in group], Layout())
        told.units.append(replace(unit, speaker=QUESTION if asking else ANSWER))
    return told


def _quoted_answers(rows: Sequence[Row]) -> list[Row]:
    quoted = [row for row in rows if _QUOTED.match(row.text)]
    return quoted if len(quoted) >= 3 and len(quoted) >= 0.8 * len(rows) else []


_MOST_ASKED = 20  # questions of one kind about a file
_LONG_HEAD = 120  # words before the first label from which a person should look


def _of_left_out(rows: Rows, choice: Choice, opening: int) -> list[Problem]:
    """What was taken for no speech, by kind; a long stretch before the first label is a warning."""
    before = rows.body[:opening]
    head = [row.number for row in [*rows.head, *before]] if choice.hits else []
    left_out = {"the head of the file": head, **rows.left_out}
    found = [_left_out(what, lines) for what, lines in left_out.items() if lines]
    words = sum(len(row.text.split()) for row in before)
    if words >= _LONG_HEAD:
        message = f"{words} words stand before the first speaker and were left out."
        hint = "If they are speech, put a label before them."
        found.append(Problem(message, line=before[0].number, severity="warning", hint=hint))
    return found


def _left_out(what: str, lines: Sequence[int]) -> Problem:
    one = "1 line is no speech and was left out"
    said = one if len(lines) == 1 else f"{len(lines)} lines are no speech and were left out"
    return Problem(f"{said}: {what}.", line=lines[0], severity="note")


def _of_doubts(choice: Choice) -> list[Problem]:
    doubts = []
    for label, line in islice(choice.doubtful.items(), _MOST_ASKED):
        message = f"“{label}” stands once as a speaker."
        doubts.append(Problem(message, line=line, severity="question", hint="Is that right?"))
    for label, line in islice(choice.passed_over.items(), _MOST_ASKED):
        message = f"“{label}:” stands once, and was read as words of the turn before."
        hint = f'If somebody of that name speaks there, read it with --part "{label}=participant".'
        doubts.append(Problem(message, line=line, severity="question", hint=hint))
    return doubts


# ---------------------------------------------------------------- scripts


def tell_script(script: Script, profile: Profile) -> Told:
    """Utterances to turns; where the format names nobody, labels are looked for in the words."""
    said = [piece for utterance in script.utterances for piece in _pieces(utterance)]
    problems = list(script.problems)
    units = [_of_utterance(each) for each in said]
    if script.answers:
        return Told(units, script.convention, "a row is an answer", problems, answers=True)
    if named := len({each.speaker for each in said if each.speaker}):
        why = f"the file itself names {named} speaker{'' if named == 1 else 's'}"
        told = Told(units, script.convention, why, problems)
    else:
        told = _labels_in_words(said, script, profile)
        told.problems[:0] = problems
    told.units = joined(told.units)
    told.titles += script.titles
    told.key = dict(script.key)
    return told


def _pieces(utterance: Utterance) -> Iterator[Utterance]:
    """An utterance cut where a mark says that somebody else goes on; its times shared out by length."""
    text = _DASHED.sub(r"\1>> ", utterance.text.strip()) if "\n" in utterance.text else utterance.text.strip()
    cuts = [0, *(found.end() for found in _SOMEBODY_ELSE.finditer(text)), len(text)]
    if len(cuts) == 2 or utterance.speaker:
        if text:
            yield utterance
        return
    times = start, end = utterance.start_time, utterance.end_time
    for first, last in pairwise(cuts):
        piece = text[first:last].rstrip(" \n-–—")
        if not piece:
            continue
        if start is not None and end is not None:
            each = (end - start) / len(text)
            times = (round(start + first * each, 3), round(start + last * each, 3))
        yield replace(utterance, text=piece, start_time=times[0], end_time=times[1])


def _of_utterance(each: Utterance) -> Unit:
    return Unit(each.text.strip(), each.speaker, each.start_time, each.end_time, each.number, each.continues)


def _labels_in_words(said: Sequence[Utterance], script: Script, profile: Profile) -> Told:
    rows = [Row(each.text.strip(), each.number, len(each.text), gap=False) for each in said]
    choice = choose(rows, (), profile, cues=True)
    if not choice.hits:
        return Told([_of_utterance(each) for each in said], script.convention, "the file names no speakers")
    units: list[Unit] = []
    speaker: str | None = None
    for at, each in enumerate(said):
        unit = _of_utterance(each)
        if hit := choice.hits.get(at):
            speaker = hit.label or None
            unit.opens, unit.text = not hit.label, hit.text
        unit.speaker, unit.continues = speaker, each.continues or not hit
        if unit.text:
            units.append(unit)
    told = Told(units, f"{script.convention}, {choice.name}", choice.why)
    told.problems = _of_doubts(choice)
    return told


_PARAGRAPH = 400  # characters from which cues without speakers end a paragraph at the next sentence
_PARAGRAPH_MOST = 1200
_PAUSE = 4.0  # seconds
_ENDS = (".", "!", "?", "…", "。", "！", "？", ".”", '."', "♪")


def joined(units: Sequence[Unit], *, paragraphs: bool = False) -> list[Unit]:
    """Join what a machine cut: timed pieces of one speaker; of nobody, up to the length of a paragraph.

    With `paragraphs`, pieces that end a sentence stay paragraphs of the turn.
    """
    kept: list[Unit] = []
    for unit in units:
        if kept and _belongs(kept[-1], unit):
            last = kept[-1]
            gap = "\n" if paragraphs and last.text.endswith(_ENDS) else " "
            last.text = f"{last.text}{gap}{unit.text}"
            last.end = unit.end if unit.end is not None else last.end
        else:
            kept.append(unit)
    return kept


def _belongs(last: Unit, unit: Unit) -> bool:
    if last.speaker != unit.speaker or unit.opens:
        return False
    if unit.speaker is not None:
        return unit.continues or (last.start is not None and unit.start is not None)
    if unit.start is None and not unit.continues:
        return False
    if unit.continues and len(last.text) < _PARAGRAPH_MOST:
        return True
    paused = unit.start is not None and last.end is not None and unit.start - last.end >= _PAUSE
    complete = last.text.endswith(_ENDS)
    return not paused and len(last.text) < (_PARAGRAPH if complete else _PARAGRAPH_MOST)


def timed_apart(units: Iterable[Unit]) -> list[Unit]:
    """Take times out of the words and give them to the turns; units without words go."""
    kept = []
    for unit in units:
        text, start, end = without_times(unit.text)
        unit.text = text.strip()
        unit.start = unit.start if unit.start is not None else start
        unit.end = unit.end if unit.end is not None else end
        if unit.text:
            kept.append(unit)
    return kept


def lines_of(text: str) -> tuple[Line, ...]:
    """Plain text as lines, for callers that hold a text and no file."""
    return tuple(Line(line, number) for number, line in enumerate(text.split("\n"), 1))
