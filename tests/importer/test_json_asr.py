import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realist_eval.errors import SourceError
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Page, Script
from realist_eval.importer.readers.json_asr import read_json
from realist_eval.importer.source_file import SourceFile


def read_any(text: str) -> Script | Page:
    return read_json(SourceFile.of(Path("talk.json"), text.encode()), Profile())


def read(data: Any) -> Script:
    script = read_any(json.dumps(data))
    assert isinstance(script, Script)
    return script


def said(script: Script) -> list[tuple[float | None, str | None, str]]:
    return [(u.start_time, u.speaker, u.text) for u in script.utterances]


def amazon(content: str, start: str | None = None, **more: Any) -> dict[str, Any]:
    alternatives = {"alternatives": [{"confidence": "0.9", "content": content}]}
    if start is None:
        return {**alternatives, "type": "punctuation"}
    end = str(float(start) + 0.3)
    return {"start_time": start, "end_time": end, "type": "pronunciation", **alternatives, **more}


AMAZON_ITEMS = [amazon("Hello", "0.5"), amazon("there", "1.0"), amazon("."), amazon("Hi", "2.0"), amazon("!")]


def test_amazon_transcribe_with_and_without_speakers():
    labels = [("spk_0", "0.5"), ("spk_0", "1.0"), ("spk_1", "2.0")]
    segments = [
        {"start_time": start, "speaker_label": who, "items": [{"start_time": start, "speaker_label": who}]}
        for who, start in labels
    ]
    results = {"items": AMAZON_ITEMS, "transcripts": [{"transcript": "Hello there. Hi!"}]}
    spoken = read({"jobName": "x", "results": {**results, "speaker_labels": {"segments": segments}}})
    assert said(spoken) == [(0.5, "spk_0", "Hello there."), (2.0, "spk_1", "Hi!")]
    assert [u.text for u in read({"results": results}).utterances] == ["Hello there. Hi!"]
    newer = [amazon("Yes", "0.1", speaker_label="spk_0"), amazon("no", "0.9", speaker_label="spk_1")]
    assert [u.speaker for u in read({"results": {"items": newer}}).utterances] == ["spk_0", "spk_1"]


def test_speechmatics_old_and_new():
    old = {
        "speakers": [
            {"name": "F4", "time": "13.05", "duration": "3"},
            {"name": "M1", "time": "20.0", "duration": "9"},
        ],
        "words": [
            {"name": "There", "time": "13.05", "duration": "0.2"},
            {"name": "was", "time": "13.3", "duration": "0.2"},
            {"name": ".", "time": "13.5", "duration": "0"},
            {"name": "Yes", "time": "20.1", "duration": "0.2"},
        ],
    }
    assert said(read(old)) == [(13.05, "F4", "There was."), (20.1, "M1", "Yes")]
    new = {
        "format": "2.9",
        "results": [
            {
                "type": kind,
                "start_time": time,
                "end_time": time,
                "alternatives": [{"content": word, "speaker": who}],
            }
            for kind, time, word, who in [
                ("word", 0.1, "Well", "S1"),
                ("punctuation", 0.4, ",", "S1"),
                ("word", 0.5, "yes", "S1"),
                ("word", 2.0, "No", "S2"),
            ]
        ],
    }
    assert said(read(new)) == [(0.1, "S1", "Well, yes"), (2.0, "S2", "No")]


@pytest.mark.parametrize("wrapped", [True, False])
def test_kaldi_with_segments_of_speakers(wrapped):
    words = [
        {"word": w.lower(), "punct": w, "start": s, "end": s + 0.2}
        for w, s in [("Hi", 1), ("there.", 2), ("Oh.", 9)]
    ]
    speakers = [
        {"start": 0.5, "duration": 3, "speaker": {"@id": "S12"}},
        {"start": 8.9, "speaker": {"@id": "S3"}},
    ]
    data: dict[str, Any] = {"words": words, "segmentation": {"segments": speakers}}
    script = read({"action": "transcribe", "retval": data} if wrapped else data)
    assert said(script) == [(1.0, "S12", "Hi there."), (9.0, "S3", "Oh.")]


def test_kaldi_without_speakers_breaks_at_pauses_after_sentences():
    words = [("It", 0.0), ("works.", 0.4), ("Then", 3.0), ("we", 6.0), ("left.", 6.3)]
    script = read({"words": [{"word": w, "punct": w, "start": s, "end": s + 0.3} for w, s in words]})
    assert [u.text for u in script.utterances] == ["It works.", "Then we left."]


