"""What a candidate looks like, as named features, and how likely it is an element of which kind.

Two linear models over the same features, both plain numbers in `data/LANGUAGE/kinds.json`: is it an
element at all, and if it is one, is it a context, a mechanism or an outcome.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from realist_eval.engine.clauses import BREAKS, Candidate, is_break
from realist_eval.engine.lexicon import Lexicon
from realist_eval.engine.parsed import Parsed, Sentence
from realist_eval.model import Claim, Span, Turn

SMALL = frozenset(("PUNCT", "ADV", "INTJ", "CCONJ", "SCONJ", "PART", "DET"))
CONTENT = frozenset(("NOUN", "VERB", "ADJ", "PROPN", "ADV"))
UNIMPORTANT = frozenset(("PUNCT", "CCONJ", "SCONJ", "INTJ", "ADV"))
COMPLEMENTS = frozenset(("dobj", "attr", "acomp", "xcomp", "ccomp", "pobj", "prep"))
SUBJECTS = frozenset(("nsubj", "nsubjpass", "expl", "csubj"))
VERBAL = frozenset(("VERB", "AUX"))
TENSES = {"VBD": "past", "VBZ": "present", "VBP": "present", "MD": "modal"}
OPENING = 4  # tokens at the front of a candidate that tell how it is meant
BEFORE = 9  # tokens before a candidate that may colour it


@dataclass(frozen=True)
class Scene:
    """What the features of one transcript's candidates are read from."""

    parsed: Parsed
    lexicon: Lexicon
    claims: Sequence[Claim]
    turns: Sequence[Turn]

    @cached_property
    def lower(self) -> list[str]:
        """The words in lower case."""
        return self.parsed.lowered

    @cached_property
    def marks(self) -> list[str]:
        """How each token reads from outside a candidate: the linking word itself, a break, or its sort."""
        sorts = zip(self.lower, self.parsed.pos, strict=True)
        linkers = self.lexicon.linkers
        return [word if word in linkers else "break" if word in BREAKS else pos for word, pos in sorts]

    @cached_property
    def hints(self) -> list[tuple[str, ...]]:
        """What each token hints at, by its lemma or else its form."""
        known = self.lexicon.categories
        pairs = zip(self.parsed.lemmas, self.lower, strict=True)
        return [known.get(lemma) or known.get(word, ()) for lemma, word in pairs]

    @cached_property
    def by_sentence(self) -> list[list[tuple[str, str, Span]]]:
        """The sides of claims that reach into each sentence: role, rule, span."""
        sides = sorted(
            (side, role, claim.rule)
            for claim in self.claims
            for role, side in (("cause", claim.cause), ("effect", claim.effect))
        )
        parsed = self.parsed
        starts = [parsed.starts[sentence.first] for sentence in parsed.sentences]
        found: list[list[tuple[str, str, Span]]] = [[] for _ in starts]
        for side, role, rule in sides:
            sentence = max(0, bisect_right(starts, side.start) - 1)
            while sentence < len(starts) and starts[sentence] < side.end:
                found[sentence].append((role, rule, side))
                sentence += 1
        return found

    def turn_of(self, number: int) -> Turn:
        """The turn with this number."""
        return self.turns[number - 1]


def features(scene: Scene, candidate: Candidate) -> list[str]:
    """The names of the features that hold, in a fixed order, without repeats."""
    parts = (_edges, _verb, _subject, _words, _told, _place, _size, _roles)
    return list(dict.fromkeys(chain.from_iterable([part(scene, candidate) for part in parts])))


def root_of(parsed: Parsed, candidate: Candidate) -> int:
    """The token that the rest of the candidate hangs from; the first such."""
    for token in range(candidate.first, candidate.last):
        hangs = candidate.first <= parsed.heads[token] < candidate.last and parsed.heads[token] != token
        if not hangs and parsed.pos[token] not in SMALL:
            return token
    return candidate.first


def _edges(scene: Scene, candidate: Candidate) -> Iterable[str]:
    parsed, sentence = scene.parsed, scene.parsed.sentences[candidate.sentence]
    first, last = candidate.first, candidate.last
    before, after = _mark(scene, first - 1, sentence), _mark(scene, last, sentence)
    opening, subject = parsed.pos[first], _subject_of(scene, candidate)
    yield f"before:{before}"
    yield f"before2:{_mark(scene, first - 2, sentence)}"
    yield f"after:{after}"
    yield f"before:{before} subject:{subject}"
    yield f"before:{before} opens:{opening}"
    yield f"after:{after} subject:{subject}"
    yield f"opens:{opening}"
    yield f"closes:{parsed.pos[last - 1]}"
    heads = parsed.heads
    outside = sum([not first <= head < last for head in heads[first:last]])
    yield f"loose ends:{min(outside, 4)}"
    torn = _hanging_outside(scene, first, last, sentence)
    yield f"torn off:{min(len(torn), 3)}"
    if torn:
        yield from _torn(parsed, torn, first)


