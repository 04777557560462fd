"""What every suggester offers, and the one that ships: causation coding by rules and small linear models."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol

from realist_eval.engine.claims import find_claims
from realist_eval.engine.claims_model import tables_sha
from realist_eval.engine.codes import CodeMatcher
from realist_eval.engine.configurations import Joined, answers, join, pair_links
from realist_eval.engine.digest import Digest, make_digest, read_digest
from realist_eval.engine.elements import Element, choose_elements, rivals_of
from realist_eval.engine.explain import why_configuration, why_element
from realist_eval.engine.halves import halves
from realist_eval.engine.indicators import Matches
from realist_eval.engine.interrupted import divide
from realist_eval.engine.lexicon import load_lexicon
from realist_eval.engine.markers import load_markers
from realist_eval.engine.nearby import ClaimsNearby
from realist_eval.engine.questions import QUESTION, Questions, Supplied, link_answers
from realist_eval.engine.semantic import load_reader, reader_sha
from realist_eval.engine.thesaurus import load_thesaurus, stems_of
from realist_eval.engine.valence import polarity_of, valence_of
from realist_eval.engine.weights import Weights, load_weights
from realist_eval.engine.workers import spread
from realist_eval.model import (
    KINDS,
    Code,
    Codebook,
    Coding,
    Configuration,
    Reason,
    Span,
    Suggestions,
    Transcript,
)

RULES = "4"  # counted up whenever rules change what is suggested


class Suggester(Protocol):
    """Transcript and codebook in, suggestions with verbatim spans and reasons out.

    The slow half is apart from the fast one, so that another codebook costs little. Whatever keeps this
    protocol goes through the same review, log and `evaluate`.
    """

    @property
    def name(self) -> str:
        """Whose suggestions these are."""
        ...

    @property
    def version(self) -> str:
        """Changes with everything that may change a digest: a cache key."""
        ...

    def digest(self, transcripts: Iterable[Transcript]) -> Iterator[tuple[Transcript, bytes]]:
        """The slow half, as bytes that may be kept."""
        ...

    def suggest(
        self, transcript: Transcript, digest: bytes, codebook: Codebook | None, matches: Matches | None = None
    ) -> Suggestions:
        """The fast half; without a codebook, claims only. `matches`, kept with the digest, save work."""
        ...


class CausationCoder:
    """Finds causal claims, the elements under each code, and the configurations they form."""

    def __init__(
        self,
        pipeline: str = "en_core_web_sm",
        language: str = "en",
        jobs: int = 1,
        semantic: bool = False,
    ) -> None:
        """Take any installed spaCy pipeline; `jobs` processes share the work; `semantic`: a transformer."""
        self.pipeline = pipeline
        self.semantic = semantic
        self.language = language
        self.jobs = jobs
        self._matchers: dict[int, tuple[Codebook, CodeMatcher]] = {}

    name = "engine"

    @cached_property
    def weights(self) -> Weights:
        """The learned numbers in use."""
        return load_weights(self.language)

    @cached_property
    def version(self) -> str:
        """Pipeline, rules, markers and weights in one string."""
        tables = f"{self.weights.sha} {tables_sha(self.language)}"
        if self.semantic:
            tables += f" {reader_sha(self.language)}"
        return f"causation-coder {RULES} {self.pipeline} {self.language} {tables}"

    def digest(self, transcripts: Iterable[Transcript]) -> Iterator[tuple[Transcript, bytes]]:
        """Parse, find claims and candidate clauses; streams, in order."""
        return spread(digest_bundle, transcripts, self.jobs, self.pipeline, self.language, self.semantic)

    def suggest(
        self, transcript: Transcript, digest: bytes, codebook: Codebook | None, matches: Matches | None = None
    ) -> Suggestions:
        """Elements and configurations under a codebook; without one, claims only."""
        found = read_digest(digest, len(self.weights.candidates.columns))
        if codebook is None:
            return Suggestions(transcript.id, tuple(found.claims))
        if matches is not None:
            self._matcher(codebook).patterns.recall(transcript, matches)
        return self.suggest_from(transcript, found, codebook, self.weights)

    def suggest_from(
        self, transcript: Transcript, digest: Digest, codebook: Codebook, weights: Weights
    ) -> Suggestions:
        """The fast half on an unpacked digest, with any weights."""
        matcher = self._matcher(codebook)
        elements = choose_elements(transcript, digest, matcher, weights)
        claims = ClaimsNearby(digest.claims)
        made = (digest, matcher, weights, claims)
        codings = [_coding(transcript, codebook, element, *made) for element in elements]
        rivals = [
            replace(_coding(transcript, codebook, rival, *made), rival=True)
            for element in elements
            for rival in rivals_of(element, matcher)
        ]
        cut = [divide(transcript, coding) for coding in (*codings, *rivals)]
        codings = [self._in_halves(transcript, own, codebook) for own, *_ in cut[: len(codings)]]
        links = pair_links(answers(transcript), elements, claims, weights, self.language)
        joined = join(links, elements, weights.settings["link threshold"])
        linked = [_configuration(transcript, entry, codings, weights) for entry in joined]
        questions = Questions(transcript, matcher, load_lexicon(self.language))
        asked = dict(_contexts_asked(questions, elements, joined))
        linked = [_in_context(link, asked.get(n)) for n, link in enumerate(linked)]
        others = list({coding.id: coding for coding in asked.values()}.values())
        others += [own for own, *_ in cut[len(codings) :]] + [part for _, *later in cut for part in later]
        return Suggestions(transcript.id, tuple(digest.claims), (*codings, *others), tuple(linked))

    def _in_halves(self, transcript: Transcript, coding: Coding, codebook: Codebook) -> Coding:
        """A mechanism with its resource and reasoning, where the words keep them apart."""
        if coding.kind != "mechanism":
            return coding
        offered = stems_of(codebook.by_id[coding.code].resource, load_thesaurus(self.language))
        found = halves(transcript.text, coding.span, load_lexicon(self.language), offered)
        return replace(coding, resource=found[0], reasoning=found[1]) if found else coding

    def _matcher(self, codebook: Codebook) -> CodeMatcher:
        """The codebook made ready, once."""
        known = self._matchers.get(id(codebook))
        if known is None:
            codes = [code for code in codebook.codes if not code.retired]
            known = self._matchers[id(codebook)] = (
                codebook,
                CodeMatcher(codes, load_thesaurus(self.language)),
            )
        return known[1]


def _coding(
    transcript: Transcript,
    codebook: Codebook,
    element: Element,
    digest: Digest,
    matcher: CodeMatcher,
    weights: Weights,
    claims: ClaimsNearby,
) -> Coding:
    code = matcher.codes[element.place]
    allowed = codebook.valences.get(code.kind, ())
    scores = digest.scores[element.candidate]
    valence, _ = valence_of(scores, code.kind, code.expected, tuple(allowed), weights, element.fit)
    span = Span(element.start, element.end)
    claim = next((c for c in claims.near(span) if span.overlaps(c.cause) or span.overlaps(c.effect)), None)
    return Coding(
        identity(transcript.id, element.start, element.end, element.code),
        transcript.id, element.start, element.end, element.kind, element.code, valence,
        score=element.score, level=code.level,
        reason=why_element(transcript, digest, matcher, element, weights),
        hedged=bool(claim and claim.hedged), reported=bool(claim and claim.reported),
        counterfactual=bool(claim and claim.counterfactual), hypothetical=bool(claim and claim.hypothetical),
    )  # fmt: skip


def _configuration(
    transcript: Transcript, joined: Joined, codings: Sequence[Coding], weights: Weights
) -> Configuration:
    parts = {kind: codings[place].id for kind, place in joined.parts.items()}
    claims = [link.claim for link in joined.links if link.claim]
    context, mechanism, outcome = (parts.get(kind) for kind in KINDS)
    return Configuration(
        identity(transcript.id, context, mechanism, outcome), transcript.id, context, mechanism, outcome,
        polarity=polarity_of([codings[place] for place in joined.parts.values()], claims),
        signal=joined.signal, score=joined.score, reason=why_configuration(joined, weights),
        hedged=any(claim.hedged for claim in claims), reported=any(claim.reported for claim in claims),
        counterfactual=any(claim.counterfactual for claim in claims),
        hypothetical=any(claim.hypothetical for claim in claims),
    )  # fmt: skip


def _contexts_asked(
    questions: Questions, elements: Sequence[Element], joined: Sequence[Joined]
) -> Iterator[tuple[int, Coding]]:
    """The numbers of configurations whose unstated context the question supplies, and that context."""
    for number, entry in enumerate(joined):
        found = None if "context" in entry.parts else questions.context(elements[min(entry.parts.values())])
        if found is not None:
            yield number, _asked_coding(questions.transcript, questions.matcher.codes[found.place], found)


def _asked_coding(transcript: Transcript, code: Code, found: Supplied) -> Coding:
    name = identity(transcript.id, *found.span, code.id)
    why = Reason(QUESTION, tuple(word for word, _ in found.words), found.weights)
    return Coding(
        name, transcript.id, *found.span, code.kind, code.id, code.expected,
        score=found.score, reason=why, level=code.level, from_question=True,
    )  # fmt: skip


def _in_context(link: Configuration, asked: Coding | None) -> Configuration:
    """A configuration with the context that the question supplies, if it does."""
    if asked is None:
        return link
    name = identity(link.transcript, asked.id, link.mechanism, link.outcome)
    reason = replace(
        link.reason, otherwise="without the interviewer's question the context would be unstated"
    )
    return replace(link, id=name, context=asked.id, reason=reason)


def digest_bundle(
    bundle: list[Transcript], pipeline: str, language: str, semantic: bool = False
) -> list[tuple[Transcript, bytes]]:
    """The slow half for some transcripts, in whatever process."""
    from realist_eval.engine.parse import parse_bundle

    lexicon, thesaurus, weights = load_lexicon(language), load_thesaurus(language), load_weights(language)
    markers = load_markers(language)
    reader = load_reader(language) if semantic else None
    made = []
    for transcript, parsed in zip(bundle, parse_bundle(bundle, pipeline), strict=True):
        claims = link_answers(transcript, parsed, find_claims(parsed, markers), markers, lexicon)
        digest = make_digest(transcript, parsed, claims, lexicon, thesaurus, weights, reader)
        made.append((transcript, digest))
    return made


def identity(*parts: object) -> str:
    """A short name that the same parts always get."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:12]
