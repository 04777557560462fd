"""Words and what takes their place: found as whole words, in capitals too, and replaced all at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from realist_eval.model import Note, Span, Speaker, Transcript, Turn
from realist_eval.study.ids import safe_id
from realist_eval.study.reanchor import Edit, Edits

_BEFORE = r"(?<![^\W_])"  # an underscore, as in file names, parts words
_AFTER = r"(?![^\W_]|[\u0300-\u036f])"
_ALIKE = {"'": "['’ʼ‘`]", "’": "['’ʼ‘`]", "-": "[-‐‑–]"}


class Replacer:
    """Words with their replacements. A name is found in its own letters and in capitals, never in others'."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take (words, replacement); a replacement must hold none of the words."""
        self._becomes: dict[str, str] = {}
        self.words: list[str] = []
        forms: dict[str, None] = {}
        for words, becomes in pairs:
            self.words.append(words)
            for form in _forms(words):
                self._becomes.setdefault(_key(form), becomes)
                forms.setdefault(form)
        ordered = sorted(forms, key=lambda form: (-len(form), form))
        self._pattern = re.compile(f"{_BEFORE}(?:{'|'.join(map(_expression, ordered))}){_AFTER}")
        longest = sorted(self.words, key=len, reverse=True)
        self._in_names = [(_in_name(words), self._becomes[_key(words)]) for words in longest]

    def edits(self, text: str) -> list[tuple[int, int, str]]:
        """Each stretch to be replaced, with what takes its place, in order."""
        if not self.words:
            return []
        return [(*match.span(), self._becomes[_key(match[0])]) for match in self._pattern.finditer(text)]

    def holds(self, text: str) -> bool:
        """Whether any of the words stand in a text."""
        return bool(self.words) and self._pattern.search(text) is not None

    def apply(self, text: str) -> str:
        """The text with every stretch replaced."""
        return edited(text, self.edits(text))

    def file_name(self, name: str) -> str:
        """A file's name without the words: there they may be in any letters and joined by any mark."""
        stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
        for pattern, becomes in self._in_names:
            stem = pattern.sub(safe_id(becomes), stem)
        return f"{stem}{dot}{ending}"


def edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    """A text with stretches replaced."""
    parts, at = [], 0
    for start, end, becomes in edits:
        parts += [text[at:start], becomes]
        at = end
    return "".join([*parts, text[at:]])


def lengths(edits: Iterable[tuple[int, int, str]]) -> tuple[Edit, ...]:
    """The same edits without words, as an event may keep them."""
    return tuple((start, end, len(becomes)) for start, end, becomes in edits)


def renamed(old: Transcript, by: Replacer) -> tuple[Transcript, tuple[Edit, ...]]:
    """A transcript with words, labels and notes replaced, and where its text was changed."""
    found = [(turn.start + start, turn.start + end, becomes) for turn in old.turns
             for start, end, becomes in by.edits(old.quote(turn))]  # fmt: skip
    moved = Edits(lengths(found))
    labels = {speaker.label: by.apply(speaker.label) for speaker in old.speakers}
    new = replace(
        old,
        text=edited(old.text, found),
        turns=tuple(_turn(turn, moved, labels, by) for turn in old.turns),
        speakers=_speakers(old.speakers, labels, by),
        notes=tuple(_note(note, moved, by) for note in old.notes),
        source=by.file_name(old.source),
        case=by.apply(old.case),
        convention=by.apply(old.convention),
    )
    return new, lengths(found)


def _turn(turn: Turn, moved: Edits, labels: dict[str, str], by: Replacer) -> Turn:
    start, end = moved.carry(turn.span)
    who = turn.speaker
    return replace(turn, start=start, end=end, speaker=labels.get(who, by.apply(who)) if who else who)


def _speakers(people: Iterable[Speaker], labels: dict[str, str], by: Replacer) -> tuple[Speaker, ...]:
    """Two labels of one person become one speaker."""
    found: dict[str, Speaker] = {}
    for one in people:
        facts = {key: by.apply(value) for key, value in one.attributes.items()}
        texts = ("reason", "role", "case", "pseudonym")
        said: dict[str, Any] = {name: by.apply(getattr(one, name)) for name in texts}
        new = replace(one, label=labels[one.label], attributes=facts, **said)
        found.setdefault(new.label, new)
    return tuple(found.values())


def _note(note: Note, moved: Edits, by: Replacer) -> Note:
    span = moved.carry(Span(note.start, note.end))
    return replace(note, start=span.start, end=span.end, text=by.apply(note.text))


def _forms(words: str) -> Iterable[str]:
    """The words as they stand, and in capitals where they are not all small; in both forms of Unicode."""
    plain = " ".join(words.split())
    cased = [plain] if plain == plain.lower() else [plain, plain.upper()]
    return dict.fromkeys(unicodedata.normalize(form, word) for word in cased for form in ("NFC", "NFD"))


def _key(words: str) -> str:
    plain = unicodedata.normalize("NFC", " ".join(words.split()))
    return re.sub("[’ʼ‘`]", "'", re.sub("[‐‑–]", "-", plain))


def _expression(form: str) -> str:
    words = ("".join(_ALIKE.get(letter, re.escape(letter)) for letter in word) for word in form.split())
    return r"\s+".join(words)


def _in_name(words: str) -> re.Pattern[str]:
    inside = r"[\s._-]*".join(map(re.escape, words.split()))
    return re.compile(rf"{_BEFORE}{inside}{_AFTER}", re.IGNORECASE)
