"""Names that are replaced are nowhere in the folder any more, and codings stay on their words."""

from __future__ import annotations

import html
import io
import os
import re
import shutil
import stat
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_study import joined, quotes

from realist_eval.errors import InputError, OutputError, StudyError
from realist_eval.model import Coding, Note, Span, Speaker, Transcript, Turn
from realist_eval.study import Study, checking, hand, joining, pseudonymising, replacing
from realist_eval.study.material import Reader
from realist_eval.study.pseudonym_table import Row, read_table, write_table
from realist_eval.study.pseudonym_words import Replacer, edited, lengths, renamed
from realist_eval.study.pseudonyms import propose
from realist_eval.study.reanchor import Edits

TALK = """Interviewer: What changed, Ros?
Ros Miller: Because Denise had a shared office in Harrowby, we trusted each other, so referrals went up.
Interviewer: And ROS, then?
Ros Miller: The money stopped, so Denise's people left. Across the road it was the same.
Interviewer: Thank you.
"""
CODEBOOK = """version: 1
title: S
codes:
# Denise told us of this one
- id: mec.trust
  kind: mechanism
  label: Trust
  definition: As in Harrowby, where Denise worked.
  examples: {typical: ["Denise: we trusted each other"]}
"""
PEOPLE = "speaker,source,pseudonym,role,manager\nRos Miller,ros_miller.docx,Anna,link worker,Denise\n"
NAMES = ("Ros Miller", "Ros", "Denise", "Harrowby")
TABLE = [
    Row("Ros Miller", "person", replacement="Anna"),
    Row("Ros", "person", replacement="Anna"),
    Row("Denise", "person", replacement="Person 1"),
    Row("Harrowby", "place", replacement="the town"),
    Row("road", "place", replacement="street", decision="keep"),
]


def write_docx(path: Path) -> None:
    document = Document()
    document.core_properties.author = "Denise"
    for line in TALK.splitlines():
        paragraph = document.add_paragraph()
        for piece in re.split(r"(?<=Den)|(?<=Ros Mil)", line):  # names that Word has cut into runs
            paragraph.add_run(piece)
    document.sections[0].header.paragraphs[0].text = "Interview with Ros Miller"
    document.save(str(path))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return made(tmp_path)


