"""Codes for open coding: what people give as causes and effects that no code covers yet, by shared words.

A phrase is a side of a claim, or a clause that is likely an element. Words that mean much the same (one stem,
a group of the thesaurus, near vectors) gather phrases; the word that gathers most becomes a code, its
phrases are set aside, and so on. It proposes names and quotations: what a code means is for people to say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

import numpy as np

from realist_eval.engine.codes import CodeMatcher
from realist_eval.engine.digest import Digest, read_digest
from realist_eval.engine.elements import word_worths
from realist_eval.engine.kinds import same
from realist_eval.engine.rows import CAUSAL
from realist_eval.engine.stems import WORD, stem
from realist_eval.engine.thesaurus import Thesaurus, load_thesaurus
from realist_eval.engine.weights import Floats, load_weights
from realist_eval.model import KINDS, Code, Codebook, Examples, Span, Transcript

NEAR = 0.76  # cosine from which two words may stand for one code
FAR = 0.3  # and below which they do not, whatever they look like
VOCABULARY = 800  # words that may name a code
FITS = 0.4  # how well the words of a code must fit: four in five of what people coded are covered so
LIKELY = 0.0  # log-odds from which a clause counts without a claim
FEWEST = 3  # phrases a code
QUOTED = 4  # quotations a code
LONGEST = 240  # characters of a quotation
MOST = 12  # codes
NAMED = 3  # words in a label
INDICATORS = 6
AKIN = 0.5  # what a word near to the code's own counts for, beside the word itself
COMMON = 1500  # rank in general English at which a word tells half of what a rare one does
PREFIXES = {"context": "ctx", "mechanism": "mec", "outcome": "out"}  # of ids
TO_WRITE = "To be written by the team."


@dataclass(frozen=True)
class Phrase:
    """Words that no code covers: where they stand, what they say, and how likely each kind is."""

    transcript: str
    turn: int
    quotation: str
    lemmas: tuple[str, ...]
    kinds: tuple[float, ...]
    worth: float  # of a claim's side 1, of a clause less


@dataclass(frozen=True)
class Drafted:
    """A code to think about, and its phrases; `places` says where each quotation stands."""

    code: Code
    phrases: tuple[Phrase, ...]
    places: Mapping[str, str] = field(default_factory=dict)


def uncovered(
    transcript: Transcript,
    digest: bytes,
    codebook: Codebook | None,
    taken: Sequence[Span] = (),
    language: str = "en",
) -> list[Phrase]:
    """The causal phrases of one transcript, outside what is `taken`, that no code's words fit."""
    weights, thesaurus = load_weights(language), load_thesaurus(language)
    found = read_digest(digest, len(weights.candidates.columns))
    columns = [weights.candidates.columns.index(name) for name in ("element", *KINDS)]
    fits = _fits(transcript, found, codebook, thesaurus)
    phrases, spans, names = [], list(taken), _names(transcript.text)
    for span, candidate, worth in _spans(found, columns[0]):
        first, last = np.searchsorted(found.tokens[:, 0], span).tolist()
        fit = (fits[last] - fits[first]).max() / np.sqrt(last - first + 2) if last > first else np.inf
        if fit < FITS and not any(span.overlaps(other) for other in spans):
            spans.append(span)
            turn, said = transcript.turn_at(span.start).n, _sentence(transcript, found, candidate, span)
            words = _telling(found, range(first, last), thesaurus, names)
            kinds = _kinds(found.scores[candidate, columns[1:]])
            phrases.append(Phrase(transcript.id, turn, said, words, kinds, worth))
    return phrases


def _fits(transcript: Transcript, digest: Digest, codebook: Codebook | None, thesaurus: Thesaurus) -> Floats:
    """Running sums of what the words say for each code."""
    codes = [code for code in codebook.codes if not code.retired] if codebook else []
    if not codes:
        return np.zeros((len(digest.tokens) + 1, 1))
    worths = word_worths(transcript, digest, CodeMatcher(codes, thesaurus))
    sums: Floats = np.vstack([np.zeros(len(codes)), np.cumsum(worths, axis=0)])
    return sums


def _spans(digest: Digest, element: int) -> Iterator[tuple[Span, int, float]]:
    """Sides of claims, then likely clauses, the likeliest first; each with the candidate nearest to it."""
    candidates = [Span(*row) for row in digest.places[:, :2].tolist()]
    starts = digest.places[:, 0]
    for claim in digest.claims:
        for side in (claim.cause, claim.effect):
            near = range(*np.searchsorted(starts, (side.start - LONGEST, side.end)).tolist())
            alike = [place for place in near if same(candidates[place], side)]
            if claim.score >= CAUSAL and alike:
                best = max(alike, key=lambda place: digest.scores[place, element])
                yield candidates[best], best, 1.0
    likely = np.flatnonzero(digest.scores[:, element] > LIKELY)
    for place in likely[np.argsort(-digest.scores[likely, element], kind="stable")].tolist():
        yield candidates[place], place, 0.5


def _telling(digest: Digest, tokens: range, thesaurus: Thesaurus, names: frozenset[str]) -> tuple[str, ...]:
    """What a phrase is about: its telling words, without names."""
    found = {}
    for number in digest.tokens[tokens.start : tokens.stop, 2].tolist():
        lemma = digest.lemmas[number]
        if not (lemma in names or thesaurus.is_common(lemma)):
            found[lemma] = True
    return tuple(found)


