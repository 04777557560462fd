from __future__ import annotations

import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rooms import make_study
from word_comments import Colleague

from realist_eval.errors import SourceError
from realist_eval.importer.source_file import SourceFile
from realist_eval.model import Codebook, Coding, Material, Span, Speaker, Suggestions, Transcript, Turn
from realist_eval.reporter.writers.marked import write_marked
from realist_eval.reporter.writers.marked_words import BOOKMARK, Words
from realist_eval.study import Study
from realist_eval.study.marked import ReadBack, read_back, record, write_marked_files
from realist_eval.study.marked_docx import Places, read_marked

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
NAME = "interview-1"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return make_study(tmp_path)


@pytest.fixture
def file(study: Study) -> Path:
    (path,) = write_marked_files(study.material(), study.layout.reports)
    return path


def ben(study: Study) -> Study:
    return Study.open(study.layout.root, coder="Ben")


def back(study: Study, path: Path, **options: bool) -> ReadBack:
    return read_back(ben(study), path, **options)


def taken(study: Study, path: Path) -> ReadBack:
    opened = ben(study)
    found = read_back(opened, path)
    record(opened, [found])
    return found


def codings(study: Study) -> dict[str, tuple[str, str, str]]:
    material = ben(study).material()
    return {
        material.transcripts[NAME].quote(one.span): (one.code, one.valence, one.coder)
        for one in material.codings
    }


def told(found: ReadBack) -> list[tuple[str, str, str, str]]:
    return [(step.what, step.code, step.valence, step.words) for step in found.steps]


def test_a_file_that_nobody_touched_decides_nothing(study: Study, file: Path) -> None:
    found = back(study, file)
    assert (found.drafts, found.unplaced, found.questions, found.notes) == ([], [], [], [])
    assert found.unchanged == 6


def test_the_same_study_gives_the_same_bytes(study: Study, file: Path) -> None:
    before = file.read_bytes()
    list(write_marked_files(ben(study).material(), study.layout.reports))
    assert file.read_bytes() == before


def test_comments_say_letter_code_label_and_id(study: Study, file: Path) -> None:
    made = study.material().codings
    assert Colleague(file).said[1] == f"M mec.leader: A leader who stays [{made[1].id}]"


@pytest.mark.parametrize(
    ("edit", "code", "valence"),
    [
        (lambda said: said.replace("mec.leader", "mec.voice"), "mec.voice", ""),
        (lambda said: said.replace("A leader who stays", "having a SAY"), "mec.voice", ""),
        (lambda _said: "Having a say, hindering", "mec.voice", "hindering"),
        (lambda said: said.replace(" [", " (enabling) ["), "mec.leader", "enabling"),
        (lambda said: f"{said} MEC.VOICE, enabling", "mec.voice", "enabling"),
        (lambda said: said.replace("M mec.leader: A leader who stays", "out.work"), "out.work", "achieved"),
        (lambda _said: "out.work, not achieved", "out.work", "not_achieved"),
    ],
)
def test_a_changed_comment_amends(study: Study, file: Path, edit, code: str, valence: str) -> None:
    found = taken(study, Colleague(file).change("mec.leader", edit).save())
    words = "Mandy sat with each of them until they came back."
    assert told(found) == [("amend", code, valence, words)]
    assert not found.unplaced
    assert not found.questions
    assert codings(study)[words] == (code, valence, "Ben")


@pytest.mark.parametrize(
    "edit", [lambda _said: "Reject", lambda said: f"reject {said}", lambda said: f"{said}\nreject -- no"]
)
def test_reject_takes_a_coding_out(study: Study, file: Path, edit) -> None:
    found = taken(study, Colleague(file).change("mec.leader", edit).save())
    assert [step.what for step in found.steps] == ["reject"]
    assert len(codings(study)) == 5
    assert not found.unplaced


def test_new_comments_code_by_hand_and_doing_it_twice_changes_nothing(study: Study, file: Path) -> None:
    path = Colleague(file).add("known each other", "Having a say, hindering – as before").save()
    found = taken(study, path)
    assert told(found) == [("code", "mec.voice", "hindering", "known each other")]
    assert found.steps[0].memo == "as before"
    assert codings(study)["known each other"] == ("mec.voice", "hindering", "Ben")
    again = back(study, path)
    assert again.drafts == []
    assert again.unchanged == 7


