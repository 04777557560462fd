"""The best convention for a whole page: the one whose labels recur, and start the most lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from realist_eval.importer.conventions import (
    AT_THE_END,
    BY_NAME,
    CONVENTIONS,
    KEYED,
    NAMES_AND_TIMES,
    UNLABELLED,
    Convention,
    of_key,
    of_names,
    of_pattern,
)
from realist_eval.importer.labels import fold, is_coded, is_initials, plausible, role_of, shape
from realist_eval.importer.notes import is_remark
from realist_eval.importer.profile import Profile
from realist_eval.importer.readers.times import seconds
from realist_eval.importer.rows import Row
from realist_eval.importer.timed_names import names_after_times
from realist_eval.importer.words import SENTENCE, fold_word

_OFTEN = 3  # times from which a label needs no capitals
_TELLING = 0.95  # weight from which a convention needs little else to prove it
_SAMPLE = 6_000  # rows on which conventions are compared
_LONGEST_LOOK = 200  # characters of a line in which a label may stand
_KEY = re.compile(
    r"[\[(]?([^\W\d_a-z][A-Za-z0-9]{0,5})[\])]?\s*(?:=|:|–|—|-|\bis\b)\s*([^\W\d_a-z][\w .'’()-]{1,50})\.?$"
)
_DOTTED = ("Jr.", "Sr.", "D.", "A.", "Sc.")  # what a name may end with
_IN_FULL = re.compile(r"(.+?)\s*[(\[](.+?)[)\]]$")
_SEVERAL = re.compile(r"\s*(?:[/&+,]|\b(?:and|und|et|y|e)\b)\s*")
_STARTS = ("time", "lead", "after", "inside")  # groups of the patterns
_ENDS = ("until", "lead_until", "after_until", "inside_until")
_COUNTING = re.compile(r"^([^\W\d_]+)\s?\d+$")


@dataclass(slots=True)
class Hit:
    """One line that may start a turn."""

    label: str
    text: str
    start: float | None = None
    end: float | None = None


@dataclass
class Choice:
    """A convention applied to rows: index of row to hit, and why it was chosen."""

    convention: Convention | None
    hits: dict[int, Hit] = field(default_factory=dict)
    why: str = ""
    doubtful: dict[str, int] = field(default_factory=dict)  # labels that occur once, and the line
    passed_over: dict[str, int] = field(default_factory=dict)  # names that may be labels, and the line
    score: float = 0.0

    @property
    def name(self) -> str:
        """What to call it on screen."""
        return self.convention.name if self.convention else UNLABELLED

    @property
    def labels(self) -> list[str]:
        """Labels in order of appearance, one spelling each."""
        found: dict[str, str] = {}
        for hit in self.hits.values():
            found.setdefault(fold(hit.label), hit.label)
        return list(filter(None, found.values()))


def choose(rows: Sequence[Row], head: Sequence[Row], profile: Profile, *, cues: bool = False) -> Choice:
    """Try every convention on the rows; `cues` leaves out those that need lines below."""
    if profile.convention == UNLABELLED:
        return Choice(None, why="as asked for")
    if profile.label or profile.convention:
        asked = of_pattern(profile.label) if profile.label else BY_NAME[profile.convention]
        return _as_asked(asked, rows)
    named = frozenset(map(fold, (*profile.speakers, *profile.parts, *profile.roles)))
    table = [row for row in CONVENTIONS if not (cues and row.words == "line below")]
    table += [AT_THE_END] if cues else []
    key = key_of([*head, *rows[:30]]) if not cues else {}
    table += [of_key(list(key))] if len(key) > 1 else []
    names = names_after_times(rows[:_SAMPLE]) if not cues else []
    table += [of_names(names)] if names else []
    tried = (_judged(convention, rows[:_SAMPLE], named, cues=cues) for convention in table)
    best = max(tried, key=lambda choice: choice.score)
    if not best.score:
        return Choice(None, why="no labels recur at the start of lines")
    if len(rows) > _SAMPLE and best.convention:
        best = _judged(best.convention, rows, named, cues=cues)
    return _helped(best, rows)


def key_of(rows: Iterable[Row]) -> dict[str, str]:
    """Initials and the names they stand for, as a head explains them: `TF = Trish`."""
    found: dict[str, str] = {}
    for row in rows:
        for piece in re.split(r"[;,]\s+|\s{3,}|\t", row.text) if len(row.text) <= 300 else ():
            match = _KEY.fullmatch(piece.strip().removeprefix("Key:").strip())
            if match and ("=" in piece or role_of(match[2])) and len(match[1]) < len(match[2]):
                found.setdefault(match[1], match[2].strip())
    return found


def _as_asked(convention: Convention, rows: Sequence[Row]) -> Choice:
    """The convention that a person named, applied to the rows without a doubt."""
    raw = _matches(convention, rows)
    hits = {at: hit for at, hit in raw.items() if hit.label or convention.sure}
    choice = Choice(convention, hits, score=1.0)
    choice.why = _why(choice, len(rows)) if hits else "no line fits it"
    return choice


def _judged(convention: Convention, rows: Sequence[Row], named: frozenset[str], *, cues: bool) -> Choice:
    """The convention applied to the rows; `named` are folded labels that a person has called speakers."""
    raw = _matches(convention, rows)
    accepted = _accepted(convention, raw, len(rows)) | named
    sure = convention.sure
    hits = {at: hit for at, hit in raw.items() if fold(hit.label) in accepted or (not hit.label and sure)}
    hits = _spaced(convention, hits, rows)
    if not hits:
        return Choice(None)
    choice = Choice(convention, hits, score=_score(convention, raw, hits, rows, cues=cues))
    choice.doubtful = _doubtful(convention, hits, rows)
    choice.passed_over = _passed_over(convention, raw, accepted, rows)
    choice.why = _why(choice, len(rows))
    return choice


def _matches(convention: Convention, rows: Sequence[Row]) -> dict[int, Hit]:
    raw = {at: hit for at, row in enumerate(rows) if (hit := match(convention, row)) is not None}
    _without_counts(raw)
    return raw


def match(convention: Convention, row: Row) -> Hit | None:
    """What a convention sees in one row."""
    text, rest = row.text, ""
    if convention.on == "heading" and not row.heading:
        return None
    if convention.on == "bold":
        if not 0 < row.bold <= 80:
            return None
        text, rest = row.text[: row.bold].strip(), row.text[row.bold :].strip()
    found = convention.pattern.match(text[:_LONGEST_LOOK])
    if not found:
        return None
    groups = found.groupdict()
    label = (groups.get("label") or groups.get("label2") or groups.get("label3") or "").strip(" \t*_,-–—•·")
    if row.heading and convention.on != "heading" and not role_of(label):
        return None  # a title, whatever it looks like
    said = groups.get("text") or ""
    if len(text) > _LONGEST_LOOK and found.end() == _LONGEST_LOOK:
        said += text[_LONGEST_LOOK:]
    start = next(filter(None, map(groups.get, _STARTS)), None)
    end = next(filter(None, map(groups.get, _ENDS)), None)
    said = rest.lstrip(":–—- \t") if convention.on == "bold" else "" if set(said) <= {"*", "_"} else said
    return Hit(label, said.strip(), seconds(start) if start else row.start, seconds(end) if end else row.end)


def _without_counts(raw: dict[int, Hit]) -> None:
    """`Q1:`, `Q2:`, `Q3:` that never recur are one label with a number for each turn."""
    by_stem: dict[str, list[Hit]] = {}
    for hit in raw.values():
        counted = _COUNTING.match(hit.label)
        if counted and plausible(hit.label):
            by_stem.setdefault(counted[1], []).append(hit)
    for stem, hits in by_stem.items():
        if 3 <= len(hits) == len({hit.label for hit in hits}):
            for hit in hits:
                hit.label = stem


def _accepted(convention: Convention, raw: dict[int, Hit], n_rows: int) -> set[str]:
    """Folded labels that are taken for speakers."""
    counts = Counter(fold(hit.label) for hit in raw.values() if hit.label)
    spelled = {fold(hit.label): hit.label for hit in raw.values()}
    good = {key: spelled[key] for key in counts if _good(convention, spelled[key], counts[key], len(raw))}
    often = {key for key in good if counts[key] >= 2 or role_of(good[key])}
    if convention.sure:
        return set(good)
    often |= {key for hit in raw.values() if hit.start is not None and (key := fold(hit.label)) in good}
    shapes = {shape(good[key]) for key in often if counts[key] >= 2} - {"Aa"}
    names = len(often) >= 2 and sum(counts[key] for key in often) >= 0.8 * sum(counts[key] for key in good)
    many = often and len(raw) >= 0.6 * n_rows and len(raw) >= 1.5 * len(good)
    if len(good) == len(counts) and (many or _exchange(convention, raw, n_rows)):
        return set(good)  # nearly every line has one, and each could be a person
    if often:
        often |= {key for key in good if is_coded(good[key]) or _explains(good[key], often)}
        often |= {key for key in good if _together(good[key], often)}
    return often | {key for key in good if shape(good[key]) in shapes or (names and _like_a_name(good[key]))}


def _exchange(convention: Convention, hits: dict[int, Hit], n_rows: int) -> bool:
    """Whether one line asks and others answer, each once: all that a short extract can show."""
    asks = any(role_of(hit.label) == "interviewer" or _asks(hit) for hit in hits.values())
    labels = {fold(hit.label) for hit in hits.values()}
    enough = 0 in hits and len(hits) >= 0.5 * n_rows and len(labels) == len(hits) >= 2
    return asks and enough and convention.weight >= _TELLING


def _asks(hit: Hit) -> bool:
    return hit.label in {"I", "INT"} and "?" in hit.text


def _good(convention: Convention, label: str, count: int, of: int) -> bool:
    """Whether a label that opens `count` of the lines that look labelled can be a speaker's."""
    sure = convention.weight >= _TELLING or is_initials(label)
    leads = sure and count >= max(_OFTEN, 0.2 * of)
    remark = is_remark(label) and not (leads and is_initials(label))
    return not remark and plausible(label, often=count >= _OFTEN, leads=leads)


