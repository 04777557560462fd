"""What an interviewer's question brings to its answer. Its words are coded for nobody but the answer.

"Why did you stay?" "Because they listened": the claim's effect stands in the question. "With the grant gone,
how did you manage?": the question supplies the context of what the answer explains, and is marked so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from realist_eval.engine.codes import CodeMatcher
from realist_eval.engine.elements import PHRASE_WORTH, Element
from realist_eval.engine.lexicon import Lexicon
from realist_eval.engine.markers import Markers
from realist_eval.engine.parsed import Parsed, Sentence
from realist_eval.engine.proposals import tidy
from realist_eval.engine.stems import WORD
from realist_eval.model import Claim, Span, Transcript, Turn

ANSWER = "answer.because"
QUESTION = "the interviewer's question"
SURE = 0.7  # weight of a rule whose words answer why, and the least score of such an answer
OPENS = 5  # words of an answer within which its "because" must stand
FITS = 0.8  # how well a context's own words must fit what a question says
REACH = 300  # characters of an answer that its question speaks for
LONGEST = 160  # characters of a context
SENTENCE = re.compile(r"[^.?!…\n]+[.?!…]*")
COMMA = re.compile(r"\s*[,;:–—]\s*|\s+-+\s+")


# ---------------------------------------------------------------- why, and because


def link_answers(
    transcript: Transcript, parsed: Parsed, claims: Sequence[Claim], markers: Markers, lexicon: Lexicon
) -> list[Claim]:
    """The claims, with the effect of each "because ..." that answers a why-question found in the question."""
    asked = dict(_asked_why(transcript, lexicon))
    opening = {sentence.turn: sentence for sentence in reversed(parsed.sentences) if sentence.turn in asked}
    made: list[Claim] = []
    answered: set[Span] = set()
    signals = {n: _because(parsed, sentence, markers) for n, sentence in opening.items()}
    effects = {signal: asked[n] for n, signal in signals.items() if signal}
    for claim in claims:
        effect = effects.get(claim.signal[0]) if claim.signal else None
        if effect is None or claim.effect.start > effect.start:
            made.append(claim)
        elif claim.signal[0] not in answered:
            answered.add(claim.signal[0])
            made.append(replace(claim, effect=effect, score=max(claim.score, SURE), from_question=True))
    for n, signal in signals.items():
        if signal and signal not in answered:
            made += _answer(parsed, opening[n], signal, asked[n])
    starts = [parsed.starts[sentence.first] for sentence in parsed.sentences]
    return sorted(made, key=lambda claim: bisect_left(starts, max(claim.cause.start, claim.effect.start) + 1))


def _asked_why(transcript: Transcript, lexicon: Lexicon) -> Iterator[tuple[int, Span]]:
    """The number of each turn that answers a why-question, and the words that say what it asks about."""
    if not lexicon.asks_why:
        return
    why, lead = map(_either, (lexicon.asks_why, lexicon.asks_lead))
    opener = re.compile(rf"(?<!\w){why}(?!\w)[,\s]*(?:{lead}(?!\w)\s*)*", re.IGNORECASE)
    for question, answer in _pairs(transcript):
        *_, last = [None, *SENTENCE.finditer(transcript.text, question.start, question.end)]
        if last and last.group().endswith("?") and (found := opener.search(last.group())):
            said = last.group()[found.end() :].rstrip("?!. ")
            if len(WORD.findall(said)) > 1:
                start = last.start() + found.end()
                yield answer.n, Span(start, start + len(said))


def _pairs(transcript: Transcript) -> Iterator[tuple[Turn, Turn]]:
    """Interviewers' turns that somebody answers."""
    for question, answer in pairwise(transcript.turns):
        if question.part == "interviewer" != answer.part:
            yield question, answer


