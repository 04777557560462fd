"""What candidates look like, as named features: what stands around and in them, and how they are told.

All candidates of a transcript are looked at together: what holds of a token is found out once, and then
asked of every stretch. The features are those of the models in `data/LANGUAGE/weights.json`, plain numbers:
is it an element at all, and if it is one, is it a context, a mechanism or an outcome.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from realist_eval.engine.clauses import BREAKS, MOST_PIECES, Candidates, breaks
from realist_eval.engine.columns import Held, Named, Numbers, Truths, at_most, column, graded, ranges
from realist_eval.engine.lexicon import Lexicon
from realist_eval.engine.parsed import Parsed
from realist_eval.model import Claim, Span, Turn

SMALL = frozenset(("PUNCT", "ADV", "INTJ", "CCONJ", "SCONJ", "PART", "DET"))
CONTENT = frozenset(("NOUN", "VERB", "ADJ", "PROPN", "ADV"))
UNIMPORTANT = frozenset(("PUNCT", "CCONJ", "SCONJ", "INTJ", "ADV"))
COMPLEMENTS = frozenset(("dobj", "attr", "acomp", "xcomp", "ccomp", "pobj", "prep"))
SUBJECTS = frozenset(("nsubj", "nsubjpass", "expl", "csubj"))
HELPERS = frozenset(("aux", "auxpass"))
BELOW = frozenset(("dobj", "attr", "acomp", "xcomp", "ccomp", "advcl", "mark", "prt", "oprd"))
PLAIN = frozenset(
    ("be", "have", "do", "get", "make", "go", "need", "want", "give", "know", "feel", "see")
)  # lemmas that features name
TENSES = {"VBD": "past", "VBZ": "present", "VBP": "present", "MD": "modal"}
OPENING = 4  # tokens at the front of a candidate that tell how it is meant
BEFORE = 9  # tokens before a candidate that may colour it
ROLES = ("cause", "effect")
BLOCK = 4_096  # candidates that are looked at together
SOON = 4  # tokens within which "would" and "have" stand


class Stretches(NamedTuple):
    """Candidates as arrays, with where their sentences begin and end."""

    first: Numbers
    last: Numbers
    sentence: Numbers
    pieces: Numbers
    opens: Numbers
    closes: Numbers


class Scene:
    """What the features of one transcript's candidates are read from."""

    def __init__(
        self, parsed: Parsed, lexicon: Lexicon, claims: Sequence[Claim], turns: Sequence[Turn]
    ) -> None:
        """Number the words, and find out what holds of each."""
        self.parsed, self.lexicon, self.claims = parsed, lexicon, claims
        self.words, self.lemmas, self.pos, self.tags, self.deps, self.heads = parsed.columns
        self.starts, self.ends = np.array(parsed.starts), np.array(parsed.ends)
        self.said_in = np.array([one.turn for one in parsed.sentences], dtype=np.int64)
        self.turns = np.array([(0, 0), *((turn.start, turn.end) for turn in turns)])
        self.subjects = self.words.beside(self.pos, lexicon.persons.get)
        self.marks = self.words.beside(self.pos, self._mark)
        self.openings = self.words.renamed(lambda word: word if word in lexicon.linkers else "other")
        having = self.lemmas.among(("have",)) & self.deps.among(("aux",)) & self.tags.among(("VBZ", "VBP"))
        self.tenses = self.tags.renamed(lambda tag: TENSES.get(tag, "none")).but(having, "perfect")
        self.opens = [parsed.starts[one.first] for one in parsed.sentences]
        self.held = {name: Held(truths) for name, truths in self._truths().items()}
        self.inside = {name: Held(truths) for name, truths in self._words().items()}

    def _mark(self, word: str, pos: str) -> str:
        """How a token reads from outside a candidate: the linking word itself, a break, or its sort."""
        return word if word in self.lexicon.linkers else "break" if word in BREAKS else pos

    def _truths(self) -> dict[str, Truths]:
        """What may hold of a token, by name."""
        lexicon, words, pos, tags = self.lexicon, self.words, self.pos, self.tags
        truths = {
            "aim": self.lemmas.among(lexicon.aims),
            "future": words.among(lexicon.future),
            "should": words.among(lexicon.duty),
            "denied": words.among(lexicon.negations),
            "not yet": words.among(lexicon.not_yet),
            "to": words.among(lexicon.infinitive),
            "perfect": words.among(lexicon.perfect),
            "subject": self.deps.among(SUBJECTS),
            "content": pos.among(CONTENT),
            "verbal": pos.among(("VERB", "AUX")),
            "name": pos.among(("PROPN",)),
            "filler": pos.among(("INTJ",)),
            "finite": tags.among(TENSES),
            "break": breaks(self.parsed),
        }
        # "it was about", "it's to": an aim without a word for it; the two words, and the three
        truths["is about"] = words.among(lexicon.being) & np.append(words.among(lexicon.about)[1:], False)
        truths["it is about"] = truths["is about"] & np.append(False, words.among(lexicon.it)[:-1])
        here = np.arange(len(self.parsed))
        soon = Held(truths["perfect"]).any(here + 1, np.minimum(here + SOON, len(here)))
        truths["unreal"] = words.among(lexicon.unreal) & soon  # "could not have", "would have"
        return truths

    def _words(self) -> dict[str, Truths]:
        """What a candidate is said to hold where one of its tokens is such, by the name of that feature."""
        known, modals, tags = self.lexicon.categories, self.lexicon.modals, self.tags
        truths = {
            "negated": self.words.among(self.lexicon.negations),
            "comparative": tags.among(("JJR", "RBR")),
            "number": tags.among(("CD",)),
        }
        for sort in dict.fromkeys(modals.values()):
            own = [word for word, one in modals.items() if one == sort]
            truths[f"modal:{sort}"] = self.words.among(own) & tags.among(("MD",))
        for token in np.flatnonzero(self.lemmas.among(known) | self.words.among(known)).tolist():
            for category in known.get(self.parsed.lemmas[token]) or known.get(self.parsed.lowered[token], ()):
                truths.setdefault(f"hints:{category}", np.zeros(len(self.parsed), dtype=bool))[token] = True
        return truths