def _together(label: str, known: set[str]) -> bool:
    """Whether a label names two or more known ones who speak at once: `M1 and F2`, `F1/F2`."""
    people = _SEVERAL.split(label)
    return len(people) > 1 and all(fold(person) in known for person in people)


def _explains(label: str, known: set[str]) -> bool:
    """Whether a label gives a known one in full: `Joan Baker (JB)`."""
    match = _IN_FULL.match(label)
    return bool(match and known & {fold(match[1]), fold(match[2])})


def _like_a_name(label: str) -> bool:
    words = label.split()
    return all(word[:1].isupper() for word in words) and not any(word.lower() in SENTENCE for word in words)


def _spaced(convention: Convention, hits: dict[int, Hit], rows: Sequence[Row]) -> dict[int, Hit]:
    """For names alone on a line: only those that start a paragraph and have words below."""
    if convention.words != "line below" or convention.on == "heading":
        return hits
    timed = sum(rows[at].start is not None for at in hits) >= 0.8 * len(hits) > 0
    hits = {at: hit for at, hit in hits.items() if _stands_alone(rows[at], hit, timed=timed)}
    if sum(rows[at].gap for at in hits) >= 0.6 * len(hits):
        hits = {at: hit for at, hit in hits.items() if rows[at].gap}
    return {at: hit for at, hit in hits.items() if at + 1 < len(rows) and (at + 1) not in hits}