def test_digital_paper_edit():
    words = [
        {"id": n, "start": n, "end": n + 0.5, "text": text}
        for n, text in enumerate(["Good", "day.", "Hello!"])
    ]
    people = [
        {"id": 0, "start": 0, "end": 1.6, "speaker": "Ann"},
        {"id": 1, "start": 2, "end": 3, "speaker": "Bob"},
    ]
    assert said(read({"words": words, "paragraphs": people})) == [
        (0.0, "Ann", "Good day."),
        (2.0, "Bob", "Hello!"),
    ]


def test_whisper_and_its_relatives():
    segments = [
        {"id": 0, "start": 0.0, "end": 4.2, "text": " Hello there."},
        {"start": 4.2, "end": 6.0, "text": " Hi."},
    ]
    whole = {"text": "Hello there. Hi.", "segments": segments, "language": "en"}
    assert said(read(whole)) == [(0.0, None, "Hello there."), (4.2, None, "Hi.")]
    words = [{"word": "Hello", "start": 0.0, "end": 0.3}, {"word": "there", "start": 0.3, "end": 0.5}]
    assert said(read({**whole, "words": words})) == said(read(whole))
    spoken = [{**segment, "speaker": f"SPEAKER_0{n}", "words": words} for n, segment in enumerate(segments)]
    assert [u.speaker for u in read({"segments": spoken, "word_segments": words}).utterances] == [
        "SPEAKER_00",
        "SPEAKER_01",
    ]
    cpp = [
        {
            "timestamps": {"from": "00:00:01,500", "to": "00:00:03,000"},
            "offsets": {"from": 1500},
            "text": " Hello",
        }
    ]
    assert said(read({"model": {"type": "base"}, "transcription": cpp})) == [(1.5, None, "Hello")]
    assert said(read({"chunks": [{"timestamp": [2.0, 3.0], "text": " Hello"}]})) == [(2.0, None, "Hello")]


def test_otter_with_names_and_samples_as_its_unit():
    turns = [
        {
            "start_offset": 18240,
            "end_offset": 150720,
            "transcript": "Oh, this meeting is being recorded. Yes, it is now.",
        },
        {
            "start_offset": 160000,
            "end_offset": 320000,
            "transcript": "I see. Then let us begin, shall we not wait?",
        },
    ]
    turns[0] |= {"speaker_id": 17, "speaker_model_label": "1", "label": "0"}
    turns[1] |= {"speaker_id": None, "speaker_model_label": "2", "label": "1"}
    speech = {"title": "A talk", "transcripts": turns, "speakers": [{"id": 17, "speaker_name": "Ann Lee"}]}
    script = read({"status": "OK", "speech": speech})
    assert [(u.start_time, u.speaker) for u in script.utterances] == [(1.14, "Ann Lee"), (10.0, "Speaker 2")]


def test_other_recognisers():
    assembly = {
        "utterances": [
            {"speaker": "A", "start": 250, "end": 9000, "text": "Hello and welcome to this talk of ours."}
        ]
    }
    assert said(read({"text": "x", **assembly}))[0][:2] == (0.25, "A")
    google = [
        {"startTime": f"{n}.200s", "endTime": f"{n}.900s", "word": w}
        for n, w in enumerate(["Hello", "there."])
    ]
    tagged = [{**word, "speakerTag": n + 1} for n, word in enumerate(google)]
    results = [{"alternatives": [{"words": google}]}, {"alternatives": [{"words": tagged}]}]
    assert said(read({"results": results})) == [(0.2, "1", "Hello"), (1.2, "2", "there.")]
    watson = {
        "results": [
            {
                "alternatives": [
                    {"transcript": "hello yes", "timestamps": [["hello", 0.1, 0.4], ["yes", 1.0, 1.2]]}
                ]
            }
        ],
        "speaker_labels": [{"from": 0.1, "to": 0.4, "speaker": 0}, {"from": 1.0, "to": 1.2, "speaker": 1}],
    }
    assert said(read(watson)) == [(0.1, "0", "hello"), (1.0, "1", "yes")]