def features(scene: Scene, candidates: Candidates, numbers: Mapping[str, int]) -> tuple[Numbers, Numbers]:
    """The numbers of each candidate's features in rising order, one candidate after another, and how many.

    `number` gives a feature's name its number: -1 where nobody asks for it.
    """
    counts, rows = [], []
    for place in range(0, len(candidates.first), BLOCK):
        block = Candidates(*(one[place : place + BLOCK] for one in candidates))
        named = Named(len(block.first), numbers)
        at = Stretches(*block, *scene.parsed.edges[block.sentence].T)
        for part in (_around, _inside, _tree, _told, _place, _size, _roles):
            part(scene, at, named)
        found, each = named.rows()
        rows.append(found)
        counts.append(each)
    empty = np.zeros(0, dtype=np.int64)
    return np.concatenate([empty, *rows]), np.concatenate([empty, *counts])


def _around(scene: Scene, at: Stretches, named: Named) -> None:
    """What stands before and after."""
    before, twice, after = (
        scene.marks.at(np.clip(place, 0, len(scene.heads) - 1)).but(
            (place < at.opens) | (place >= at.closes), "edge"
        )
        for place in (at.first - 1, at.first - 2, at.last)
    )
    found = scene.held["subject"].first(at.first, at.last)
    subject = scene.subjects.at(found).but(found < 0, "none")
    opening = scene.pos.at(at.first)
    named.tell("before:%s", before)
    named.tell("before2:%s", twice)
    named.tell("after:%s", after)
    named.tell("subject:%s", subject)
    named.tell("opens:%s", opening)
    named.tell("closes:%s", scene.pos.at(at.last - 1))
    named.tell("before:%s subject:%s", before, subject)
    named.tell("before:%s opens:%s", before, opening)
    named.tell("after:%s subject:%s", after, subject)


