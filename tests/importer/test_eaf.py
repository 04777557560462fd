from pathlib import Path

import pytest

from realist_eval.errors import SourceError
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Script
from realist_eval.importer.readers.eaf import read_eaf
from realist_eval.importer.source_file import SourceFile

Item = tuple[int, int, str]


def tier(name: str, items: list[Item], kind: str = "default-lt", who: str = "", parent: str = "") -> str:
    """A tier; with a parent, items are (number of the parent's annotation, _, text)."""
    attributes = f'TIER_ID="{name}" LINGUISTIC_TYPE_REF="{kind}"'
    attributes += f' PARTICIPANT="{who}"' if who else ""
    attributes += f' PARENT_REF="{parent}"' if parent else ""
    inside = []
    for n, (start, end, text) in enumerate(items):
        value = f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE>"
        if parent:
            place = f'ANNOTATION_ID="{name}{n}" ANNOTATION_REF="{parent}{start}"'
            inside.append(f"<ANNOTATION><REF_ANNOTATION {place}>{value}</REF_ANNOTATION></ANNOTATION>")
        else:
            place = f'ANNOTATION_ID="{name}{n}" TIME_SLOT_REF1="ts{start}" TIME_SLOT_REF2="ts{end}"'
            inside.append(
                f"<ANNOTATION><ALIGNABLE_ANNOTATION {place}>{value}</ALIGNABLE_ANNOTATION></ANNOTATION>"
            )
    return f"<TIER {attributes}>{''.join(inside)}</TIER>"


def document(*tiers: str) -> str:
    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="ts{n}" TIME_VALUE="{n * 1000}"/>' for n in range(30))
    head = '<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>'
    return (
        f"<ANNOTATION_DOCUMENT>{head}<TIME_ORDER>{slots}</TIME_ORDER>{''.join(tiers)}</ANNOTATION_DOCUMENT>"
    )


def read(*tiers: str) -> Script:
    return read_eaf(SourceFile.of(Path("talk.eaf"), document(*tiers).encode()), Profile())


def said(script: Script) -> list[tuple[float | None, str | None, str]]:
    return [(u.start_time, u.speaker, u.text) for u in script.utterances]


def test_tiers_are_speakers_and_come_in_the_order_of_time():
    script = read(
        tier("Interviewer", [(0, 2, "How was it?"), (6, 7, "And then?")]),
        tier("Zoé", [(2, 6, "It was very good."), (8, 9, "Nothing.")]),
    )
    assert said(script) == [
        (0.0, "Interviewer", "How was it?"),
        (2.0, "Zoé", "It was very good."),
        (6.0, "Interviewer", "And then?"),
        (8.0, "Zoé", "Nothing."),
    ]


def test_translations_glosses_notes_and_gestures_are_not_speakers():
    script = read(
        tier("ann-orth", [(0, 2, "no pu koa"), (2, 3, "e kae")], "utterance", "Ann"),
        tier("ann-gloss", [(0, 0, "1SG go there"), (1, 0, "and then we")], "gloss", "Ann", "ann-orth"),
        tier(
            "ann-free",
            [(0, 0, "I went there to see it."), (1, 0, "And then we left.")],
            "ft",
            "Ann",
            "ann-orth",
        ),
        tier("bob-orth", [(3, 4, "koa")], "utterance", "Bob"),
        tier("Gesture", [(0, 5, "points to the house over there")], "gesture"),
        tier("Annotator notes", [(0, 5, "a dog barks for a long time")], "note"),
    )
    assert [(u.speaker, u.text) for u in script.utterances] == [
        ("Ann", "no pu koa"),
        ("Ann", "e kae"),
        ("Bob", "koa"),
    ]
    assert "Gesture" in script.problems[0].message


def test_words_on_a_tier_that_hangs_on_numbers_have_the_times_of_the_numbers():
    script = read(
        tier("ref@ANN", [(0, 2, "talk.001"), (4, 5, "talk.002"), (6, 7, "talk.003")], "refT", "Ann"),
        tier("orth@ANN", [(0, 0, "me muni"), (1, 0, "te munin"), (2, 0, "si")], "orthT", "Ann", "ref@ANN"),
        tier("word@ANN", [(0, 0, "me"), (0, 0, "muni")], "wordT", "Ann", "orth@ANN"),
    )
    assert said(script) == [(0.0, "Ann", "me muni"), (4.0, "Ann", "te munin"), (6.0, "Ann", "si")]


def test_words_one_by_one_under_a_segment_are_one_utterance():
    script = read(
        tier("seg-A", [(0, 2, ""), (3, 4, "")], "segmentT", "A"),
        tier("tx-A", [(0, 0, "we"), (0, 0, "went"), (1, 0, "home")], "txT", "A", "seg-A"),
    )
    assert said(script) == [(0.0, "A", "we went"), (3.0, "A", "home")]


def test_names_of_speakers_in_the_names_of_tiers():
    script = read(
        tier("K-Spch", [(0, 1, "so you go out")], "utterance"),
        tier("W-Spch", [(1, 2, "oh yes")], "utterance"),
    )
    assert [u.speaker for u in script.utterances] == ["K", "W"]


def test_gestures_beside_tiers_of_speech_are_no_speakers_and_a_tier_called_text_is_nobody():
    script = read(
        *(
            tier("K-Spch", [(0, 1, "so you go out")], "utterance"),
            tier("W-Spch", [(1, 2, "oh")], "utterance"),
        ),
        *(
            tier("W-RGU", [(0, 2, "holds it up")], "g-units"),
            tier("W-Words", [(0, 0, "oh")], "w", "", "W-Spch"),
        ),
    )
    assert [u.speaker for u in script.utterances] == ["K", "W"]
    assert [u.speaker for u in read(tier("Transcription", [(0, 1, "so you go out")])).utterances] == [None]


def test_one_participant_written_on_all_tiers_says_nothing():
    script = read(
        tier("Anna", [(0, 1, "how are you")], who="Interview 3"),
        tier("Ben", [(1, 2, "quite fine")], who="Interview 3"),
    )
    assert [u.speaker for u in script.utterances] == ["Anna", "Ben"]


def test_silence_damage_and_endless_references():
    with pytest.raises(SourceError, match="no tier with words"):
        read(tier("A", [(0, 1, " ")]))
    with pytest.raises(SourceError, match="not well-formed"):
        read("<TIER>")
    loop = '<TIER TIER_ID="A"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a" ANNOTATION_REF="a">'
    loop += "<ANNOTATION_VALUE>hello</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>"
    assert said(read(loop)) == [(None, "A", "hello")]