def _stands_alone(row: Row, hit: Hit, *, timed: bool) -> bool:
    """Whether a line of its own looks like a name above words, and not like a short answer."""
    known = fold_word(hit.label) in SENTENCE and not is_initials(hit.label)
    if known or (hit.label.endswith(".") and not hit.label.endswith(_DOTTED)):
        return False
    return row.start is not None if timed else True


def _score(
    convention: Convention, raw: dict[int, Hit], hits: dict[int, Hit], rows: Sequence[Row], *, cues: bool
) -> float:
    """Hits that count, weighed; nothing where they are too few, too varied or too often contradicted."""
    counts = Counter(fold(hit.label) for hit in hits.values())
    named = [label for label in counts if label]
    timed = sum(hit.start is not None for hit in hits.values())
    sure = convention.sure or timed >= 0.8 * len(hits)
    if not sure and not _recurs(counts, hits, convention, rows):
        return 0.0
    if len(named) > 12 and len(hits) < 2 * len(named):
        return 0.0
    consistency = len(hits) / len(raw)
    if not sure and consistency < 0.5 and len(hits) < 20:
        return 0.0
    if cues and len(hits) < max(2, 0.02 * len(rows)):
        return 0.0
    if convention is AT_THE_END and len(hits) < 0.5 * len(rows):
        return 0.0
    return len(hits) * convention.weight * (0.5 + consistency / 2)


