import io
import zipfile
from pathlib import Path

import pytest

from realist_eval.errors import SourceError
from realist_eval.importer import read_file, split
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Page, Script
from realist_eval.importer.readers.qdpx import read_qdpx
from realist_eval.importer.source_file import SourceFile

SHARED = Path(__file__).parents[3] / "shared" / "transcripts" / "skyloom" / "TestProject.qdpx"


def project(sources: str, parts: dict[str, str], qde: str = "project.qde") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            qde, f'<Project xmlns="urn:QDA-XML:project:1.0"><Sources>{sources}</Sources></Project>'
        )
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def read(data: bytes) -> Page:
    page = read_qdpx(SourceFile.of(Path("study.qdpx"), data), Profile())
    assert isinstance(page, Page)
    return page


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines if line.text]


ONE = '<TextSource guid="A" name="P1" plainTextPath="internal://a.txt"/>'


@pytest.mark.parametrize("folder", ["Sources", "sources"])
@pytest.mark.parametrize("qde", ["project.qde", "Project.qde", "My study.qde"])
def test_one_text_in_either_folder_and_any_project_file(folder, qde):
    page = read(project(ONE, {f"{folder}/A.txt": "\ufeffInt: Hello\r\nAnn: Hi"}, qde))
    assert texts(page) == ["Int: Hello", "Ann: Hi"]


def test_several_interviews_are_told_apart_each_for_itself():
    first = "".join(f"Int: What of point {n}?\nAnn: It was point {n} for us.\n" for n in range(6))
    sources = ONE + ONE.replace("a.txt", "b.txt").replace("P1", "P2") + ONE.replace("a.txt", "c.txt")
    notes = "We visited the site.\n\nMany people came to see us."
    parts = {"sources/a.txt": first, "sources/b.txt": first.replace("Ann", "Bob"), "sources/c.txt": notes}
    script = read_qdpx(SourceFile.of(Path("study.qdpx"), project(sources, parts)), Profile())
    assert isinstance(script, Script)
    assert [u.speaker for u in script.utterances][:14] == ["Int", "Ann"] * 6 + ["Int", "Bob"]
    assert "visited" in script.utterances[24].text
    assert script.utterances[24].speaker is None
    assert [title for _, title in script.titles] == ["Transcript: P1", "Transcript: P2", "Transcript: P1"]


def test_several_documents_stand_under_titles_with_rising_numbers():
    sources = (
        ONE
        + '<TextSource guid="B" name="P2"><PlainTextContent>We left.</PlainTextContent></TextSource>'
        + '<AudioSource guid="C" name="P3"><Transcript guid="D" plainTextPath="internal://d.txt"/></AudioSource>'
    )
    page = read(project(sources, {"sources/a.txt": "We came.\nIt rained.", "sources/d.txt": "Nothing."}))
    assert texts(page) == [
        *("Transcript: P1", "We came.", "It rained."),
        *("Transcript: P2", "We left."),
        *("Transcript: P3", "Nothing."),
    ]
    assert [line.heading for line in page.lines if line.text.startswith("Transcript")] == [1, 1, 1]
    numbers = [line.number for line in page.lines]
    assert numbers == sorted(set(numbers))


def test_a_text_that_is_missing_is_named_and_the_others_are_read():
    page = read(
        project(ONE + ONE.replace("a.txt", "b.txt").replace("P1", "P2"), {"sources/a.txt": "Int: Hello"})
    )
    assert texts(page) == ["Int: Hello"]
    assert "“P2” is not in the project" in page.problems[0].message


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ("", "without text sources"),
        (ONE, "holds none of them"),
        (ONE.replace("internal://", "relative:///"), "none of them"),
    ],
)
def test_a_project_without_its_texts_is_refused(sources, message):
    with pytest.raises(SourceError, match=message):
        read(project(sources, {}))


def test_a_project_inside_a_project_is_not_opened():
    inner = project(ONE, {"sources/a.txt": "Int: Hello"})
    buffer = io.BytesIO(project(ONE.replace("a.txt", "a.qdpx"), {}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("sources/a.qdpx", inner)
    with pytest.raises(SourceError, match="inside a project"):
        read(buffer.getvalue())


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not there")
def test_a_real_project_whose_texts_were_left_out_says_so():
    with pytest.raises(SourceError, match=r"names \d+ texts, and holds none of them") as caught:
        read(SHARED.read_bytes())
    assert len(caught.value.problems) > 5


def test_interviews_of_a_project_can_be_split(tmp_path):
    talk = "Int: How?\nAnn: Slowly, I think.\nInt: Why?\nAnn: Nobody had the time.\n"
    sources = ONE + ONE.replace("a.txt", "b.txt").replace("P1", "P2")
    (tmp_path / "study.qdpx").write_bytes(
        project(sources, {"sources/a.txt": talk, "sources/b.txt": talk.replace("Ann", "Bob")})
    )
    parts = split(read_file(tmp_path / "study.qdpx"))
    assert [[speaker.label for speaker in part.speakers] for part in parts] == [
        ["Int", "Ann"],
        ["Int", "Bob"],
    ]
