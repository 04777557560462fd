"""Names of people, organisations and places: spaCy's named entities, which are on here and nowhere else.

Small pipelines miss names in speech and take other words for some. So what speech says around a name counts
too ("my name is"), and what is doubtful is marked as not sure, for a person to look at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, repeat
from typing import TYPE_CHECKING

from realist_eval.engine.identifiers import Found, Taken, find_identifiers
from realist_eval.engine.parse import BATCH, LONGEST, PIPELINES
from realist_eval.errors import InputError, Problem
from realist_eval.model import Span

if TYPE_CHECKING:
    from spacy.language import Language

KINDS = {"PERSON": "person", "PER": "person", "ORG": "organisation"} | dict.fromkeys(
    ("GPE", "LOC", "FAC"), "place"
)
NEEDLESS = ["tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "morphologizer"]

TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "sir", "dame", "lord", "lady"}
    | {"councillor", "cllr", "father", "sister", "reverend", "rev", "nurse", "inspector", "pc", "sergeant"}
)
NO_NAMES = frozenset(
    {"i", "ok", "okay", "yeah", "yes", "no", "oh", "um", "uh", "erm", "god", "christ", "jesus", "mum", "dad"}
    | {"mom", "nan", "grandma", "granddad", "hello", "hi", "thanks", "well", "gp", "gps", "a&e", "inaudible"}
    | {"christmas", "easter", "ramadan", "covid", "zoom", "teams", "whatsapp", "facebook", "google", "monday"}
    | {"tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march"}
    | {"april", "june", "july", "august", "september", "october", "november", "december", "interviewer"}
    | {"participant", "respondent", "speaker", "moderator", "facilitator", "unknown", "laughs", "laughter"}
)
_NAME = r"[^\W\d_a-z][^\W\d_]*(?:['’\-][^\W\d_]+)?"
_TITLE = "|".join(sorted({title.capitalize() for title in TITLES} | {"PC"}))
SPOKEN = (  # what stands before a person's name
    re.compile(rf"\b(?:{_TITLE})\b\.? (?P<it>{_NAME}(?: {_NAME})?)"),
    re.compile(rf"\b(?:[Mm]y name is|[Mm]y name['’]s|[Tt]hey call me|(?:is|was|are|were) called) (?P<it>{_NAME}(?: {_NAME})?)"),  # noqa: E501
    re.compile(rf"\b(?:[Mm]y|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur) (?:husband|wife|partner|son|daughter|brother|sister|manager|boss|friend|colleague|neighbour),? (?P<it>{_NAME})"),  # noqa: E501
)  # fmt: skip
_NEVER = {word.rstrip("s") for word in NO_NAMES | TITLES}
CAPITALS = re.compile(rf"(?<=[a-z,] )(?P<it>{_NAME}(?: {_NAME})*)")  # within a sentence
_EDGES = ' \t\n\r\xa0.,;:!?"“”()[]{}<>…–—*_'
_LEADING = re.compile(r"(?:the|a|an|this|that|my|our|your|his|her|their)\s+", re.IGNORECASE)
_STOP = re.compile(r"(?<!\b[A-HJ-Z])(?<!\b[DMS]r)(?<!\bMrs)(?<!\bMs)(?<!\bSt)[.?!;:,]\s|\n")


def find_names(
    texts: Iterable[str], pipeline: str = "en_core_web_sm", spoken: str = "en"
) -> Iterator[list[Found]]:
    """What gives people away in each text, in order, none over another; raises InputError without a pipeline.

    Identifiers come first, then what speech says around a name, then spaCy's named entities, then whatever
    has a capital without need ("name", never sure). Named entities count only where the pipeline is made for
    the language that is spoken: in another one it takes any words for names.
    """
    language = _load(pipeline)
    kept = list(texts)
    entities_of = _entities(kept, language) if language.lang == spoken else repeat([], len(kept))
    for text, entities in zip(kept, entities_of, strict=True):
        taken = Taken(text)
        ways = chain(find_identifiers(text), _spoken(text), entities, _capitals(text))
        yield sorted(one for one in ways if taken.take(one.span))


def _entities(texts: list[str], language: Language) -> Iterator[list[Found]]:
    """Named entities of each text, long texts in pieces."""
    pieces = (
        (text[at : at + LONGEST], (number, at))
        for number, text in enumerate(texts)
        for at in range(0, max(1, len(text)), LONGEST)
    )
    here: list[Found] = []
    current = 0
    for doc, (number, at) in language.pipe(pieces, as_tuples=True, batch_size=BATCH):
        if current < number:
            yield here
            here, current = [], number
        for entity in doc.ents:
            kind = KINDS.get(entity.label_)
            span = trimmed(texts[number], Span(at + entity.start_char, at + entity.end_char))
            if kind and span is not None:
                here.append(Found(span, kind, sure=texts[number][span.start].isupper()))
    if texts:
        yield here


def _spoken(text: str) -> Iterator[Found]:
    for pattern in SPOKEN:
        for match in pattern.finditer(text):
            span = trimmed(text, Span(*match.span("it")))
            if span is not None:
                yield Found(span, "person")


def _capitals(text: str) -> Iterator[Found]:
    """Words with a capital inside a sentence: perhaps names that the pipeline does not know."""
    for match in CAPITALS.finditer(text):
        span = trimmed(text, Span(*match.span("it")))
        if span is not None and not text[slice(*span)].isupper():
            yield Found(span, "name", sure=False)


def trimmed(text: str, span: Span) -> Span | None:
    """A name without article, possessive and marks at its edges; None where no name is left."""
    start, end = span
    stop = _STOP.search(text, start, end)
    end = stop.start() if stop and stop.start() > start else end
    while start < end and text[start] in _EDGES:
        start += 1
    leading = _LEADING.match(text, start, end)
    start = leading.end() if leading else start
    if text[start:end].endswith(("'s", "’s")):
        end -= 2
    while end > start and text[end - 1] in _EDGES + "'’":
        end -= 1
    words = text[start:end]
    if len(words) < 2 or words.casefold().rstrip("s") in _NEVER or not any(map(str.isalpha, words)):
        return None
    return Span(start, end)


@lru_cache(maxsize=1)
def _load(pipeline: str) -> Language:
    """The named entities of a spaCy pipeline and what these need, no more."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))
    for name in PIPELINES.get(pipeline, (pipeline,)):
        if spacy.util.is_package(name) or os.path.isdir(name):  # noqa: PTH112  # a name or a folder, as in spaCy
            return spacy.load(name, exclude=NEEDLESS)
    hint = "Install it, or name another one as `pipeline:` in study.yaml."
    raise InputError(Problem(f"the spaCy pipeline “{pipeline}” is not installed.", hint=hint))