def _recurs(counts: Counter[str], hits: dict[int, Hit], convention: Convention, rows: Sequence[Row]) -> bool:
    """Whether labels come back as speakers do."""
    roles = [label for label in counts if role_of(label)]
    often = [label for label, count in counts.items() if count >= 2]
    if convention.weight <= 0.75 and len(hits) < 0.1 * len(rows):
        return False
    if len(roles) >= 2 or (roles and often) or _exchange(convention, hits, len(rows)):
        return True
    if len(counts) == 1:
        return bool(len(hits) >= 3 and convention.weight >= _TELLING)
    if convention.weight <= 0.75:  # the weakest evidence asks for the most
        return len(often) >= 2 and len(hits) >= 4 and len(hits) >= 0.1 * len(rows)
    return bool(often) and len(hits) >= min(3, len(rows))


def _doubtful(convention: Convention, hits: dict[int, Hit], rows: Sequence[Row]) -> dict[str, int]:
    """Labels that stand once only, where others stand often."""
    if len(hits) < 4 or convention.on == "heading":
        return {}
    counts = Counter(fold(hit.label) for hit in hits.values())
    once = {hit.label: rows[at].number for at, hit in hits.items() if counts[fold(hit.label)] == 1}
    known = set(counts)
    return {
        label: number
        for label, number in once.items()
        if label and (len(hits) >= 10 or _one_name(label)) and not _is_certain(label, known)
    }


def _is_certain(label: str, known: set[str]) -> bool:
    """Whether a label is a speaker's though it stands once: `P3`, `F?`, `P1 and P2`."""
    return bool(role_of(label)) or is_coded(label) or _together(label, known)


def _passed_over(
    convention: Convention, raw: dict[int, Hit], accepted: set[str], rows: Sequence[Row]
) -> dict[str, int]:
    """Names that stand once where labels stand, and were read as words."""
    if convention.name != "name and colon":
        return {}
    others = {hit.label: at for at, hit in raw.items() if hit.text and fold(hit.label) not in accepted}
    names = (label for label in others if _one_name(label) and plausible(label) and not is_remark(label))
    return {label: rows[others[label]].number for label in names}


def _one_name(label: str) -> bool:
    return label.isalpha() and label.istitle() and len(label) > 2


def _why(choice: Choice, n_rows: int) -> str:
    labels, lines = choice.labels, f"{len(choice.hits)} of {n_rows} lines start"
    if not labels:
        return f"{lines} a turn, without a name"
    shown = ", ".join(f"“{label}”" for label in labels[:4]) + (", …" if len(labels) > 4 else "")
    recur = "1 label that recurs" if len(labels) == 1 else f"{len(labels)} labels that recur"
    return f"{lines} with {recur}: {shown}"


_PREFIX = 60  # characters in which a number or time may stand before a label
_MARKS = "[(<*_0123456789.:,/- "
_TIMED = ("name and time", "time and name", NAMES_AND_TIMES)
_HELPERS = ("name and colon", "name in brackets", "name and time", "bold name")


def _helped(best: Choice, rows: Sequence[Row]) -> Choice:
    """The same speakers where they are marked in another way here and there."""
    if best.convention is None or best.convention.name == KEYED:
        return best
    known = {fold(label) for label in best.labels}
    openings = {label[:1].casefold() for label in best.labels}
    helpers = [BY_NAME[name] for name in _HELPERS if name != best.name]
    found = {}
    for at, row in enumerate(rows):
        opens = row.text[:_PREFIX].lstrip(_MARKS)[:1].casefold() in openings
        if at in best.hits or not opens or _splits(best, at, rows):
            continue
        marked = (hit for way in helpers if (hit := match(way, row)) and fold(hit.label) in known)
        hit = next(marked, None) or _known_alone(row, best, known)
        if hit and (hit.text or at + 1 < len(rows)):
            found[at] = hit
    best.hits = dict(sorted({**best.hits, **found}.items()))
    return best


def _known_alone(row: Row, best: Choice, known: set[str]) -> Hit | None:
    """Among labels with times, a known one that has none: on a line of its own, or before its words."""
    if best.name not in _TIMED:
        return None
    if fold(row.text) in known and len(row.text) <= _LONGEST_LOOK:
        alone = any(not hit.text for hit in best.hits.values())
        return Hit(row.text, "", row.start, row.end) if alone else None
    label = next((each for each in best.labels if row.text.startswith(f"{each} ")), "")
    said = row.text[len(label) :].strip()
    bare = fold_word(label) in SENTENCE or len(label) < 2
    return Hit(label, said, row.start, row.end) if label and not bare and said[:1].isupper() else None


def _splits(best: Choice, at: int, rows: Sequence[Row]) -> bool:
    """A line right below its label cannot be a label too."""
    return at - 1 in best.hits and not best.hits[at - 1].text and not rows[at].gap
