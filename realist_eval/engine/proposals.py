"""Rules propose causes and effects: each shape of marker finds its two sides in the dependency tree.

A shape is a function of (sentence view, marker, first and last token of its words) that yields proposals.
What a purpose or wish is *for* counts as the effect, and the proposal is marked as a wish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from realist_eval.engine.markers import Marker, Markers
from realist_eval.engine.parsed import Parsed

SUBJECTS = frozenset(("nsubj", "csubj"))
PASSIVE = frozenset(("nsubjpass", "csubjpass"))
OBJECTS = frozenset(("dobj", "xcomp", "ccomp", "oprd", "dative", "prt", "acomp", "attr"))
PLAIN_OBJECTS = frozenset(("dobj", "ccomp", "xcomp", "dative", "attr"))
COMPLEMENTS = frozenset(("xcomp", "ccomp", "oprd"))
CLAUSAL = frozenset(("VERB", "AUX"))
OPENERS = frozenset(("mark", "advmod", "prep", "cc", "punct", "prepc", "agent", "pcomp", "dep", "intj"))
EDGES = frozenset(",;:.?!()[]\"'“”‘’…–—-`") | {"...", "--", "``", "''", "..", "and", "but", "or"}

Stretch = tuple[int, int]
"""Tokens from the first up to, not including, the second."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A cause and an effect as stretches of tokens, with the rule and the words that propose them."""

    cause: Stretch
    effect: Stretch
    signal: tuple[Stretch, ...]
    marker: Marker
    crosses: bool = False  # one side stands in the sentence before
    passive: bool = False

    @property
    def reach(self) -> str:
        """Whether it reaches into the sentence before, as a word."""
        return "crosses" if self.crosses else "within"

    @property
    def sizes(self) -> str:
        """How long the two sides are, roughly."""
        cause, effect = (min(side[1] - side[0], 8) // 3 for side in (self.cause, self.effect))
        return f"{cause} {effect}"


@dataclass(frozen=True, slots=True)
class View:
    """One sentence to look at, and the one before it by the same speaker, if any."""

    parsed: Parsed
    first: int
    last: int
    before: Stretch | None = None


def propose(view: View, markers: Markers) -> Iterator[Proposal]:
    """Every proposal of every rule for one sentence, in the order of their words."""
    parsed, phrases, lemmas = view.parsed, markers.phrases, markers.lemmas
    for token in range(view.first, view.last):
        if parsed.lowered[token] not in phrases and parsed.lemmas[token] not in lemmas:
            continue
        for marker, end in _fired(parsed, token, view.last, markers):
            for found in SHAPES[marker.shape](view, marker, token, end):
                cleaned = _clean(parsed, found)
                if cleaned:
                    yield cleaned


def _fired(parsed: Parsed, token: int, last: int, markers: Markers) -> Iterator[tuple[Marker, int]]:
    """Markers whose words start at a token, with the token after them; longer phrases hide shorter ones."""
    word = parsed.lowered[token]
    longest = 0
    for words, marker in markers.phrases.get(word, ()):
        size = len(words)
        if size < longest:
            break
        if token + size <= last and tuple(parsed.lowered[token : token + size]) == words:
            longest = size
            yield marker, token + size
    for marker in markers.lemmas.get(parsed.lemmas[token], ()):
        if parsed.pos[token] == ("VERB" if marker.shape == "verb" else "NOUN"):
            yield marker, token + 1


# ---------------------------------------------------------------- shapes


def _clause(view: View, marker: Marker, first: int, last: int) -> Iterator[Proposal]:
    parsed = view.parsed
    if last >= view.last or parsed.deps[first] not in OPENERS:
        return
    verb = _outside(parsed, last - 1, first, last)
    if parsed.deps[first] == "prep" and marker.id in ("since", "as", "until", "after", "before"):
        return
    inner = (last, _end_of(parsed, verb, last, view.last))
    above = parsed.heads[verb]
    if above == verb or not view.first <= above < view.last:
        yield from _towards_before(view, marker, first, last, inner)
        return
    yield from _both(marker, inner, _rest(view, above, first, inner[1]), (first, last))


def _phrase(view: View, marker: Marker, first: int, last: int) -> Iterator[Proposal]:
    parsed = view.parsed
    inner = _object(parsed, first, last, marker.object)
    if inner is None:
        return
    above = _outside(parsed, first, first, last)
    if first <= above < last or not view.first <= above < view.last or inner[0] <= above < inner[1]:
        return
    yield from _both(marker, inner, _rest(view, above, first, inner[1]), (first, last))


def _purpose(view: View, marker: Marker, first: int, last: int) -> Iterator[Proposal]:
    parsed = view.parsed
    if last >= view.last:
        return
    verb = parsed.heads[last - 1]
    if parsed.tags[last - 1] != "TO" or parsed.deps[last - 1] != "aux" or verb < last:
        return
    if last - first == 1 and parsed.deps[verb] != "advcl":
        return
    inner = (last, _end_of(parsed, verb, last, view.last))
    above = _outside(parsed, verb, first, inner[1])
    if first <= above < inner[1] or not view.first <= above < view.last:
        return
    yield from _both(marker, inner, _rest(view, above, first, inner[1]), (first, last))


def _resume(view: View, marker: Marker, first: int, last: int) -> Iterator[Proposal]:
    parsed = view.parsed
    opens = all(
        parsed.lowered[token] in EDGES or parsed.pos[token] == "INTJ" for token in range(view.first, first)
    )
    if not opens and not _breaks(parsed, first):
        return
    if last >= view.last or (last - first == 1 and parsed.deps[first] not in OPENERS):
        return
    if last - first == 1 and parsed.pos[parsed.heads[first]] not in CLAUSAL:
        return
    inner = (last, view.last)
    if opens:
        yield from _towards_before(view, marker, first, last, inner)
    else:
        yield from _both(marker, inner, (view.first, first), (first, last))


def _degree(view: View, marker: Marker, first: int, last: int) -> Iterator[Proposal]:
    parsed = view.parsed
    for token in range(last, min(last + 12, view.last - 1)):
        if parsed.lowered[token] == marker.link and parsed.deps[token] in ("mark", "aux"):
            verb = parsed.heads[token]
            start = parsed.lefts[parsed.heads[first]] if marker.link == "to" else view.first
            inner = (token + 1, _end_of(parsed, verb, token + 1, view.last))
            yield from _both(marker, inner, (start, token), (first, last), (token, token + 1))
            return


def _verb(view: View, marker: Marker, first: int, _: int) -> Iterator[Proposal]:
    parsed = view.parsed
    if marker.only and parsed.deps[first] != marker.only:
        return
    if marker.motive:
        yield from _motive(view, marker, first)
        return
    children = parsed.children[first]
    passive = parsed.tags[first] == "VBN" and (
        parsed.deps[first] == "acl" or any(parsed.deps[child] in PASSIVE for child in children)
    )
    sides = _passive_sides(view, first) if passive else _active_sides(view, marker, first)
    if sides:
        subject, thing, words = sides
        cause, effect = (thing, subject) if marker.reversed else (subject, thing)
        yield Proposal(cause, effect, words, marker, passive=passive)


def _motive(view: View, marker: Marker, verb: int) -> Iterator[Proposal]:
    """ "They marched, demanding X": the demand is why."""
    parsed = view.parsed
    inner = (verb, parsed.rights[verb] + 1)
    rest = _rest(view, parsed.heads[verb], verb, inner[1])
    yield Proposal(inner, rest, ((verb, verb + 1),), marker)


def _noun(view: View, marker: Marker, first: int, last: int) -> Iterator[Proposal]:
    parsed = view.parsed
    other = _prep_object(parsed, first, marker.prep) or _why(parsed, first)
    verb = parsed.heads[first]
    if marker.names == "have":
        subject = (
            _subject(view, verb) if parsed.deps[first] == "dobj" else _prep_object(parsed, first, ("of",))
        )
        if subject and other:
            yield Proposal(subject, other, ((first, last),), marker)
        return
    said = _other_side_of_be(view, first, verb)
    if said and other:
        named, rest = (said, other)
        cause, effect = (named, rest) if marker.names == "cause" else (rest, named)
        yield Proposal(cause, effect, ((first, last),), marker)


SHAPES: dict[str, Callable[[View, Marker, int, int], Iterator[Proposal]]] = {
    "clause": _clause, "phrase": _phrase, "purpose": _purpose, "resume": _resume, "degree": _degree,
    "verb": _verb, "noun": _noun,
}  # fmt: skip


# ---------------------------------------------------------------- finding the sides


def _both(marker: Marker, inner: Stretch, rest: Stretch, *signal: Stretch) -> Iterator[Proposal]:
    """The proposal with what stands after the words on the side that the rule names."""
    cause, effect = (inner, rest) if marker.after == "cause" else (rest, inner)
    yield Proposal(cause, effect, signal, marker)


def _towards_before(view: View, marker: Marker, first: int, last: int, inner: Stretch) -> Iterator[Proposal]:
    """One side is what the speaker said just before."""
    if view.before is None:
        return
    cause, effect = (inner, view.before) if marker.after == "cause" else (view.before, inner)
    yield Proposal(cause, effect, ((first, last),), marker, crosses=True)


def _outside(parsed: Parsed, token: int, first: int, last: int) -> int:
    """The first token above `token` that is not between `first` and `last`; itself at a root."""
    while first <= token < last and parsed.heads[token] != token:
        token = parsed.heads[token]
    return token


def _end_of(parsed: Parsed, verb: int, start: int, last: int) -> int:
    """Where the clause of a verb ends, or the sentence, when the verb does not stand after `start`."""
    return min(parsed.rights[verb] + 1, last) if verb >= start else last


def _rest(view: View, above: int, first: int, last: int) -> Stretch:
    """The clause of `above` without the stretch in it that the marker opens."""
    parsed = view.parsed
    if above < first:
        return max(parsed.lefts[above], view.first), first
    return last, min(parsed.rights[above] + 1, view.last)


def _object(parsed: Parsed, first: int, last: int, wanted: str) -> Stretch | None:
    """What hangs on a preposition of one or more words."""
    for token in range(last - 1, first - 1, -1):
        for child in parsed.children[token]:
            dep = parsed.deps[child]
            if child >= last and (dep == wanted if wanted else dep in ("pobj", "pcomp", "npadvmod")):
                return last, parsed.rights[child] + 1
    return None


def _breaks(parsed: Parsed, first: int) -> bool:
    """Whether a clause may start at a token: after a comma, a dash or "and"."""
    return parsed.lowered[first - 1] in EDGES or parsed.lowered[first] in ("which", "meaning")


def _subject(view: View, verb: int) -> Stretch | None:
    """Who or what does it: the verb's own subject, the noun it describes, or that of the verb above."""
    parsed = view.parsed
    for _ in range(4):
        for child in parsed.children[verb]:
            if parsed.deps[child] in SUBJECTS or parsed.deps[child] in PASSIVE:
                return parsed.lefts[child], parsed.rights[child] + 1
        above, dep = parsed.heads[verb], parsed.deps[verb]
        if above == verb:
            return None
        if dep == "acl":
            return parsed.lefts[above], verb
        if dep == "advcl" and parsed.tags[verb] == "VBG" and above < verb:
            return parsed.lefts[above], verb
        if dep not in ("conj", "xcomp", "advcl", "ccomp", "pcomp"):
            return None
        verb = above
    return None


def _active_sides(
    view: View, marker: Marker, verb: int
) -> tuple[Stretch, Stretch, tuple[Stretch, ...]] | None:
    parsed = view.parsed
    subject = _subject(view, verb)
    if subject is None:
        return None
    if marker.prep:
        thing, at = _prep_stretch(parsed, verb, marker.prep)
        return (subject, thing, ((verb, verb + 1), (at, at + 1))) if thing else None
    found = [child for child in parsed.children[verb] if child > verb and parsed.deps[child] in OBJECTS]
    if not any(parsed.deps[child] in PLAIN_OBJECTS for child in found):
        return None
    if marker.complement and not any(parsed.deps[child] in COMPLEMENTS for child in found):
        return None
    carried = [child for child in parsed.children[verb] if parsed.lowered[child] in marker.through]
    last = max(parsed.rights[child] for child in found + carried) + 1
    return subject, (verb + 1, last), ((verb, verb + 1),)


def _passive_sides(view: View, verb: int) -> tuple[Stretch, Stretch, tuple[Stretch, ...]] | None:
    parsed = view.parsed
    agent = next((child for child in parsed.children[verb] if parsed.deps[child] in ("agent", "prep")
                  and parsed.lowered[child] in ("by", "from")), None)  # fmt: skip
    subject = _subject(view, verb)
    thing = _object(parsed, agent, agent + 1, "") if agent is not None else None
    if agent is None or subject is None or thing is None:
        return None
    return thing, subject, ((verb, verb + 1), (agent, agent + 1))


def _prep_stretch(parsed: Parsed, token: int, words: tuple[str, ...]) -> tuple[Stretch | None, int]:
    for child in parsed.children[token]:
        if child > token and parsed.lowered[child] in words:
            return _object(parsed, child, child + 1, ""), child
        if parsed.deps[child] == "dobj" and child > token:  # "give rise to", "bring an end to"
            found, at = _prep_stretch(parsed, child, words) if parsed.lemmas[child] == "rise" else (None, 0)
            if found:
                return found, at
    return None, 0


def _prep_object(parsed: Parsed, token: int, words: tuple[str, ...]) -> Stretch | None:
    return _prep_stretch(parsed, token, words)[0]


def _why(parsed: Parsed, noun: int) -> Stretch | None:
    """ "The reason (why) they came": the clause that describes the noun."""
    for child in parsed.children[noun]:
        if child > noun and parsed.deps[child] in ("relcl", "acl", "advcl"):
            return noun + 1, parsed.rights[child] + 1
    return None


def _other_side_of_be(view: View, noun: int, verb: int) -> Stretch | None:
    parsed = view.parsed
    if parsed.lemmas[verb] not in ("be", "'s", "’s", "become", "remain"):
        return None
    if parsed.deps[noun] in ("attr", "dobj", "acomp"):
        return _subject(view, verb)
    if parsed.deps[noun] in SUBJECTS:
        last = min(parsed.rights[verb] + 1, view.last)
        return (verb + 1, last) if verb + 1 < last else None
    return None


# ---------------------------------------------------------------- tidying


def _clean(parsed: Parsed, found: Proposal) -> Proposal | None:
    """Trim both sides and drop what is empty or overlaps."""
    cause, effect = tidy(parsed, found.cause), tidy(parsed, found.effect)
    if cause is None or effect is None or (cause[0] < effect[1] and effect[0] < cause[1]):
        return None
    return Proposal(cause, effect, found.signal, found.marker, found.crosses, found.passive)


def tidy(parsed: Parsed, stretch: Stretch) -> Stretch | None:
    """A stretch without punctuation and joining words at its ends; None when nothing is left."""
    first, last = stretch
    while first < last and parsed.lowered[first] in EDGES:
        first += 1
    while last > first and parsed.lowered[last - 1] in EDGES:
        last -= 1
    return (first, last) if first < last else None