def _inside(scene: Scene, at: Stretches, named: Named) -> None:
    """What words there are."""
    for name, of in scene.inside.items():
        named.flag(name, of.any(at.first, at.last))
    named.flag("no verb", ~scene.held["verbal"].any(at.first, at.last))
    named.tell("finite verbs:%s", at_most(3, scene.held["finite"].count(at.first, at.last)))


def _tree(scene: Scene, at: Stretches, named: Named) -> None:
    """How it hangs together, with what it is torn from, and what its root is like."""
    whose, token = ranges(at.opens, at.closes)
    first, last, head = at.first[whose], at.last[whose], scene.heads[token]
    inside, hangs_inside = (first <= token) & (token < last), (first <= head) & (head < last)
    loose = np.bincount(whose[inside & ~hangs_inside], minlength=len(at.first))
    named.tell("loose ends:%s", at_most(4, loose))
    torn = np.flatnonzero(~inside & hangs_inside & ~scene.pos.among(UNIMPORTANT)[token])
    named.tell("torn off:%s", at_most(3, np.bincount(whose[torn], minlength=len(at.first))))
    named.flag("torn before", whose[torn[token[torn] < first[torn]]])
    named.flag("subject outside", whose[torn[scene.deps.among(SUBJECTS)[token[torn]]]])
    named.flag("complement outside", whose[torn[scene.deps.among(COMPLEMENTS)[token[torn]]]])
    tops = inside & (~hangs_inside | (head == token)) & ~scene.pos.among(SMALL)[token]
    root = at.first.copy()
    root[whose[tops][::-1]] = token[tops][::-1]  # the first of them is written last
    below = np.flatnonzero(inside & (head == root[whose]) & (head != token))
    _root(scene, root, named)
    _below(scene, token[below], whose[below], named)


def _root(scene: Scene, root: Numbers, named: Named) -> None:
    """The token that the rest hangs from."""
    named.tell("root:%s", scene.tags.at(root))
    named.tell("root as:%s", scene.deps.at(root))
    lemmas = scene.lemmas.at(root)
    plain = np.flatnonzero(lemmas.among(PLAIN))
    named.tell("root is:%s", lemmas.at(plain), of=plain)
    known = scene.lexicon.categories
    for category in dict.fromkeys(category for found in known.values() for category in found):
        own = {lemma for lemma, found in known.items() if category in found}
        named.flag(f"root hints:{category}", lemmas.among(own))


def _below(scene: Scene, token: Numbers, whose: Numbers, named: Named) -> None:
    """What hangs on the root."""
    deps, modals = scene.deps.at(token), scene.lexicon.modals
    helps, has = np.flatnonzero(deps.among(HELPERS)), np.flatnonzero(deps.among(BELOW))
    pairs = ((scene.parsed.lowered[at], scene.parsed.lemmas[at]) for at in token[helps].tolist())
    named.tell("aux:%s", column([modals.get(word, lemma) for word, lemma in pairs]), of=whose[helps])
    named.tell("root has:%s", deps.at(has), of=whose[has])


def _told(scene: Scene, at: Stretches, named: Named) -> None:
    """How it is told: as aimed at, as denied, as past or to come, as against the facts."""
    held, start = scene.held, np.maximum(at.opens, at.first - BEFORE)
    near, ahead = np.maximum(at.opens, at.first - 3), np.minimum(at.first + OPENING, at.last)
    about = held["it is about"].any(near, ahead - 1) | held["is about"].any(
        near, np.minimum(near + 1, ahead - 1)
    )
    denied = held["denied"].any(at.first, at.last)
    before = np.maximum(at.opens, at.first - 4)
    unreal = held["unreal"].first(before, at.last)
    unreal_to = held["perfect"].any(unreal + 1, np.minimum(unreal + SOON, at.last))
    named.flag("told: aim", about | held["aim"].any(start, ahead))
    named.flag("told: future", held["future"].any(near, ahead))
    named.flag("told: should", held["should"].any(start, at.last))
    named.flag("told: denied", denied)
    named.flag("told: denied before", ~denied & held["denied"].any(before, at.first))
    named.flag("told: against the facts", (unreal >= 0) & unreal_to)
    named.flag("told: not yet", held["not yet"].any(np.maximum(at.opens, at.first - 2), at.last))
    named.flag(
        "told: to", held["to"].any(np.maximum(at.opens, at.first - 1), np.minimum(at.first + 1, at.last))
    )
    finite = held["finite"].first(at.first, at.last)
    tenses = scene.tenses.at(finite).but(finite < 0, "none")
    for tense in tenses.words:
        named.flag(f"told: tense {tense}", tenses.among((tense,)))


