"""Dependency trees by spaCy's own parser, in half its time.

The parser goes through the texts of a batch in step: it scores what each text has at hand, and takes the
best move. Its compiled loop takes the interpreter's lock and gives it back a dozen times a move; here the
loop stands outside it, where the lock is held. The sums are numpy's, the moves are spaCy's. A parser that is
not built as usual, or does not come out with the same tree for a sentence, is left to spaCy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from realist_eval.engine.encoder import TRIAL, Encoder, Vectors

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Sums = tuple[Vectors, Vectors]
"""Weights, and a bias."""


@dataclass(frozen=True)
class Stepper:
    """A parser of the usual kind: from the words at hand to the scores of all moves, in three steps."""

    pipe: Any
    step: Any  # spaCy's own object for one move: it tells which words are at hand
    narrow: Sums  # from a word's vector to fewer numbers
    lower: Sums  # from these to what the word adds in each place where it may be at hand
    missing: Vectors  # what is added in each place where there is no word
    upper: Sums  # from the larger of each two sums to moves

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Give each document its tree, from its vectors."""
        states = self.pipe.moves.init_batch(docs)
        adds = self._adds(np.concatenate([doc.tensor for doc in docs]))
        places = np.arange(len(self.missing))
        half = adds.shape[1] // 2
        unfinished = [state for state in states if not state.is_final()]
        while unfinished:
            words = self.step.get_token_ids(unfinished) + 1
            both = np.add.reduce(adds.take(words * len(places) + places, axis=0), axis=1)
            both += self.lower[1]
            scores = np.maximum(both[:, :half], both[:, half:]) @ self.upper[0]
            scores += self.upper[1]
            unfinished = self.pipe.transition_states(unfinished, scores)
        self.pipe.set_annotations(docs, states)

    def _adds(self, vectors: Vectors) -> Vectors:
        """What each word adds, a row for each of its places; first that of no word."""
        narrowed = vectors @ self.narrow[0]
        narrowed += self.narrow[1]
        adds = np.empty((len(vectors) + 1, self.missing.size), dtype=np.float32)
        adds[0] = self.missing.reshape(-1)
        np.matmul(narrowed, self.lower[0], out=adds[1:])
        return adds.reshape(-1, self.missing.shape[1])


def stepper_of(language: Language, encoder: Encoder) -> Stepper | None:
    """The pipeline's parser, or None where it is not of the usual kind or does not do as spaCy does."""
    pipe = dict(language.pipeline).get("parser")
    if pipe is None:
        return None
    ours, theirs = language.make_doc(TRIAL), language.make_doc(TRIAL)
    try:
        encoder.encode([ours, theirs])
        stepper = _read(pipe, theirs)
        stepper.annotate([ours])
    except (KeyError, IndexError, ValueError, AttributeError):
        return None
    pipe(theirs)
    same = [(t.dep, t.head.i) for t in ours] == [(t.dep, t.head.i) for t in theirs]
    return stepper if same else None


def _read(pipe: Any, doc: Doc) -> Stepper:
    """The numbers of a parser; raises ValueError where it is not built as usual."""
    model = pipe.model
    narrow, lower, upper = model.get_ref("tok2vec").layers[-1], model.get_ref("lower"), model.get_ref("upper")
    weights, missing = lower.get_param("W"), lower.get_param("pad")
    places, width, pieces, inputs = weights.shape
    if pieces != 2 or model.attrs["unseen_classes"] or pipe.cfg["beam_width"] != 1:
        raise ValueError("a parser of another kind")
    turned = weights.transpose(3, 0, 2, 1).reshape(inputs, places * pieces * width)
    return Stepper(
        pipe,
        model.predict([doc]),
        _sums(narrow),
        (np.ascontiguousarray(turned), lower.get_param("b").T.reshape(-1)),
        missing.transpose(0, 1, 3, 2).reshape(places, pieces * width),
        _sums(upper),
    )


def _sums(layer: Any) -> Sums:
    return np.ascontiguousarray(layer.get_param("W").T), layer.get_param("b")
