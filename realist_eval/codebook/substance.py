"""What is doubtful in a valid codebook: warnings that say why it matters and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations

from realist_eval.codebook.indicators import read_indicator
from realist_eval.codebook.vocabulary import (
    ACTIVITIES,
    DIRECTIONS,
    DOINGS_OF_THE_PROGRAMME,
    NAMED_ACTORS,
    REASONINGS,
    VAGUE_ACTORS,
    content_words,
)
from realist_eval.codebook.words import listed, nearest
from realist_eval.errors import Problem
from realist_eval.model import Code, Codebook

ALIKE = 0.5  # share of content words in common from which two definitions count as overlapping
FEWEST_WORDS = 4  # below this a definition is too short to compare
MOST_OF_ONE_SORT = 5  # more warnings of one sort than this are said in one
Doubt = tuple[str, str]  # what is doubtful; why it matters and what to do


def lint(codebook: Codebook, file: str = "", lines: Mapping[str, int] | None = None) -> list[Problem]:
    """Warnings on substance; `lines` gives the line of each code and theory id, as `lines_of` finds them."""
    places = lines or {}
    found: list[Problem] = []
    for check in _OF_BOOK:
        found += [_warning(file, places.get(name), doubt) for name, doubt in check(codebook)]
    for say_together, check_code in _OF_CODE:
        doubts = [(code, doubt) for code in _live(codebook) for doubt in check_code(code, codebook)]
        if len(doubts) > MOST_OF_ONE_SORT:
            doubts = [(doubts[0][0], _together(say_together, doubts))]
        found += [_warning(file, places.get(code.id), doubt) for code, doubt in doubts]
    return sorted(found, key=lambda problem: problem.line or 0)


def lines_of(text: str) -> dict[str, int]:
    """The line of each code and theory of a codebook text, by id."""
    from realist_eval.codebook.load import read_lines

    tree = read_lines(text)
    return {
        entry["id"]: tree.line((key, n))
        for key in ("theories", "codes")
        for n, entry in enumerate(tree.value.get(key) or [])
        if isinstance(entry, dict) and isinstance(entry.get("id"), str)
    }


def _warning(file: str, line: int | None, doubt: Doubt) -> Problem:
    return Problem(doubt[0], file, line, "warning", doubt[1])


def _live(codebook: Codebook) -> list[Code]:
    return [code for code in codebook.codes if not code.retired]


def _together(sentence: str, doubts: Iterable[tuple[Code, Doubt]]) -> Doubt:
    """Many doubts of one sort as one, with the codes named."""
    several = list(doubts)
    ids = list(dict.fromkeys(code.id for code, _ in several))
    return f"{len(ids)} codes {sentence}: {listed(ids)}.", several[0][1][1]


# ---------------------------------------------------------------- one code


def _no_definition(code: Code, _book: Codebook) -> Iterator[Doubt]:
    if not code.definition:
        hint = "Two coders will read the label differently: say in a sentence what it means."
        yield f"{code.id} has no definition.", hint


def _no_exclusion(code: Code, _book: Codebook) -> Iterator[Doubt]:
    if not code.exclude:
        hint = "Coders agree more where the edges are said: write which code to use instead, and when."
        yield f"{code.id} has no exclusion rule.", hint


def _activity_only(code: Code, _book: Codebook) -> Iterator[Doubt]:
    said = f"{code.label} {code.definition}"
    activity = ACTIVITIES.search(said)
    if code.kind != "mechanism" or code.reasoning or not activity or REASONINGS.search(said):
        return
    hint = (
        "A mechanism is a resource and the response to it: write what it offers under “resource”, and what"
        " people then think, feel or decide under “reasoning”."
    )
    yield f"{code.id} names only an activity (“{activity[0]}”), not a mechanism.", hint


def _repeats_intervention(code: Code, book: Codebook) -> Iterator[Doubt]:
    if code.kind != "context":
        return
    hint = "A context is there before or around the programme: move what it offers to a mechanism."
    doing = DOINGS_OF_THE_PROGRAMME.search(f"{code.label}. {code.definition}")
    if doing:
        yield f"{code.id} is a context, but tells what the programme does (“{doing[0]}”).", hint
        return
    own = content_words(f"{code.label} {code.definition}")
    for other in _live(book):
        offered = content_words(other.label if other.kind == "intervention" else other.resource)
        if len(offered) > 1 and len(own & offered) / len(offered) >= 0.75:
            shared = listed(sorted(own & offered))
            yield f"{code.id} is a context, but repeats what {other.id} offers ({shared}).", hint


def _vague_actor(code: Code, _book: Codebook) -> Iterator[Doubt]:
    said = f"{code.definition} {code.reasoning}"
    vague = VAGUE_ACTORS.search(said)
    if code.kind in ("mechanism", "outcome") and vague and not NAMED_ACTORS.search(said):
        hint = (
            "For whom it works is half of the answer: name them, such as patients, teachers or lead officers."
        )
        yield f"{code.id} leaves open who it is about (“{vague[0]}”).", hint


def _no_direction(code: Code, _book: Codebook) -> Iterator[Doubt]:
    if code.kind == "outcome" and not DIRECTIONS.search(f"{code.label} {code.definition}"):
        hint = "An outcome is a change: say what there is more or less of, what begins or stops."
        yield f"{code.id} is an outcome without a direction.", hint


def _unknown_codes_named(code: Code, book: Codebook) -> Iterator[Doubt]:
    beginnings = {name.split(".")[0] for name in book.by_id if "." in name}
    for name in re.findall(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+", f"{code.include} {code.exclude}"):
        if name.split(".")[0] in beginnings and name not in book.by_id:
            yield f"{code.id} refers to {name}, which is not a code.", nearest(name, book.by_id)


def _parent_of_other_kind(code: Code, book: Codebook) -> Iterator[Doubt]:
    parent = book.by_id.get(code.parent)
    if parent and parent.kind != code.kind:
        hint = "Counts are added up by parent: place it under a code of its own kind."
        yield f"{code.id} ({code.kind}) stands under {parent.id} ({parent.kind}).", hint


# ---------------------------------------------------------------- the whole book


def _empty_kinds(book: Codebook) -> Iterator[tuple[str, Doubt]]:
    used = {code.kind for code in _live(book)}
    for kind in book.kinds:
        if kind not in used:
            hint = "A configuration needs one: without codes of this kind its column stays empty. Add one."
            if kind not in ("context", "mechanism", "outcome"):
                hint = "Add one, or take the kind out of “kinds”."
            yield "", (f"There is no code of the kind {kind}.", hint)


def _overlapping_definitions(book: Codebook) -> Iterator[tuple[str, Doubt]]:
    words = {code.id: content_words(code.definition) for code in _live(book)}
    for one, other in combinations(_live(book), 2):
        mine, theirs = words[one.id], words[other.id]
        if one.kind != other.kind or min(len(mine), len(theirs)) < FEWEST_WORDS:
            continue
        alike = len(mine & theirs) / len(mine | theirs)
        if alike >= ALIKE:
            shared = listed(sorted(mine & theirs))
            message = f"{one.id} and {other.id} are defined alike ({alike:.0%} of their words: {shared})."
            hint = "Coders will mix them up: merge them, or say under “exclude” where the other begins."
            yield other.id, (message, hint)


def _shared_indicators(book: Codebook) -> Iterator[tuple[str, Doubt]]:
    owner: dict[tuple[str, ...], Code] = {}
    for code in _live(book):
        for text in dict.fromkeys(code.indicators):
            indicator = read_indicator(text)
            key = indicator.words or ("re", indicator.body.lower())
            first = owner.setdefault(key, code)
            if first.id != code.id:
                hint = "It cannot tell them apart: leave it with one, or make it longer."
                yield code.id, (f"“{text}” is an indicator of both {first.id} and {code.id}.", hint)


def _ids_alike(book: Codebook) -> Iterator[tuple[str, Doubt]]:
    seen: dict[str, str] = {}
    for code in book.codes:
        first = seen.setdefault(code.id.lower(), code.id)
        if first != code.id:
            hint = "They are easily mistaken for one another: rename one."
            yield code.id, (f"{first} and {code.id} differ only in capital letters.", hint)


def _thin_theories(book: Codebook) -> Iterator[tuple[str, Doubt]]:
    for theory in book.theories:
        if not theory.codes:
            hint = "Without codes no evidence can be set against it: list those it touches under “codes”."
            yield theory.id, (f"The theory {theory.id} has no codes.", hint)
        parts = {"if": theory.if_, "then": theory.then, "because": theory.because}
        missing = [word for word, text in parts.items() if not text]
        if missing:
            hint = "A programme theory says in which context what comes about, and by which mechanism."
            yield theory.id, (f"The theory {theory.id} has no “{'” and no “'.join(missing)}”.", hint)


_OF_BOOK: tuple[Callable[[Codebook], Iterator[tuple[str, Doubt]]], ...] = (
    _empty_kinds,
    _overlapping_definitions,
    _shared_indicators,
    _ids_alike,
    _thin_theories,
)
_OF_CODE: tuple[tuple[str, Callable[[Code, Codebook], Iterator[Doubt]]], ...] = (
    ("have no definition", _no_definition),
    ("have no exclusion rule", _no_exclusion),
    ("name only an activity, not a mechanism", _activity_only),
    ("are contexts that repeat the programme", _repeats_intervention),
    ("leave open who they are about", _vague_actor),
    ("are outcomes without a direction", _no_direction),
    ("refer to codes that do not exist", _unknown_codes_named),
    ("stand under a parent of another kind", _parent_of_other_kind),
)
