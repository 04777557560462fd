"""How the lines of one turn go back together: paragraphs, wrapped lines, lines cut at a fixed width."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from realist_eval.importer.rows import Row
from realist_eval.importer.words import SENTENCE, word_set

_TERMINAL = '.!?…:;)]"”»。？！'
_SPACED = '.,;:!?…)]”"'  # what a space follows
_WHOLE = SENTENCE - word_set("be in on to so no we he it do me my us as at or")
"""Words that hardly ever are the start of a longer one."""
_AFTER_A = word_set(
    """
    s t m n ll nd ny re rm rt ct dd sk im id ir ge go pp pt lso way ble ged ges nts rea rms xis nti ngry
    """
)
_LONGER_AFTER_A = tuple(
    word_set(
        """
    band bili boar boli bout bove broad bsen bsol buse busi cade ccel ccep cces ccid ccom ccor ccou ccur chie
    cknow cquir cros ctio ctiv ctor ctua dapt ddic ddit ddre dequ djus dmin dmis dmit dopt dult dvan dven dver
    dvic dvis dvoc ffai ffec ffor frai fter gain gains gency genc gend ggre gree head irpo larm lien like live
    llow lmos lone long long lrea lrig lter ltog lthou lway maz mbit mbul mong moun musi naly ncho nger ngle
    nima nnou nnoy nnua nony nothe nswe ntic nxie nybo nymo nyon nyth nyway nywh part polog ppal ppar ppea
    ppet ppli pply ppoi ppre ppro pril rgu rise roun rran rres rriv rtic rtis sham side slee spec ssau ssem
    sses ssis ssoc ssum sylu tmos ttac ttem tten ttit ttra udie ugus unti utho utis utom utum vail vera void
    waken ward ware wful wkwa
    """
    )
)
"""How words go on after a first `a`: the whole of it, or its beginning."""
_SAMPLE = 4000
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Layout:
    """What a line end means where no blank line follows."""

    kind: Literal["paragraphs", "wrapped", "cut"] = "paragraphs"
    width: int = 0
    words: frozenset[str] = frozenset()  # whole words of the page, to tell a cut word from two words
    article: bool = False  # `a` is a word by itself: the page is in English

    def join(self, rows: Sequence[Row]) -> str:
        """The words of consecutive rows as one text, paragraphs parted by a line feed."""
        pieces = [row.text for row in rows[:1]]
        for before, row in pairwise(rows):
            pieces += [self._between(before, row), row.text]
        return "".join(pieces).strip()

    def _between(self, before: Row, row: Row) -> str:
        text = row.text
        if row.gap:
            return "\n"
        if self.kind == "paragraphs":
            return " " if text[:1].islower() and before.text[-1:] not in _TERMINAL else "\n"
        if self.kind == "cut":
            return self._at_cut(before, text)
        if before.text.endswith("\u00ad"):
            return ""
        ends_early = before.raw < 0.6 * self.width and before.text[-1:] in _TERMINAL
        return "\n" if ends_early and not text[:1].islower() else " "

    def _at_cut(self, before: Row, text: str) -> str:
        """Nothing where a word was cut; a space where the cut fell between words and swallowed it."""
        if before.raw < self.width:
            return " " if before.raw == self.width - 1 else "\n"
        left, right = _last_word(before.text), _first_word(text)
        if not left or not right:
            return " " if right and before.text[-1:] in _SPACED else ""
        if (left + right) in self.words:
            return ""
        if left == "a" and self.article:
            return "" if right in _AFTER_A or right.startswith(_LONGER_AFTER_A) else " "
        return " " if left in self.words and (right in self.words or left in _WHOLE) else ""


def layout_of(rows: Sequence[Row], labelled: Mapping[int, bool]) -> Layout:
    """Judge by the lines that go on below; `labelled`: rows that start a turn, and whether with words."""
    pairs = list(_pairs(rows[:_SAMPLE], labelled))
    if len(pairs) < 2:
        return Layout()
    width = max(before.raw for before, _ in pairs)
    even = _share(abs(width - before.raw) <= 1 for before, _ in pairs) >= 0.9
    if width >= 40 and even and _cut(pairs, width):
        words = _vocabulary(rows, {id(before) for before, _ in pairs})
        return Layout("cut", width, words, any(" the " in row.text for row in rows[:_SAMPLE]))
    longest = sorted(before.raw for before, _ in pairs)[int(len(pairs) * 0.95) - 1]
    full = _share(before.raw + 1 + len(row.text.split(None, 1)[0]) > longest for before, row in pairs)
    mid = _share(before.text[-1:] not in _TERMINAL for before, _ in pairs)
    if (full >= 0.8 and mid >= 0.2) or (mid >= 0.6 and 30 <= longest <= 200):
        return Layout("wrapped", longest)
    return Layout()


def _pairs(rows: Sequence[Row], labelled: Mapping[int, bool]) -> Iterator[tuple[Row, Row]]:
    for at in range(1, len(rows)):
        before, row = rows[at - 1], rows[at]
        if row.gap or at in labelled or not labelled.get(at - 1, True):
            continue
        if not before.heading and not row.heading:
            yield before, row


def _share(facts: Iterator[bool]) -> float:
    counted = list(facts)
    return sum(counted) / max(1, len(counted))


def _cut(pairs: Sequence[tuple[Row, Row]], width: int) -> bool:
    """Whether lines end at the same character, in mid-word: words alone never fill lines so evenly."""
    return any(
        before.raw == width and before.text[-1:].isalpha() and row.text[:1].islower() for before, row in pairs
    )


def _vocabulary(rows: Sequence[Row], cut: set[int]) -> frozenset[str]:
    """Words that stand whole in the page: the last and the first of a cut line may be pieces."""
    words = set(SENTENCE)
    after_cut = False
    for row in rows[:_SAMPLE]:
        found = [word.casefold() for word in _WORD.findall(row.text)]
        words.update(found[1 if after_cut else 0 : -1 if id(row) in cut else None])
        after_cut = id(row) in cut
    return frozenset(words)


def _last_word(text: str) -> str:
    match = re.search(r"[^\W\d_]+$", text[-40:])
    return match[0].casefold() if match else ""


def _first_word(text: str) -> str:
    match = _WORD.match(text[:40])
    return match[0].casefold() if match else ""