def _either(words: Iterable[str]) -> str:
    """An expression for any of these words."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace("\\ ", r"\s+") for word in ordered) + ")"


def _because(parsed: Parsed, sentence: Sentence, markers: Markers) -> Span | None:
    """Where the words stand that open a sentence and say that it tells a cause."""
    for token in range(sentence.first, min(sentence.first + OPENS, sentence.last)):
        for words, marker in markers.phrases.get(parsed.lowered[token], ()):
            last = token + len(words)
            gives = marker.after == "cause" and marker.weight >= SURE and not marker.hypothetical
            if gives and last < sentence.last and tuple(parsed.lowered[token:last]) == words:
                return parsed.span(token, last)
        if parsed.lowered[token] not in markers.flags.fillers and parsed.words[token].isalpha():
            return None
    return None


def _answer(parsed: Parsed, sentence: Sentence, signal: Span, about: Span) -> Iterator[Claim]:
    """What the rest of the first sentence gives as the cause of what was asked about."""
    first = bisect_left(parsed.starts, signal.end)
    cause = tidy(parsed, (first, sentence.last))
    if cause:
        yield Claim(parsed.span(*cause), about, (signal,), score=SURE, rule=ANSWER, from_question=True)


# ---------------------------------------------------------------- a context in the question


class Supplied(NamedTuple):
    """Words of a question that say in what context the answer holds, their code, and the words that fit."""

    span: Span
    place: int
    score: float
    words: tuple[tuple[str, float], ...]

    @property
    def weights(self) -> tuple[tuple[str, float], ...]:
        """What each word says for the code, as a reason names it."""
        return tuple((f"word {word}", round(worth, 2)) for word, worth in self.words)


@dataclass
class Questions:
    """What the questions of one transcript supply, each looked at once."""

    transcript: Transcript
    matcher: CodeMatcher
    lexicon: Lexicon

    def __post_init__(self) -> None:
        """Know which turn answers which question."""
        self._asked = {answer.n: question for question, answer in _pairs(self.transcript)}
        self._known: dict[int, Supplied | None] = {}

    def context(self, element: Element) -> Supplied | None:
        """The context that the question before an element's turn supplies, if it does."""
        question = self._asked.get(element.turn)
        if question is None or element.start - self.transcript.turns[element.turn - 1].start > REACH:
            return None
        if question.n not in self._known:
            found = [one for span in self._stretches(question) if (one := self._fit(span))]
            self._known[question.n] = max(found, key=lambda one: one.score, default=None)
        return self._known[question.n]

    def _stretches(self, question: Turn) -> Iterator[Span]:
        """What is said before the question itself, and clauses that tell when or given what."""
        text = self.transcript.text
        *before, last = [found.span() for found in SENTENCE.finditer(text, question.start, question.end)] or [
            (0, 0)
        ]
        yield from (self._trim(Span(*said)) for said in before if text[said[1] - 1] != "?")
        opener = re.compile(rf"(?<!\w){_either(self.lexicon.asks_given)}(?!\w)\s+", re.IGNORECASE)
        for found in opener.finditer(text, *last):
            end = COMMA.search(text, found.end(), last[1])
            yield self._trim(Span(found.end(), end.start() if end else last[1]))

    def _trim(self, span: Span) -> Span:
        """Without the words that open a remark, and without its end mark."""
        opener = re.compile(rf"\s*(?:{_either(self.lexicon.asks_opening)}(?!\w)[,\s]*)*", re.IGNORECASE)
        found = opener.match(self.transcript.text, *span)
        start = found.end() if found else span.start
        return Span(start, start + len(self.transcript.text[start : span.end].rstrip(" .?!…,")))

    def _fit(self, span: Span) -> Supplied | None:
        """The context code that fits a stretch best, where none of another kind fits better."""
        spoken = [word.lower() for word in WORD.findall(self.transcript.text[span.start : span.end])]
        told = [word for word in spoken if not self.matcher.thesaurus.is_common(word)]
        if not told or span.end - span.start > LONGEST:
            return None
        named = [self.matcher.worth(word) for word in told if self.matcher.names(word)]
        sums = np.sum(named, axis=0) if named else np.zeros(len(self.matcher.codes))
        phrases = [
            (self.transcript.text[start:end], code)
            for start, end, code in self.matcher.patterns.found_in(self.transcript)
            if span.start <= start and end <= span.end
        ]
        for _, code in phrases:
            sums[code] += PHRASE_WORTH
        fits = sums / np.sqrt(len(told) + 2)
        place = int(fits.argmax())
        if self.matcher.codes[place].kind != "context" or fits[place] < FITS:
            return None
        fit = float(fits[place])
        words = [(said, PHRASE_WORTH) for said, code in phrases if code == place]
        words += self.matcher.reasons(told, place)
        return Supplied(span, place, round(fit / (1 + fit), 4), tuple(words))