def test_a_deleted_comment_is_a_question_and_takes_nothing_out(study: Study, file: Path) -> None:
    found = taken(study, Colleague(file).delete("ctx.trust").save())
    assert found.drafts == []
    assert len(found.questions) == 1
    assert "ctx.trust" in str(found.questions[0])
    assert len(codings(study)) == 6


def test_a_moved_comment_amends_the_words(study: Study, file: Path) -> None:
    colleague = Colleague(file)
    said = next(one for one in colleague.said if "ctx.trust" in one)
    found = taken(study, colleague.delete("ctx.trust").add("known each other", said).save())
    assert told(found) == [("amend", "ctx.trust", "", "known each other")]
    assert found.questions == []
    assert len(codings(study)) == 6


def test_what_is_not_understood_is_listed_whole_and_the_rest_recorded(study: Study, file: Path) -> None:
    colleague = (
        Colleague(file).add("asked us", "mec.lader -- see page 3").add("lads", "What a nice thing to say")
    )
    found = taken(study, colleague.add("nowhere", "mec.voice, enormous").add("to go", "mec.voice").save())
    listed = "\n".join(map(str, found.unplaced))
    assert len(found.unplaced) == 3
    for words in ("“mec.lader -- see page 3”", "Did you mean “mec.leader”?", "on “lads”", "“enormous” is no"):
        assert words in listed
    assert told(found) == [("code", "mec.voice", "", "to go")]
    assert "turn 2, on “nowhere”" in listed


def test_words_that_were_retyped_are_refused_and_their_turn_named(study: Study, file: Path) -> None:
    colleague = Colleague(file).retype("asked us what the", "told us where our")
    found = taken(study, colleague.add("told us where", "ctx.trust").add("money was for", "out.stay").save())
    assert "turn 10 was changed" in str(found.notes[0])
    assert len(found.unplaced) == 1
    assert "turn 10, on “told us where”" in str(found.unplaced[0])
    assert told(found) == [("code", "out.stay", "achieved", "money was for")]
    text = study.transcript(NAME)
    span = next(one.span for one in ben(study).material().codings if one.coder == "Ben")
    assert text.quote(span) == "money was for"


def test_what_changed_in_the_study_meanwhile_is_not_overwritten(study: Study, file: Path) -> None:
    item = study.material().codings[1]
    study.decide(item, "amend", result=replace(item, valence="hindering"))
    found = taken(study, Colleague(file).change("mec.leader", lambda _said: "mec.voice").save())
    assert found.drafts == []
    assert "changed in the study since" in str(found.unplaced[0])
    list(write_marked_files(study.material(), study.layout.reports))


def test_a_memo_alone_is_kept_with_the_coding(study: Study, file: Path) -> None:
    path = Colleague(file).change("mec.leader", lambda said: f"{said} -- ask her again").save()
    found = taken(study, path)
    assert [(step.what, step.memo) for step in found.steps] == [("memo", "ask her again")]
    assert back(study, path).drafts == []


def test_a_verdict_beside_nothing_and_a_comment_on_the_title_are_listed(study: Study, file: Path) -> None:
    colleague = Colleague(file).add("nowhere", "accept").add("working copy", "mec.voice")
    listed = "\n".join(map(str, taken(study, colleague.save()).unplaced))
    assert "needs the coding it is about" in listed
    assert "outside the turns" in listed


def test_undo_takes_a_whole_file_back(study: Study, file: Path) -> None:
    before = codings(study)
    path = Colleague(file).add("nowhere", "mec.voice").change("out.work", lambda _said: "reject").save()
    taken(study, path)
    assert codings(study) != before
    ben(study).undo()
    assert codings(study) == before


@pytest.mark.parametrize(
    ("text", "what"), [("reject", "reject"), ("mec.voice", "amend"), ("-- why?", "memo")]
)
def test_an_answer_to_a_comment_is_about_its_coding(study: Study, file: Path, text: str, what: str) -> None:
    found = taken(study, Colleague(file).answer("mec.leader", text).save())
    assert [step.what for step in found.steps] == [what]
    assert (found.unplaced, found.questions) == ([], [])
    assert len(codings(study)) == (5 if what == "reject" else 6)


