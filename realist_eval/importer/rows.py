"""A page of lines made ready for the search for labels: marks, times, numbers and furniture taken off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from realist_eval.importer.conventions import CLOCK
from realist_eval.importer.labels import is_metadata, role_of
from realist_eval.importer.raw import Line
from realist_eval.importer.readers.times import seconds
from realist_eval.importer.words import INTERVIEWER, PARTICIPANT, SENTENCE, fold_word

_RUN = re.compile(r"[^\S\n]{12,}")  # an empty column, not speech
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3})(?=\S)((?:(?!\1)[^*\n]){1,80}?)(?<=\S)\1(?=[\s:.,\[(–—-]|$)[ ]?")
_ATX = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*$")
_TIME_ONLY = re.compile(
    rf"[\[(<#]?\s*(?P<time>{CLOCK})(?:-\d)?\s*[\])>#]?\s*"
    rf"(?:(?:-->|->|-|–|—|to|/)\s*[\[(<#]?\s*(?P<until>{CLOCK})\s*[\])>#]?)?"
)
_FURNITURE = re.compile(
    r"(?:page|seite|pagina|página|p\.)\s*\d{1,4}(?:\s*(?:of|/|von|de|di|sur)\s*\d{1,4})?|[-–—]\s?\d{1,4}\s?[-–—]"
    r"|\d{1,4}\s?/\s?\d{1,4}|={3,}|-{3,}|_{3,}|\*{3,}|(?:\* ){2,}\*",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:this (?:transcript|transcription|file) (?:was|is|has been)|generated (?:by|with)"
    r"|transcri(?:bed|ption|pt) (?:by|is|provided|made|produced|from))"
    r"|\W*(?:end of|fin de|fine|ende|fim) (?:the |this |del? |della |der |des |l['’])?"
    r"(?:transcript|interview|recording|audio|tape|file|session|focus group|discussion|entrevista|entretien"
    r"|intervista|registrazione|aufnahme|interviews|transcription|grabación|part \d)"
    r"|\W*(?:recording|interview|audio|transcript|tape) (?:ends?|ended|stops?|stopped|concluded|finished)"
    r"\W*(?:\d[\d:.]*\W*)?$|\W*(?:the )?end\W*$",
    re.IGNORECASE,
)
_RECORDER = re.compile(
    r".{0,60}\b(?:started|stopped) (?:the )?(?:transcription|recording)\.?$", re.IGNORECASE
)
_EXPLAINED = (INTERVIEWER | PARTICIPANT) - {"question", "answer", "a", "q", "int"}
_LABELS = re.compile(r"(?:^|(?<=[.?!…”\"])\s+)((?:INT|I|P|Q|A|R)\d{0,2}):(?=\s)")
_MANY_LABELS = 4  # in one line, so that they cannot be anything else
_BULLETS = frozenset("-*•‣▪◦>–")
_KEY_VALUE = re.compile(r"[*_]*([^\W\d_][^:=\n\t]{0,40}?)[*_]*\s*[::=\t][*_]*\s*(.*)$")
_COUNTED = re.compile(r"(\d{1,6})[.:)]?(?:\s+|$)")
_HEAD_ROWS = 40
_FOOT_ROWS = 6
_SAID = ("?", "!", ".", "…", "？", "。")  # how speech ends, and a title does not
_OTHERS = 5  # rows between two keys of a head that are no keys: titles, addresses


@dataclass(slots=True)
class Row:
    """One line, cleaned; `raw` is its length as it stood, for the width of the layout."""

    text: str
    number: int
    raw: int
    gap: bool = True  # a blank line stands before it
    bold: int = 0
    heading: int = 0
    start: float | None = None  # from a line that held a time alone
    end: float | None = None


@dataclass(slots=True)
class Rows:
    """The body of a page, with the numbers of the lines that are no speech."""

    body: list[Row]
    head: list[Row]
    left_out: dict[str, list[int]]


def rows_of(lines: Iterable[Line]) -> Rows:
    """Lines to rows: head, page furniture and footers apart."""
    left_out: dict[str, list[int]] = {}
    rows = _without_blanks(_split(lines))
    rows = _without_numbers(rows)
    rows = _without_furniture(rows, left_out)
    rows = _with_times(rows)
    head = _head(rows)
    return Rows(rows[head:], rows[:head], left_out)


def _split(lines: Iterable[Line]) -> Iterable[Row]:
    """One row a line, soft breaks split, a bullet that all lines have taken off; blank ones too."""
    lines = tuple(lines)
    bullet = _bullet(lines)
    for line in lines:
        text = line.text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
        for at, piece in enumerate(_parted(text).split("\n")):
            clean = _CONTROLS.sub("", piece).strip("\ufeff\u200b\u200e\u200f")
            clean = clean.lstrip().removeprefix(bullet) if bullet else clean
            clean = _RUN.sub(" " * 8, clean)
            lead = len(clean) - len(clean.lstrip())
            bold = max(0, min(line.bold, len(text)) - lead) if at == 0 else 0
            yield _marked(clean.strip(), Row("", line.number, len(clean.rstrip()), False, bold, line.heading))


def _parted(text: str) -> str:
    """A line a label, where one line holds the questions and answers of several: `I: Why? P: So. I: And?`"""
    found = list(_LABELS.finditer(text)) if ":" in text else []
    labels = [label[1] for label in found]
    takes_turns = all(one != other for one, other in pairwise(labels))
    if len(labels) < _MANY_LABELS or len(set(labels)) > 3 or found[0].start() or not takes_turns:
        return text
    return _LABELS.sub(lambda label: f"\n{label[0].lstrip()}" if label.start() else label[0], text)


def _bullet(lines: Sequence[Line]) -> str:
    """The mark that nearly every line starts with: `-` of a list, `>` of a quotation."""
    starts = [line.text.lstrip()[:2] for line in lines if line.text.strip()]
    mark, often = Counter(start[0] for start in starts).most_common(1)[0] if starts else ("", 0)
    followed = all(start[1:] in {" ", "\t", ""} for start in starts if start[0] == mark)
    return mark if mark in _BULLETS and often >= max(3, 0.8 * len(starts)) and followed else ""


def _marked(text: str, row: Row) -> Row:
    """Take Markdown's bold and heading marks off, and keep what they said."""
    heading = _ATX.match(text) if text.startswith("#") and not row.heading else None
    if heading:
        row.heading, text = len(heading[1]), heading[2]
    emphasis = _EMPHASIS.match(text) if text[:1] in "*_" and not row.bold else None
    if emphasis:
        row.bold = len(emphasis[2])
        text = emphasis[2] + (" " if emphasis[0].endswith(" ") else "") + text[emphasis.end() :]
    row.text = text
    return row