def made(folder: Path) -> Study:
    (folder / "in").mkdir(parents=True)
    write_docx(folder / "in" / "ros_miller.docx")
    (folder / "in" / "two.txt").write_text("INT: Who?\nP1: Nobody.\n", encoding="utf-8")
    (folder / "in" / "participants.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    study = Study.create(folder / "study", "S", codebook=folder / "book.yaml", coder="cat")
    study.import_sources([folder / "in"])
    name = hand.add_coding(study, "ros_miller", "Denise had a shared office", "mec.trust").id
    hand.add_coding(study, "ros_miller", "The money stopped", "mec.trust")
    hand.add_coding(study, "ros_miller", "people left. Across the road", "mec.trust", memo="ask Denise")
    study.memo(name, "Ros said so")
    study.memo("ros_miller", "a good one")
    (study.layout.reports / "report.md").write_text("“Denise had”", encoding="utf-8")
    shutil.copy(folder / "in" / "ros_miller.docx", study.layout.reports / "report.docx")
    (study.layout.reports / "clean.md").write_text("nothing", encoding="utf-8")
    (study.layout.root / "notes.md").write_text("Call Denise.", encoding="utf-8")
    study.layout.config.write_text(
        study.layout.config.read_text(encoding="utf-8")
        + "questions:\n- Why in Harrowby?\n"
        + "profiles:\n  ros_miller.docx: {parts: {Ros Miller: participant}}\n",
        encoding="utf-8",
    )
    return Study.open(study.layout.root, coder="cat")


def apply(study: Study, key: Path, table: list[Row] = TABLE) -> Study:
    pseudonymising.carry_out(study, table, key)
    return Study.open(study.layout.root, coder="cat")


def words_in(path: Path) -> Iterator[str]:
    """Everything that a file says, in containers too, with and without tags."""
    data = path.read_bytes()
    parts = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
    for part in parts:
        text = part.decode("utf-8", "replace")
        yield text
        yield html.unescape(re.sub("<[^>]*>", "", text))


def found(root: Path, names: tuple[str, ...] = NAMES) -> list[str]:
    pattern = re.compile(rf"(?i)(?<![a-z])(?:{'|'.join(names)})(?![a-z])")
    hits = [
        path.relative_to(root).as_posix()
        for path in sorted(root.rglob("*"))
        if path.is_file() and any(pattern.search(text) for text in words_in(path))
    ]
    return hits + [str(path) for path in root.rglob("*") if pattern.search(path.name.replace("_", " "))]


# ---------------------------------------------------------------- the whole folder


def test_a_replaced_name_is_nowhere_in_the_folder(study: Study, tmp_path: Path) -> None:
    assert len(found(study.layout.root)) > 8
    after = apply(study, tmp_path / "key.csv")
    assert found(after.layout.root) == []
    assert after.ids() == ["Anna", "two"]
    transcript = after.transcript("Anna")
    assert transcript.text.startswith("What changed, Anna?\nBecause Person 1 had a shared office in the town")
    assert "Across the road" in transcript.text
    assert [speaker.label for speaker in transcript.speakers] == ["Interviewer", "Anna"]
    assert transcript.speaker("Anna").role == "link worker"
    assert transcript.changes[0].startswith("pseudonymised ")
    assert after.codebook().codes[0].definition == "As in the town, where Person 1 worked."
    assert "# Person 1 told us" in after.layout.codebook.read_text(encoding="utf-8")
    assert after.config.questions == ("Why in the town?",)
    assert [path.name for path in after.layout.reports.iterdir()] == ["clean.md"]
    assert (after.layout.root / "notes.md").read_text(encoding="utf-8") == "Call Person 1."
    assert (after.layout.sources / "two.txt").read_bytes() == (tmp_path / "in" / "two.txt").read_bytes()


def test_codings_and_memos_stay_on_their_words(study: Study, tmp_path: Path) -> None:
    ids = [coding.id for coding in study.material().codings]
    after = apply(study, tmp_path / "key.csv")
    assert quotes(after) == [
        "Person 1 had a shared office",
        "The money stopped",
        "people left. Across the road",
    ]
    assert [coding.id for coding in after.material().codings] == ids
    assert [memo.payload.text for memo in after.state.memos(ids[0])] == ["Anna said so"]
    assert [memo.payload.text for memo in after.state.memos("Anna")] == ["a good one"]
    assert after.material().codings[2].memo == "ask Person 1"
    assert checking.check(after) == []


def test_nothing_brings_the_words_back(study: Study, tmp_path: Path) -> None:
    other = tmp_path / "copy"
    shutil.copytree(study.layout.root, other)
    after = apply(study, tmp_path / "key.csv")
    refused = after.import_sources([tmp_path / "in" / "ros_miller.docx"])
    assert refused.failed
    assert "taken out of this study for good" in refused.problems[0].message
    with pytest.raises(StudyError, match="bring back names"):
        replacing.plan(after, tmp_path / "in" / "ros_miller.docx", "Anna")
    with pytest.raises(StudyError, match="still holds names"):
        joining.plan(after, other)
    with pytest.raises(StudyError, match="still holds names"):
        joining.plan(Study.open(other, coder="cat"), after.layout.root)
    for _ in range(3):
        after.undo()
    assert found(after.layout.root) == []
    assert quotes(Study.open(after.layout.root)) != []


def test_a_stand_in_is_known_and_can_be_corrected(study: Study, tmp_path: Path) -> None:
    after = apply(study, tmp_path / "key.csv")
    lying = after.layout.sources / "Anna.txt"
    shutil.copy(lying, tmp_path / "sent.txt")
    assert after.import_sources([tmp_path / "sent.txt"]).unchanged == ["Anna"]
    better = tmp_path / "Anna.txt"
    better.write_text(lying.read_text(encoding="utf-8").replace("went up", "rose"), encoding="utf-8")
    planned = replacing.plan(after, better, "Anna")
    assert planned.counts == {"same": 3, "unsure": 0, "lost": 0}
    replacing.carry_out(after, planned)
    assert quotes(Study.open(after.layout.root))[0] == "Person 1 had a shared office"


def test_two_copies_that_were_both_treated_merge(study: Study, tmp_path: Path) -> None:
    other = tmp_path / "copy"
    shutil.copytree(study.layout.root, other)
    theirs = Study.open(other, coder="ben")
    hand.add_coding(theirs, "ros_miller", "Denise's people", "mec.trust", memo="Ros again")
    apply(theirs, tmp_path / "key2.csv")
    after = apply(study, tmp_path / "key.csv")
    joined(after, theirs)
    merged = Study.open(after.layout.root)
    assert "Person 1's people" in quotes(merged)
    assert len(quotes(merged)) == 4
    assert found(merged.layout.root) == []


def test_a_second_table_goes_on_from_the_first(study: Study, tmp_path: Path) -> None:
    after = apply(study, tmp_path / "key.csv")
    again = apply(after, tmp_path / "key.csv", [Row("the town", "place", replacement="Place 9")])
    assert "office in Place 9" in again.transcript("Anna").text
    assert quotes(again)[0] == "Person 1 had a shared office"
    key = (tmp_path / "key.csv").read_text(encoding="utf-8-sig").splitlines()
    assert key[1] == "Ros Miller,person,Anna"
    assert key[-1] == "the town,place,Place 9"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no owners' bits")
def test_the_key_is_its_owners_alone(study: Study, tmp_path: Path) -> None:
    apply(study, tmp_path / "key.csv")
    assert stat.S_IMODE((tmp_path / "key.csv").stat().st_mode) == 0o600


def test_a_key_that_is_something_else_is_refused_before_anything_happens(
    study: Study, tmp_path: Path
) -> None:
    before = found(study.layout.root)
    (tmp_path / "key.csv").write_text("my,own,table\n", encoding="utf-8")
    with pytest.raises(InputError, match="not a key file"):
        pseudonymising.carry_out(study, TABLE, tmp_path / "key.csv")
    assert found(study.layout.root) == before


def test_replacements_that_bring_a_name_back_are_refused(study: Study) -> None:
    with pytest.raises(InputError, match="holds words"):
        pseudonymising.plan(study, [Row("Denise", replacement="Ros"), Row("Ros", replacement="Anna")])
    with pytest.raises(InputError, match="holds marks"):
        pseudonymising.plan(study, [Row("Denise", replacement='a: "b"')])
    with pytest.raises(InputError, match="another speaker"):
        pseudonymising.plan(study, [Row("Ros Miller", replacement="Interviewer")])
    with pytest.raises(InputError, match="replaces nothing"):
        pseudonymising.plan(study, [Row("Denise", replacement="Ann", decision="?")])


def test_rows_of_one_person_become_one(study: Study, tmp_path: Path) -> None:
    people = study.layout.participants
    people.write_text("speaker,role,age\nRos Miller,link worker,\nRos,,40\n\nDenise,,\n", encoding="utf-8")
    after = apply(study, tmp_path / "key.csv")
    assert people.read_text(encoding="utf-8").splitlines()[1] == "Anna,link worker,40"
    assert after.transcript("Anna").speaker("Anna").attributes["age"] == "40"


def test_rows_that_contradict_each_other_stop_everything(study: Study, tmp_path: Path) -> None:
    people = study.layout.participants
    people.write_text("speaker,role\nRos Miller,link worker\nRos,manager\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"participants.csv:3"):
        pseudonymising.carry_out(study, TABLE, tmp_path / "key.csv")
    assert state_of(study) == "old"


def test_what_cannot_be_changed_is_said(study: Study) -> None:
    planned = pseudonymising.plan(study, [Row("cat", replacement="Person 1")])
    assert {problem.file for problem in planned.left} == {"log/cat.desk.jsonl", "study.yaml"}
    assert not planned.rewritten
    (study.layout.root / "photo.png").write_bytes(b"\x89PNG....")
    shutil.copy(study.layout.reports / "report.docx", study.layout.root / "plan.docx")
    left = {problem.file: problem.message for problem in pseudonymising.plan(study, TABLE).left}
    assert "holds words" in left["plan.docx"]
    assert "cannot be searched" in left["photo.png"]


# ---------------------------------------------------------------- power cuts


def state_of(study: Study) -> str:
    """Old, new, or something between."""
    names = found(study.layout.root)
    told = bool(study.state.pseudonymised())
    if told and not names and quotes(study)[0] == "Person 1 had a shared office":
        return "new"
    return "old" if not told and quotes(study)[0] == "Denise had a shared office" else f"between: {names}"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process to kill")
def test_a_power_cut_leaves_the_old_study_or_the_new_one(study: Study, tmp_path: Path) -> None:
    seen = []
    for step in range(1, 200):
        copy = tmp_path / f"copy{step}"
        shutil.copytree(study.layout.root, copy)
        whole = killed_at(step, copy, tmp_path / f"key{step}.csv")
        opened = Study.open(copy, coder="cat")
        seen.append(state_of(opened))
        assert checking.check(opened) == []
        shutil.rmtree(copy)
        if whole:
            break
    assert set(seen) == {"old", "new"}
    assert seen == sorted(seen, reverse=True)
    assert len(seen) > 20


def killed_at(step: int, root: Path, key: Path) -> bool:
    """Apply in a process that dies just before its step-th change of the disk; whether it came to its end."""
    process = os.fork()
    if not process:
        left = [step]

        def dying(real):
            def change(*arguments, **named):
                left[0] -= 1
                if not left[0]:
                    os._exit(9)
                return real(*arguments, **named)

            return change

        os.replace, os.unlink = dying(os.replace), dying(os.unlink)
        try:
            pseudonymising.carry_out(Study.open(root, coder="cat"), TABLE, key)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0


# ---------------------------------------------------------------- words


def test_words_are_found_whole_in_capitals_and_with_possessives() -> None:
    by = Replacer(
        [("Ros", "Person 1"), ("Ros Miller", "Person 1"), ("Anne-Marie O'Brien", "Person 2"), ("zoë", "x")]
    )
    assert (
        by.apply("Ros's sister ROS  MILLER, Rosa and across") == "Person 1's sister Person 1, Rosa and across"
    )
    assert by.apply("Anne‐Marie O’Brien’s, ros, Ros_1") == "Person 2’s, ros, Person 1_1"
    assert by.apply(unicodedata.normalize("NFD", "zoë, Zoë")) == unicodedata.normalize("NFD", "x, Zoë")
    assert by.file_name("int_ros-miller (2).docx") == "int_Person-1 (2).docx"
    assert by.file_name("across.txt") == "across.txt"


def test_labels_of_one_person_become_one_speaker() -> None:
    turns = (Turn(1, 0, 2, "Ros"), Turn(2, 3, 5, "Ros Miller"))
    people = (Speaker("Ros"), Speaker("Ros Miller"))
    old = Transcript("t", "Hi\nYo", turns, people, (Note(0, 0, "comment", "Ros laughs"),))
    new, edits = renamed(old, Replacer([("Ros", "A"), ("Ros Miller", "A")]))
    assert [turn.speaker for turn in new.turns] == ["A", "A"]
    assert [speaker.label for speaker in new.speakers] == ["A"]
    assert new.notes[0].text == "A laughs"
    assert edits == ()


PIECES = st.sampled_from(
    ["Ros", "Ros Miller", "ROS", "Denise", "the", "we", "é", " ", " ", ", ", "'s ", "so", "\n"]
)
PAIRS = [("Ros", "A"), ("Ros Miller", "Person 17"), ("Denise", "Benedetta the Second"), ("é", "e")]


@given(st.lists(PIECES, min_size=1, max_size=40).map("".join), st.data())
def test_every_span_goes_where_its_words_went(text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    turns = tuple(
        Turn(n, at, at + len(line), "Ros") for n, (at, line) in enumerate(zip(starts, lines, strict=True), 1)
    )
    old = Transcript("t", text, turns, (Speaker("Ros"),))
    by = Replacer(PAIRS)
    new, edits = renamed(old, by)
    assert new.text == "\n".join(new.quote(turn) for turn in new.turns)
    assert [new.quote(turn) for turn in new.turns] == [by.apply(old.quote(turn)) for turn in old.turns]
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    cut = [edit for edit in edits if edit[0] < span.end and span.start < edit[1]]
    whole = Span(min([span.start, *(edit[0] for edit in cut)]), max([span.end, *(edit[1] for edit in cut)]))
    full = [edit for turn in old.turns for edit in by.edits(old.quote(turn))]
    shifted = [
        (a - whole.start, b - whole.start, words)
        for (a, b, _), (_, _, words) in zip(edits, full, strict=True)
    ]
    inside = [edit for edit in shifted if edit[0] >= 0 and edit[1] <= whole.end - whole.start]
    assert new.quote(Edits(edits).carry(span)) == edited(old.quote(whole), inside)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(["Ros", "Ros Miller", "Denise", "we", "trusted", "office"]), min_size=4, max_size=14
    ),
    st.data(),
)
def test_every_coding_of_a_study_keeps_its_words(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("study")
    said = f"Interviewer: Well?\nP1: {' '.join(words)} indeed.\n"
    (folder / "one.txt").write_text(said, encoding="utf-8")
    study = Study.create(folder / "study", "S", coder="cat")
    study.layout.codebook.unlink(missing_ok=True)
    study.import_sources([folder / "one.txt"])
    transcript = study.transcript("one")
    spans = []
    for _ in range(3):
        start = data.draw(st.integers(0, len(words) - 1))
        picked = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])
        at = transcript.text.index(picked)
        spans.append(
            study.make(Coding("", "one", at, at + len(picked), "mechanism", "m", resource=Span(at, at + 1)))
        )
    old = {coding.id: transcript.quote(coding.span) for coding in codings(study)}
    after = apply(study, folder / "key.csv", TABLE[:3]) if set(words) & set(NAMES) else study
    by = Replacer((row.words, row.replacement) for row in TABLE[:3])
    now = after.transcript("one")
    for coding in codings(after):
        quote = now.quote(coding.span)
        assert by.apply(old[coding.id]) == quote
        assert coding.resource is not None
        assert not by.holds(quote)
    assert len(codings(after)) == len(spans)