def suggested(study: Study, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with two suggestions, as if the engine had just run."""
    transcript = study.transcript(NAME)
    places = [transcript.text.index(words) for words in ("What happened?", "nowhere")]
    made = tuple(Coding(f"e{at}", NAME, at, at + 7, "mechanism", "mec.voice", "enabling") for at in places)
    monkeypatch.setattr(Study, "suggestions", lambda _study, _transcript: Suggestions(NAME, codings=made))
    (path,) = write_marked_files(study.material(include_suggestions=True), study.layout.reports)
    return path


def test_suggestions_are_marked_and_left_alone_or_accepted(study: Study, monkeypatch) -> None:
    path = suggested(study, monkeypatch)
    said = Colleague(path).said
    assert sum("suggested, not reviewed" in one for one in said) == 2
    assert back(study, path).drafts == []
    assert [one.what for one in back(study, path, accept_unchanged=True).steps] == ["accept", "accept"]


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [("accept", "accepted", "mec.voice"), ("mec.leader", "amended", "mec.leader"), ("reject", "", "")],
)
def test_suggestions_are_decided(study: Study, monkeypatch, text: str, status: str, code: str) -> None:
    path = Colleague(suggested(study, monkeypatch)).change("[e0]", lambda _said: text).save()
    assert taken(study, path).unplaced == []
    decided = [(one.status, one.code) for one in ben(study).material().codings if one.id == "e0"]
    assert decided == ([(status, code)] if status else [])
    assert back(study, path).drafts == []


@pytest.mark.parametrize("part", ["word/document.xml", "word/comments.xml"])
def test_files_built_to_harm_are_refused(study: Study, file: Path, part: str) -> None:
    colleague = Colleague(file)
    path = colleague.save()
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[part]
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    with pytest.raises(SourceError, match="definitions of its own"):
        back(study, path)


def test_a_file_that_is_no_marked_transcript_is_refused(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "notes.docx"
    path.write_text("Just words", encoding="utf-8")
    with pytest.raises(SourceError):
        back(study, path)


@pytest.mark.office
@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_nothing_is_lost_on_the_way_through_libreoffice(study: Study, file: Path, tmp_path: Path) -> None:
    colleague = Colleague(file).add("known each other", "Having a say, hindering -- as before")
    path = colleague.change("mec.leader", lambda said: said.replace("mec.leader", "mec.voice")).save()
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        str(OFFICE),
        home,
        "--headless",
        "--convert-to",
        "docx",
        "--outdir",
        str(tmp_path / "out"),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    found = back(study, tmp_path / "out" / path.name)
    assert (found.unplaced, found.questions, found.notes) == ([], [], [])
    assert found.unchanged == 5
    assert sorted(step.what for step in found.steps) == ["amend", "code"]


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
SPEECH = st.text(st.one_of(st.sampled_from("ab \n\t-–\u00a0\u00ad\u2011\u200bשé😀<&"), LETTERS), max_size=40)
CODES = ("ctx.a", "mec.b", "out.c")


@st.composite
def marked(draw: st.DrawFn) -> tuple[Transcript, tuple[Coding, ...]]:
    said = draw(st.lists(SPEECH, min_size=1, max_size=5))
    turns, at = [], 0
    for number, words in enumerate(said, 1):
        turns.append(Turn(number, at, at + len(words), draw(st.sampled_from((None, "Ana", "Turn 3 · x")))))
        at += len(words) + 1
    text = "\n".join(said)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    places = draw(st.lists(spans, max_size=6))
    codings = tuple(
        Coding(f"c{number}", "t", start, end, "mechanism", draw(st.sampled_from(CODES)), status="manual")
        for number, (start, end) in enumerate(places)
    )
    return Transcript("t", text, tuple(turns), (Speaker("Ana"),)), codings


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(marked())
def test_offsets_point_at_the_same_words_when_read_back(made: tuple[Transcript, tuple[Coding, ...]]) -> None:
    transcript, codings = made
    material = Material("S", Codebook("C", ()), {"t": transcript}, codings, ())
    data = write_marked(material, transcript)
    assert data == write_marked(material, transcript)
    found = read_marked(SourceFile.of(Path("t.docx"), data))
    places = Places(transcript, found)
    words = Words(transcript)
    assert (found.name, places.edited) == ("t", set())
    expected = {one.id: words.range(one.span) for one in codings}
    expected = {name: span for name, span in expected.items() if span.start < span.end}
    read = {one.text.rpartition("[")[2].rstrip("]"): places.range(one)[0] for one in found.remarks}
    assert read == expected
    assert set(found.written) == set(expected)
    for span in expected.values():
        place = words.span(span)
        assert words.range(place) == span
        assert transcript.quote(place).strip() == transcript.quote(place)
    assert all(BOOKMARK.fullmatch(f"c_{name}_{stamp}") for name, (_, stamp) in found.written.items())
    assert all(isinstance(span, Span) for span in read.values())
