"""Each convention by its own example, and turns written in it and read back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realist_eval.importer import read_text
from realist_eval.importer.choose import match
from realist_eval.importer.conventions import CONVENTIONS, Convention, of_key, of_pattern
from realist_eval.importer.raw import Line
from realist_eval.importer.rows import Row, rows_of

BY_NAME = {convention.name: convention for convention in CONVENTIONS}
LABELS = {  # convention: labels to write it with
    "name and colon": ["Interviewer", "P3 (female)", "Siobhán O’Neill", "访谈者", "Dr. A. Smith, Ph.D."],
    "name in brackets": ["Respondent 1", "id1", "Ann Field"],
    "name and time": ["Ann Field", "Unknown Speaker", "S1"],
    "time and name": ["Speaker 1", "Ann Field", "Bob Day"],
    "bold name": ["Ann Field", "Bob Day", "Mireille B. Roe, Psy.D"],
    "name as heading": ["Interviewer", "Nurse", "Ann Field"],
    "name and tab": ["INT", "Mrs Jones", "P2"],
    "initials and spaces": ["I", "R", "TF"],
    "name and dash": ["INT", "P1", "Ann Field"],
    "initials and full stop": ["Q", "A", "TF"],
    "name on a line of its own": ["Ann Field", "Bob Day", "Cat Moss"],
    "name and semicolon": ["Interviewer", "P3", "Ann Field"],
    "chat of a meeting": ["Ann Field", "Bob Day", "Cat Moss"],
    "marks (>>)": ["ANN", "BOB", "MRS DAY"],
}
WORDS = [
    "we",
    "came",
    "because",
    "nobody",
    "knew",
    "what",
    "the",
    "council",
    "would",
    "do",
    "with",
    "it",
    "and",
    "Mary",
    "said",
    "no",
]
PHRASE = st.lists(st.sampled_from(WORDS), min_size=3, max_size=12).map(lambda said: f"Well {' '.join(said)}.")


def first_row(example: str) -> Row:
    return rows_of([Line(example, 1)]).body[0]


@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda convention: convention.name)
def test_example_is_matched(convention: Convention) -> None:
    hit = match(convention, first_row(convention.example))
    assert hit is not None
    assert hit.label or convention.name.startswith("marks")


def test_every_convention_can_be_written() -> None:
    assert set(LABELS) == set(BY_NAME)


@pytest.mark.parametrize("name", LABELS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_turns_written_are_the_turns_read(name: str, data: st.DataObject) -> None:
    labels = LABELS[name]
    said = data.draw(st.lists(PHRASE, min_size=8, max_size=16))
    speakers = [labels[(at if at < 6 else at % 2) % len(labels[:3])] for at in range(len(said))]
    turns = list(zip(speakers, said, strict=True))
    pieces = [
        BY_NAME[name].write.format(label=label, text=text, time=f"00:{at:02d}:10")
        for at, (label, text) in enumerate(turns)
    ]
    for gap in ("\n\n",) if "\n" in BY_NAME[name].write else ("\n", "\n\n"):
        transcript = read_text(gap.join(pieces)).transcript
        assert [(turn.speaker, transcript.quote(turn)) for turn in transcript.turns] == turns


@pytest.mark.parametrize(
    ("name", "label"), [(name, label) for name, labels in LABELS.items() for label in labels]
)
def test_label_is_read_as_it_stands(name: str, label: str) -> None:
    other = next(each for each in LABELS[name] if each != label)
    turns = [(label, "We came in May."), (other, "Then we left again.")] * 4
    text = "\n\n".join(
        BY_NAME[name].write.format(label=who, text=said, time=f"0:{at:02d}")
        for at, (who, said) in enumerate(turns)
    )
    transcript = read_text(text).transcript
    assert [(turn.speaker, transcript.quote(turn)) for turn in transcript.turns] == turns


@pytest.mark.parametrize(
    ("line", "label", "words"),
    [
        ("INT: So?", "INT", "So?"),
        ("P3 (female): Yes.", "P3 (female)", "Yes."),
        ("Speaker 1:      Yes.", "Speaker 1", "Yes."),
        ("[T001] Participant 1: Yes.", "Participant 1", "Yes."),
        ("Speaker 1 (00:12): Yes.", "Speaker 1", "Yes."),
        ("[00:00:12] Ann: Yes.", "Ann", "Yes."),
        ("00:00:12:10 Ann: Yes.", "Ann", "Yes."),
        ("12/03/2021, 10:02 - Ann Lee: Yes.", "Ann Lee", "Yes."),
        ("الباحث: نعم", "الباحث", "نعم"),
        ("साक्षात्कारकर्ता: हाँ", "साक्षात्कारकर्ता", "हाँ"),
    ],
)
def test_colon_labels(line: str, label: str, words: str) -> None:
    hit = match(BY_NAME["name and colon"], first_row(line))
    assert hit is not None
    assert (hit.label, hit.text) == (label, words)


@pytest.mark.parametrize(
    ("name", "line", "label", "start"),
    [
        ("name and time", "S1 00:00:01.717 Yes.", "S1", 1.717),
        ("name and time", "Ann Field  1:02:03", "Ann Field", 3723.0),
        ("name and time", "Ann Field | 0:07", "Ann Field", 7.0),
        ("name in brackets", "[Ann Field] 11:02:09", "Ann Field", 39729.0),
        ("time and name", "[00:00:01.05] - Speaker 1", "Speaker 1", 1.05),
        ("name and colon", "Speaker 1 (00:12): Yes.", "Speaker 1", 12.0),
    ],
)
def test_times_belong_to_the_turn(name: str, line: str, label: str, start: float) -> None:
    hit = match(BY_NAME[name], first_row(line))
    assert hit is not None
    assert (hit.label, hit.start) == (label, start)


@pytest.mark.parametrize("line", ["17:30 we left", "http://example.org", "C:\\files\\a.txt"])
def test_no_colon_label_in(line: str) -> None:
    hit = match(BY_NAME["name and colon"], first_row(line))
    assert hit is None


def test_a_pattern_may_name_its_group_or_not() -> None:
    for pattern in (r"(?P<label>[AB])\)", r"([AB])\)", r"[AB](?=\))"):
        hit = match(of_pattern(pattern), first_row("A) Yes."))
        assert hit is not None
        assert hit.label == "A"


def test_initials_of_a_key_need_no_mark() -> None:
    hit = match(of_key(["TF", "JB"]), first_row("TF Tell me."))
    assert hit is not None
    assert (hit.label, hit.text) == ("TF", "Tell me.")