def codings(study: Study) -> list[Coding]:
    return Reader(study.state, {one.id: one for one in study.transcripts()}).decided()[0]


# ---------------------------------------------------------------- the proposal and its table


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    folder = tmp_path_factory.mktemp("proposal")
    talk = """Interviewer: My name is Sarah Holt. What changed, Ros?
Ros Miller: Mrs Miller they call me! Denise Okafor from Leeds rang me on 07700 900123 about it.
Interviewer: And Denise's team, in England?
Ros Miller: Write to denise.okafor@example.org, LS6 2AB. Her NHS number is 943 476 5919.
Interviewer: Did ros and denise will it?
Ros Miller: I was born on 3 March 1984. In 1999 we had 2,000 people at 17:30; they trusted Zelmira too.
"""
    (folder / "one.txt").write_text(talk, encoding="utf-8")
    (folder / "two.txt").write_text(
        "int: how was it?\np1: it was fine.\nint: and then?\np1: they came.\n", encoding="utf-8"
    )
    study = Study.create(folder / "study", "S", coder="cat")
    study.import_sources([folder / "one.txt", folder / "two.txt"])
    study.layout.participants.write_text("speaker,pseudonym\nRos Miller,Anna\n", encoding="utf-8")
    proposal = propose(Study.open(study.layout.root))
    assert [problem.file for problem in proposal.problems] == ["two"]
    return {row.words: row for row in proposal.rows}


