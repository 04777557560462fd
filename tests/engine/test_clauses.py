"""How speech is cut into candidates."""

from __future__ import annotations

import pytest

from realist_eval.engine.clauses import candidates
from realist_eval.engine.lexicon import load_lexicon
from realist_eval.engine.parse import parse_transcripts
from realist_eval.engine.parsed import Parsed
from realist_eval.model import Transcript, Turn


def parse(*turns: str) -> Parsed:
    text, made, start = "\n".join(turns), [], 0
    for number, turn in enumerate(turns, 1):
        made.append(Turn(number, start, start + len(turn)))
        start += len(turn) + 1
    return next(iter(parse_transcripts([Transcript("t", text, tuple(made))])))


def cut(*turns: str) -> list[str]:
    parsed = parse(*turns)
    found = candidates(parsed, load_lexicon())
    spans = [parsed.span(*edges) for edges in zip(found.first, found.last, strict=True)]
    return [parsed.text[span.start : span.end] for span in spans]


def test_connectives_and_attributions_stay_outside() -> None:
    found = cut("And so I think that the nurses left because the pay was cut, you know.")
    assert "the nurses left" in found
    assert "the pay was cut" in found
    assert not any(words.lower().startswith(("and ", "so ", "i think", "because ")) for words in found)
    assert not any(words.endswith(("you know", "because", ",")) for words in found)


def test_a_whole_clause_and_its_parts_are_all_candidates() -> None:
    found = cut("We shared an office and people trusted each other.")
    assert {"We shared an office", "people trusted each other"} <= set(found)
    assert "We shared an office and people trusted each other" in found


def test_no_candidate_crosses_turns_or_sentences() -> None:
    turns = ("The money ran out in March.", "We had to close the kitchen. Nobody came back.")
    parsed = parse(*turns)
    found = candidates(parsed, load_lexicon())
    for first, last, number in zip(found.first, found.last, found.sentence, strict=True):
        span = parsed.span(first, last)
        assert "\n" not in parsed.text[span.start : span.end]
        sentence = parsed.sentences[number]
        assert sentence.first <= first < last <= sentence.last


def test_the_hyphen_of_a_word_does_not_cut_it() -> None:
    assert any(
        "co-created the service together" in words for words in cut("We co-created the service together.")
    )


def test_candidates_come_once() -> None:
    found = cut("So, yeah, it got better, it got much better, and people noticed.")
    assert len(found) == len(set(found)) or found.count("it got better") <= 1


@pytest.mark.parametrize("text", ["", "...", "Um.", "[laughs]", "  ", "So and but.", "ok " * 400])
def test_speech_without_content_does_no_harm(text: str) -> None:
    assert isinstance(cut(text), list)