def _names(text: str) -> frozenset[str]:
    """Words that always begin with a capital."""
    words = WORD.findall(text)
    lowered = {word for word in words if word[0].islower()}
    return frozenset(word.lower() for word in words) - lowered


def _kinds(scores: Floats) -> tuple[float, ...]:
    chances = np.exp(scores - scores.max())
    return tuple((chances / chances.sum()).tolist())


def _sentence(transcript: Transcript, digest: Digest, candidate: int, span: Span) -> str:
    """The phrase in its sentence, or alone where that is long."""
    own = digest.places[digest.places[:, 4] == digest.places[candidate, 4]]
    whole = Span(int(own[:, 0].min()), int(own[:, 1].max()))
    return transcript.quote(whole if whole.end - whole.start <= LONGEST else span)


def draft_codes(
    phrases: Sequence[Phrase], language: str = "en", most: int = MOST, ids: Iterable[str] = ()
) -> list[Drafted]:
    """The codes that the most phrases speak for, those of more sources first; `ids` are in use already."""
    used = {name.lower() for name in ids}
    by_word: dict[str, set[int]] = {}
    for number, phrase in enumerate(phrases):
        for lemma in phrase.lemmas:
            by_word.setdefault(lemma, set()).add(number)
    circles = _circles(by_word, load_thesaurus(language))
    gathered = {word: set().union(*(by_word[other] for other in circle)) for word, circle in circles.items()}
    usual = np.mean([phrase.kinds for phrase in phrases], axis=0) if phrases else np.ones(len(KINDS))
    made: list[Drafted] = []
    while len(made) < most:
        found = {word: [phrases[n] for n in sorted(ns)] for word, ns in gathered.items() if len(ns) >= FEWEST}
        worths = {word: _worth(ones, word, circles[word]) for word, ones in found.items()}
        if not worths:
            break
        best = max(worths, key=lambda word: (worths[word], word))
        made.append(_drafted(best, found[best], circles[best], usual, used))
        taken = gathered.pop(best)
        gathered = {word: numbers - taken for word, numbers in gathered.items()}
    return made


def _circles(by_word: Mapping[str, set[int]], thesaurus: Thesaurus) -> dict[str, dict[str, float]]:
    """Each word that is said much with those that mean much the same, and how much each tells."""
    tells = {word: _tells(word, thesaurus) for word in by_word}
    words = sorted(by_word, key=lambda word: (-len(by_word[word]) * tells[word], word))[:VOCABULARY]
    vectors = {word: vector for word in words if (vector := thesaurus.vector(word)) is not None}
    table = np.array([*vectors.values()]) if vectors else np.zeros((0, 1))
    stems = {word: stem(word) for word in words}
    groups = {word: {*thesaurus.groups(stems[word])} for word in words}
    circles = {}
    for word in words:
        like = dict(zip(vectors, (table @ vectors[word]).tolist(), strict=True)) if word in vectors else {}
        close = [other for other in words if like.get(other, 1.0) > FAR]
        akin = [other for other in close if groups[word] & groups[other] or like.get(other, 0.0) > NEAR]
        circles[word] = {other: AKIN * tells[other] for other in akin}
        circles[word] |= {other: tells[other] for other in close if stems[other] == stems[word]}
    return circles


def _tells(word: str, thesaurus: Thesaurus) -> float:
    """How much a word tells of what is special to a study, by how rare it is elsewhere."""
    rank = thesaurus.ranks.get(word, len(thesaurus.ranks))
    return (rank + 1) / (rank + COMMON)


def _told(phrase: Phrase, circle: Mapping[str, float]) -> float:
    return phrase.worth * max(circle.get(lemma, 0.0) for lemma in phrase.lemmas)


def _worth(phrases: Sequence[Phrase], word: str, circle: Mapping[str, float]) -> float:
    """How much speaks for a code: its phrases by their words, the word itself, and how many sources."""
    sources = len({phrase.transcript for phrase in phrases})
    return sum(_told(phrase, circle) for phrase in phrases) * circle[word] * float(np.log1p(sources))


def _drafted(
    word: str, phrases: Sequence[Phrase], circle: Mapping[str, float], usual: Floats, used: set[str]
) -> Drafted:
    """The code of a word: named by the words said most, of the kind that its phrases lean to."""
    counts = Counter(lemma for phrase in phrases for lemma in phrase.lemmas if lemma in circle)
    said = sorted(counts, key=lambda lemma: (lemma != word, -counts[lemma] * circle[lemma], lemma))
    kind = KINDS[int((np.mean([phrase.kinds for phrase in phrases], axis=0) / usual).argmax())]
    best = sorted(phrases, key=lambda phrase: -_told(phrase, circle))
    places = {phrase.quotation: f"{phrase.transcript}, turn {phrase.turn}" for phrase in best}
    quoted = tuple(places)[:QUOTED]
    name = _free_id(f"{PREFIXES[kind]}.{re.sub(r'[^A-Za-z0-9_-]', '', word) or 'code'}", used)
    label, examples = ", ".join(said[:NAMED]).capitalize(), Examples(quoted)
    words = tuple(f"lem:{lemma}" for lemma in said[:INDICATORS])
    code = Code(name, kind, label, TO_WRITE, examples=examples, indicators=words)
    return Drafted(code, tuple(phrases), {quotation: places[quotation] for quotation in quoted})


def _free_id(name: str, used: set[str]) -> str:
    """The name, numbered where it is taken; taken from now on."""
    free = next(one for one in chain((name,), (f"{name}-{n}" for n in count(2))) if one.lower() not in used)
    used.add(free.lower())
    return free