def _place(scene: Scene, at: Stretches, named: Named) -> None:
    """Where it stands in its sentence and turn, and what these are like."""
    named.tell("sentence opens:%s", scene.openings.at(at.opens))
    named.flag("near sentence start", at.first - at.opens <= 2)
    named.flag("near sentence end", at.closes - at.last <= 2)
    named.flag("question", scene.words.among(("?",))[at.closes - 1])
    start, end = scene.turns[scene.said_in[at.sentence]].T
    named.flag("turn start", scene.starts[at.opens] - start < 60)
    share = 4 * (at.last - at.first) // (at.closes - at.opens)
    named.tell("share of sentence:%s", at_most(3, share))
    named.tell("turn length:%s", graded((120, 300, 700, 1500, 3000), end - start))
    named.tell("fillers in sentence:%s", at_most(3, scene.held["filler"].count(at.opens, at.closes)))
    named.tell("sentence length:%s", graded((8, 16, 30, 50), at.closes - at.opens))


def _size(scene: Scene, at: Stretches, named: Named) -> None:
    """How much of what it holds."""
    held = scene.held
    named.tell("tokens:%s", graded((3, 5, 7, 10, 14, 19, 26), at.last - at.first))
    named.tell("pieces:%s", at_most(MOST_PIECES, at.pieces))
    named.tell("content words:%s", graded((2, 3, 4, 6, 9), held["content"].count(at.first, at.last)))
    named.tell("breaks inside:%s", at_most(3, held["break"].count(at.first, at.last)))
    named.tell("names:%s", at_most(3, held["name"].count(at.first, at.last)))


def _roles(scene: Scene, at: Stretches, named: Named) -> None:
    """Which sides of claims it is, or touches."""
    sides = [
        (*side, role, claim.rule, *_sentences(scene, side))
        for claim in scene.claims
        for role, side in zip(ROLES, (claim.cause, claim.effect), strict=True)
    ]
    starts, ends, roles, rules, opens, closes = zip(*sides, strict=True) if sides else ((),) * 6
    numbers = (np.array(one, dtype=np.int64) for one in (starts, ends, opens, closes))
    start, end, opened, closed = numbers
    side, one = ranges(np.searchsorted(at.sentence, opened), np.searchsorted(at.sentence, closed))
    own_start, own_end = scene.starts[at.first[one]], scene.ends[at.last[one] - 1]
    shared = np.minimum(end[side], own_end) - np.maximum(start[side], own_start)
    alike = (shared > 0) & (2 * shared >= np.maximum(end[side], own_end) - np.minimum(start[side], own_start))
    role, rule = column(roles).at(side), column(rules).at(side)
    for name in ROLES:
        its = role.among((name,))
        named.flag(f"is {name}", one[its & alike])
        named.flag(f"touches {name}", one[its & ~alike & (shared > 0)])
        named.tell(f"is {name} by:%s", rule.at(np.flatnonzero(its & alike)), of=one[its & alike])


def _sentences(scene: Scene, side: Span) -> tuple[int, int]:
    """The sentences that a side reaches into."""
    opens = scene.opens
    first = last = max(0, bisect_right(opens, side.start) - 1)
    while last < len(opens) and opens[last] < side.end:
        last += 1
    return first, last


def same(one: Span, other: Span) -> bool:
    """Whether two spans share at least half of what they cover together."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > 0 and 2 * shared >= max(one.end, other.end) - min(one.start, other.start)