def _hanging_outside(scene: Scene, first: int, last: int, sentence: Sentence) -> list[int]:
    """Tokens of the sentence outside a stretch that hang on one inside it, but for unimportant ones."""
    children, pos = scene.parsed.children, scene.parsed.pos
    return sorted(
        child
        for token in range(first, last)
        for child in children[token]
        if not first <= child < last
        and sentence.first <= child < sentence.last
        and pos[child] not in UNIMPORTANT
    )


def _torn(parsed: Parsed, torn: Sequence[int], first: int) -> Iterable[str]:
    if torn[0] < first:
        yield "torn before"
    deps = {parsed.deps[token] for token in torn}
    if deps & SUBJECTS:
        yield "subject outside"
    if deps & COMPLEMENTS:
        yield "complement outside"


def _mark(scene: Scene, token: int, sentence: Sentence) -> str:
    return scene.marks[token] if sentence.first <= token < sentence.last else "edge"


def _verb(scene: Scene, candidate: Candidate) -> Iterable[str]:
    parsed = scene.parsed
    root = root_of(parsed, candidate)
    inside = range(candidate.first, candidate.last)
    yield f"root:{parsed.tags[root]}"
    yield f"root as:{parsed.deps[root]}"
    if parsed.lemmas[root] in (
        "be",
        "have",
        "do",
        "get",
        "make",
        "go",
        "need",
        "want",
        "give",
        "know",
        "feel",
        "see",
    ):
        yield f"root is:{parsed.lemmas[root]}"
    for category in scene.lexicon.categories.get(parsed.lemmas[root], ()):
        yield f"root hints:{category}"
    below = [token for token in parsed.children[root] if token in inside]
    for token in below:
        if parsed.deps[token] in ("aux", "auxpass"):
            yield f"aux:{scene.lexicon.modals.get(parsed.words[token].lower(), parsed.lemmas[token])}"
        elif parsed.deps[token] in (
            "dobj",
            "attr",
            "acomp",
            "xcomp",
            "ccomp",
            "advcl",
            "mark",
            "prt",
            "oprd",
        ):
            yield f"root has:{parsed.deps[token]}"
    if not scene.lexicon.negations.isdisjoint(scene.lower[candidate.first : candidate.last]):
        yield "negated"
    if VERBAL.isdisjoint(parsed.pos[candidate.first : candidate.last]):
        yield "no verb"
    finite = sum([tag in TENSES for tag in parsed.tags[candidate.first : candidate.last]])
    yield f"finite verbs:{min(finite, 3)}"


def _subject(scene: Scene, candidate: Candidate) -> Iterable[str]:
    yield f"subject:{_subject_of(scene, candidate)}"


def _subject_of(scene: Scene, candidate: Candidate) -> str:
    deps = scene.parsed.deps
    for token in range(candidate.first, candidate.last):
        if deps[token] in SUBJECTS:
            return scene.lexicon.persons.get(scene.lower[token], scene.parsed.pos[token])
    return "none"


def _words(scene: Scene, candidate: Candidate) -> Iterable[str]:
    first, last = candidate.first, candidate.last
    for category in dict.fromkeys(chain.from_iterable(scene.hints[first:last])):
        yield f"hints:{category}"
    tags = scene.parsed.tags[first:last]
    if "JJR" in tags or "RBR" in tags:
        yield "comparative"
    for token, tag in enumerate(tags, first):
        if tag == "MD" and scene.lower[token] in scene.lexicon.modals:
            yield f"modal:{scene.lexicon.modals[scene.lower[token]]}"
    if "CD" in tags:
        yield "number"