def test_a_channel_is_a_speaker_only_where_it_tells_turns_apart():
    calls = [{"channel": n % 2, "text": f"turn {n} of the call", "start": n} for n in range(4)]
    assert [u.speaker for u in read(calls).utterances] == ["0", "1", "0", "1"]
    assert {u.speaker for u in read([{**call, "channel": 0} for call in calls]).utterances} == {None}
    named = [{**call, "speaker": "Ann" if n else None} for n, call in enumerate(calls)]
    assert [u.speaker for u in read(named).utterances] == [None, "Ann", "Ann", "Ann"]


def test_words_and_times_further_inside_a_turn():
    elements = [
        {"type": "text", "value": "Hi", "ts": 0.5},
        {"type": "punct", "value": ","},
        {"value": "all", "ts": 1.0},
    ]
    rev = {
        "monologues": [
            {"speaker": 0, "elements": elements},
            {"speaker": 1, "elements": [{"value": "Yo", "ts": 2.5}]},
        ]
    }
    assert said(read(rev)) == [(0.5, "0", "Hi, all"), (2.5, "1", "Yo")]
    phrases = [
        {"speaker": 1, "offsetInTicks": 5_000_000, "nBest": [{"display": "Hello."}, {"display": "Hallo."}]},
        {"speaker": 2, "offsetInTicks": 20_000_000, "nBest": [{"display": "Hi."}]},
    ]
    azure = {"recognizedPhrases": phrases, "combinedRecognizedPhrases": [{"display": "Hello. Hi."}]}
    assert said(read(azure)) == [(0.5, "1", "Hello."), (2.0, "2", "Hi.")]
    draft = {
        "blocks": [
            {"text": "Hello there", "data": {"speaker": "Ann", "start": 1.2}},
            {"text": "Hi", "data": {}},
        ]
    }
    assert said(read(draft)) == [(1.2, "Ann", "Hello there"), (None, None, "Hi")]
    captions = {"events": [{"tStartMs": 4000, "segs": [{"utf8": "hello"}, {"utf8": " world"}]}]}
    assert said(read(captions)) == [(4.0, None, "hello world")]


@pytest.mark.parametrize(
    "data",
    [
        [{"speaker": "Ann", "text": "Hello"}, {"speaker": "Bob", "text": "Hi"}],
        {
            "interview": {
                "id": 3,
                "turns": [{"who": "Ann", "utterance": "Hello"}, {"who": "Bob", "utterance": "Hi"}],
            }
        },
        {"1": {"name": "Ann", "content": "Hello"}, "2": {"name": "Bob", "content": "Hi"}},
        [["Ann", "Hello"], ["Bob", "Hi"]],
        [{"Ann": "Hello"}, {"Bob": "Hi"}],
    ],
)
def test_plain_lists_of_turns(data):
    assert [(u.speaker, u.text) for u in read(data).utterances] == [("Ann", "Hello"), ("Bob", "Hi")]


def test_json_lines_and_text_alone():
    script = read_any('{"speaker": "Ann", "text": "Hello"}\n{"speaker": "Bob", "text": "Hi"}\n')
    assert isinstance(script, Script)
    assert [u.speaker for u in script.utterances] == ["Ann", "Bob"]
    page = read_any(
        json.dumps({"title": "x", "text": "Ann: Hello, how are you?\nBob: Fine, and how are you?"})
    )
    assert isinstance(page, Page)
    assert [line.text for line in page.lines] == ["Ann: Hello, how are you?", "Bob: Fine, and how are you?"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1', "no readable JSON"),
        ("[" * 100_000, "nested too deeply|no readable JSON"),
        ('{"a": {"b": [1, 2]}}', "no transcript that is known"),
        ('{"n": ' + "9" * 5000 + "}", "no readable JSON"),
        ('{"text": "Hi"}\n{"text": ', "line that is no JSON"),
    ],
)
def test_what_is_no_transcript_is_refused(text, message):
    with pytest.raises(SourceError, match=message):
        read_any(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "results",
                    "words",
                    "items",
                    "text",
                    "speaker",
                    "start",
                    "alternatives",
                    "segments",
                    "name",
                    "0",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@given(JSON)
def test_any_json_is_read_or_refused(data):
    try:
        script = read_any(json.dumps(data))
    except SourceError:
        return
    assert script.utterances if isinstance(script, Script) else script.lines


def test_questions_and_answers_by_their_letters():
    script = read([{"Q": "How did it begin?", "A": "Slowly."}, {"Q": "And then?", "A": "It grew."}])
    assert [u.speaker for u in script.utterances] == ["Question", "Answer"] * 2