def test_one_person_gets_one_replacement(proposed: dict[str, Row]) -> None:
    assert {proposed[words].replacement for words in ("Ros", "Ros Miller", "Miller", "ros")} == {"Anna"}
    assert proposed["Denise"].replacement == proposed["Denise Okafor"].replacement != "Anna"
    assert proposed["Denise"].decision == "replace"
    assert proposed["Denise Okafor"].transcripts == ("one",)


def test_a_second_proposal_does_not_propose_replacements(study: Study, tmp_path: Path) -> None:
    after = apply(study, tmp_path / "key.csv")
    assert not {"Person", "Person 1", "Denise"} & {row.words for row in propose(after).rows}


def test_words_of_another_language_are_not_taken_for_names(tmp_path: Path) -> None:
    said = (
        "Ricercatrice: Che cosa è cambiato secondo lei da quando lavora qui con noi?\n"
        "Anna: Io dico che ho trovato Marta e che abbiamo capito molte cose insieme agli altri.\n"
    )
    (tmp_path / "uno.txt").write_text(said * 4, encoding="utf-8")
    study = Study.create(tmp_path / "study", "S", coder="cat")
    study.import_sources([tmp_path / "uno.txt"])
    proposal = propose(study)
    assert "not in English" in proposal.problems[0].message
    assert {row.words: row.decision for row in proposal.rows if row.words in {"Marta", "ho"}} == {
        "Marta": "replace"
    }