def _told(scene: Scene, candidate: Candidate) -> Iterable[str]:
    """How it is told: as aimed at, as denied, as past or to come, as against the facts."""
    parsed, sentence, lexicon = scene.parsed, scene.parsed.sentences[candidate.sentence], scene.lexicon
    start = max(sentence.first, candidate.first - BEFORE)
    words = scene.lower[start : candidate.last]
    own = candidate.first - start
    said = parsed.lemmas[start : min(candidate.first + OPENING, candidate.last)]
    if not lexicon.aims.isdisjoint(said) or _about(words[max(0, own - 3) : own + OPENING], lexicon):
        yield "told: aim"
    inside = words[own:]
    if not lexicon.future.isdisjoint(words[max(0, own - 3) : own + OPENING]):
        yield "told: future"
    if not lexicon.duty.isdisjoint(words):
        yield "told: should"
    if not lexicon.negations.isdisjoint(inside):
        yield "told: denied"
    elif not lexicon.negations.isdisjoint(words[max(0, own - 4) : own]):
        yield "told: denied before"
    if _against_facts(words[max(0, own - 4) :], lexicon):
        yield "told: against the facts"
    if not lexicon.not_yet.isdisjoint(words[max(0, own - 2) :]):
        yield "told: not yet"
    yield f"told: tense {_tense(parsed, candidate)}"
    if not lexicon.infinitive.isdisjoint(words[max(0, own - 1) : own + 1]):
        yield "told: to"


def _about(words: Sequence[str], lexicon: Lexicon) -> bool:
    """`it was about`, `it's to`: an aim without a word for it."""
    return not lexicon.being.isdisjoint(words) and any(
        one in lexicon.being and other in lexicon.about and (place == 0 or words[place - 1] in lexicon.it)
        for place, (one, other) in enumerate(pairwise(words))
    )


def _against_facts(words: Sequence[str], lexicon: Lexicon) -> bool:
    """`could not have`, `would have`: told as what did not happen."""
    return not lexicon.perfect.isdisjoint(words) and any(
        one in lexicon.unreal and not lexicon.perfect.isdisjoint(words[place + 1 : place + 4])
        for place, one in enumerate(words)
    )


def _tense(parsed: Parsed, candidate: Candidate) -> str:
    """The tense of the candidate's first finite verb; `perfect` where it is have or has with a participle."""
    for token in range(candidate.first, candidate.last):
        tag = parsed.tags[token]
        if tag in ("VBZ", "VBP") and parsed.lemmas[token] == "have" and parsed.deps[token] == "aux":
            return "perfect"
        if tag in TENSES:
            return TENSES[tag]
    return "none"


def _place(scene: Scene, candidate: Candidate) -> Iterable[str]:
    parsed, sentence = scene.parsed, scene.parsed.sentences[candidate.sentence]
    turn = scene.turn_of(sentence.turn)
    opening = scene.lower[sentence.first]
    yield f"sentence opens:{opening if opening in scene.lexicon.linkers else 'other'}"
    if candidate.first - sentence.first <= 2:
        yield "near sentence start"
    if sentence.last - candidate.last <= 2:
        yield "near sentence end"
    if parsed.words[sentence.last - 1] == "?":
        yield "question"
    if parsed.starts[sentence.first] - turn.start < 60:
        yield "turn start"
    share = (candidate.last - candidate.first) / (sentence.last - sentence.first)
    yield f"share of sentence:{min(int(share * 4), 3)}"
    yield f"turn length:{_grade(turn.end - turn.start, (120, 300, 700, 1500, 3000))}"
    said = parsed.pos[sentence.first : sentence.last]
    yield f"fillers in sentence:{min(said.count('INTJ'), 3)}"
    yield f"sentence length:{_grade(len(said), (8, 16, 30, 50))}"


def _size(scene: Scene, candidate: Candidate) -> Iterable[str]:
    parsed = scene.parsed
    length = candidate.last - candidate.first
    yield f"tokens:{_grade(length, (3, 5, 7, 10, 14, 19, 26))}"
    yield f"pieces:{candidate.pieces}"
    said = parsed.pos[candidate.first : candidate.last]
    content = sum([pos in CONTENT for pos in said])
    yield f"content words:{_grade(content, (2, 3, 4, 6, 9))}"
    words = parsed.words
    breaks = sum(
        [words[at] in BREAKS and is_break(parsed, at) for at in range(candidate.first, candidate.last)]
    )
    yield f"breaks inside:{min(breaks, 3)}"
    yield f"names:{min(said.count('PROPN'), 3)}"


def _roles(scene: Scene, candidate: Candidate) -> Iterable[str]:
    span = scene.parsed.span(candidate.first, candidate.last)
    for role, rule, side in scene.by_sentence[candidate.sentence]:
        if same(span, side):
            yield f"is {role}"
            yield f"is {role} by:{rule}"
        elif span.overlaps(side):
            yield f"touches {role}"


def same(one: Span, other: Span) -> bool:
    """Whether two spans share at least half of what they cover together."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > 0 and 2 * shared >= max(one.end, other.end) - min(one.start, other.start)


def _grade(value: float, steps: Sequence[int]) -> int:
    return bisect_right(steps, value)