def _without_blanks(rows: Iterable[Row]) -> list[Row]:
    kept: list[Row] = []
    gap = True
    for row in rows:
        if row.text:
            row.gap = gap
            kept.append(row)
        gap = not row.text
    return kept


def _without_numbers(rows: list[Row]) -> list[Row]:
    """Take line numbers off, where nearly every line (or every fifth) starts with the next number."""
    found = [(row, match) for row in rows if (match := _COUNTED.match(row.text))]
    if len(found) < max(4, len(rows) // 8):
        return rows
    counts = [int(match[1]) for _, match in found]
    steps = Counter(after - before for before, after in pairwise(counts))
    step, often = steps.most_common(1)[0]
    every = len(found) >= 0.7 * len(rows) and step == 1
    fifth = step in {5, 10} and all(count % step == 0 for count in counts)
    if often < 0.85 * (len(counts) - 1) or not (every or fifth):
        return rows
    for row, match in found:
        row.text = row.text[match.end() :]
        row.bold = max(0, row.bold - match.end())
    return [row for row in rows if row.text]


def _without_furniture(rows: list[Row], left_out: dict[str, list[int]]) -> list[Row]:
    """Drop page counters, rules, and the transcription service's last words."""
    kept = []
    last = len(rows) - _FOOT_ROWS
    for at, row in enumerate(rows):
        short = len(row.text) <= 200
        if short and _FURNITURE.fullmatch(row.text):
            left_out.setdefault("page numbers and rules", []).append(row.number)
        elif short and ((at >= last and _FOOTER.match(row.text)) or _RECORDER.match(row.text)):
            left_out.setdefault("notes of the recorder", []).append(row.number)
        else:
            kept.append(row)
            continue
        if at + 1 < len(rows):
            rows[at + 1].gap = rows[at + 1].gap or row.gap
    return kept


def _with_times(rows: list[Row]) -> list[Row]:
    """Fold lines that hold a time alone into the line after them."""
    kept: list[Row] = []
    start = end = None
    gap = False
    for row in rows:
        match = _TIME_ONLY.fullmatch(row.text) if len(row.text) <= 48 and ":" in row.text else None
        if not match:
            if start is not None:
                row.start, row.end, row.gap = start, end, row.gap or gap
                start = end = None
            kept.append(row)
            continue
        start = seconds(match["time"])
        end = seconds(match["until"]) if match["until"] else None
        gap = row.gap
        if match["until"] and kept and kept[-1].text.isdigit() and kept[-1].gap:
            gap = kept.pop().gap  # the counter of a cue
    return kept


def _head(rows: Sequence[Row]) -> int:
    """How many rows at the start are keys and values about the recording."""
    last = others = 0
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        others += at > last
        if len(row.text) > 200 or others > _OTHERS:
            break
        match = _KEY_VALUE.match(row.text)
        if match and (is_metadata(match[1]) or _explains(match)) and not _continues_below(rows, at, match[2]):
            last, others = at + 1, 0
        elif row.text.endswith(_SAID):
            break
    if not last:
        return _cast(rows)
    while last < min(len(rows), _HEAD_ROWS) and not rows[last].gap and _short_fact(rows[last].text):
        last += 1
    return last


def _cast(rows: Sequence[Row]) -> int:
    """How many rows at the start say who is who: `Interviewer: Ann Field`, then a blank line."""
    at = 0
    while at < min(len(rows), 10) and (at == 0 or not rows[at].gap):
        match = _KEY_VALUE.match(rows[at].text) if len(rows[at].text) <= 80 else None
        if not match or not role_of(match[1]) or not _is_name(match[2]):
            return 0
        at += 1
    return at if at < len(rows) else 0


def _is_name(value: str) -> bool:
    words = value.split()
    known = any(word.strip(".,").lower() in SENTENCE for word in words)
    return 0 < len(words) <= 4 and all(word[:1].isupper() or word[:1] == "(" for word in words) and not known


def _continues_below(rows: Sequence[Row], at: int, value: str) -> bool:
    """A key with nothing behind it and a long text below is a label or a title."""
    return not value and at + 1 < len(rows) and len(rows[at + 1].text) > 100


def _explains(match: re.Match[str]) -> bool:
    """`TF = Trish Field`, `I: Interviewer`: a key to the initials."""
    key, value = match[1].strip(), match[2].strip()
    if len(key) > 6 or not value or len(value.split()) > 4:
        return False
    equals = "=" in match[0][: match.start(2)]
    return equals or (len(key) <= 4 and value[-1:] not in "?!" and fold_word(value) in _EXPLAINED)


def _short_fact(text: str) -> bool:
    match = _KEY_VALUE.match(text)
    return bool(match and len(text) <= 100 and not text.endswith(("?", "!", ".")))