def test_numbers_and_addresses_are_found_and_years_are_not(proposed: dict[str, Row]) -> None:
    kinds = {
        "07700 900123": "phone",
        "denise.okafor@example.org": "e-mail",
        "LS6 2AB": "postcode",
        "943 476 5919": "ID number",
        "3 March 1984": "date of birth",
        "Leeds": "place",
        "Sarah Holt": "person",
    }
    assert {words: proposed[words].kind for words in kinds} == kinds
    assert not {"1999", "2,000", "17:30"} & set(proposed)


def test_what_is_known_is_kept_and_what_is_doubtful_is_asked(proposed: dict[str, Row]) -> None:
    assert proposed["England"].decision == "keep"
    assert "Zelmira" in proposed
    assert "[Denise]" in proposed["Denise"].example


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_table_comes_back_as_it_was_written(ending: str, tmp_path: Path) -> None:
    rows = [
        Row("+44 20 7946 0958", "phone", 2, ("one", "two"), "=1+1", "Phone 1", "replace", "-"),
        Row("Zoë “Z”; O'Neill", "person", 1, ("one",), "x", "Person 1", "?", ""),
        Row("007", "ID number", 1, ("one",), "\x07bell", "-home", "keep", ""),
    ]
    path = tmp_path / f"names{ending}"
    write_table(path, rows)
    back = read_table(path)
    assert [(row.words, row.kind, row.replacement, row.decision) for row in back] == [
        (row.words, row.kind, row.replacement, row.decision) for row in rows
    ]
    with pytest.raises(OutputError, match="not overwritten"):
        write_table(path, rows)


def test_what_a_spreadsheet_did_to_the_words_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    write_table(path, [Row("07700900123", "phone", replacement="Phone 1")])
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace("07700900123", "7700900123").replace(",", ";"), encoding="cp1252")
    with pytest.raises(InputError, match=r"names.csv:2: the words “7700900123” are not those"):
        read_table(path)


def test_faults_of_a_table_come_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("words,replacement,decision\nRos,,replace\nRos,A,yes\n,,\nAnn,B,replace\nAnn,C,Replace\n")
    with pytest.raises(InputError) as caught:
        read_table(path)
    assert [problem.line for problem in caught.value.problems] == [2, 3, None]
    path.write_text("words,becomes\nRos,A\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column “replacement”"):
        read_table(path)


def test_edits_as_offsets_hold_no_words() -> None:
    assert lengths([(0, 3, "Person 1")]) == ((0, 3, 8),)
