"""Plain text, Markdown and reStructuredText."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realist_eval.errors import SourceError
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Line, Page, Script
from realist_eval.importer.readers.marks import without_marks
from realist_eval.importer.readers.plain import read_markdown, read_rst, read_text
from realist_eval.importer.source_file import SourceFile

READERS = {"a.txt": read_text, "a.md": read_markdown, "a.rst": read_rst}


def lines(name: str, text: str, profile: Profile | None = None) -> tuple[Line, ...]:
    found = READERS[name](SourceFile.of(Path(name), text.encode()), profile or Profile())
    assert isinstance(found, Page)
    return found.lines


def test_plain_lines_stand_as_they_are() -> None:
    found = lines("a.txt", "**INT:** hi \\[x]\r\n\r\n  R1: <b>yes</b> # no\r\n")
    assert [(line.text, line.number) for line in found] == [
        ("**INT:** hi \\[x]", 1),
        ("", 2),
        ("  R1: <b>yes</b> # no", 3),
    ]


@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1), min_size=1))
def test_plain_text_is_verbatim(texts: list[str]) -> None:
    said = ["x" + text.replace("\ufeff", "").replace("\ufffe", "").replace("\uffff", "") for text in texts]
    assert [line.text for line in lines("a.txt", "\n".join(said))] == said


def test_a_named_encoding_is_used() -> None:
    source = SourceFile.of(Path("a.txt"), "INT: ďábelské".encode("cp1250"))
    found = read_text(source, Profile(encoding="cp1250"))
    assert isinstance(found, Page)
    assert found.lines[0].text == "INT: ďábelské"


def test_a_guessed_encoding_and_lost_characters_are_said() -> None:
    for data, word in (
        ("Café, so it’s fine".encode("cp1252"), "cp1252"),
        (b"caf\xc3\xa9 " * 30 + b"\xff!", "could not"),
    ):
        found = read_text(SourceFile.of(Path("a.txt"), data), Profile())
        assert word in str(found.problems[0])


def test_more_lines_than_any_transcript_are_refused() -> None:
    with pytest.raises(SourceError, match="lines"):
        lines("a.txt", "x\n" * 110_000)


# ---------------------------------------------------------------- Markdown


def test_front_matter_and_comments_are_left_out_and_lines_keep_their_numbers() -> None:
    text = "---\ntitle: x\ntags:\n  - a\n---\n<!-- one\ntwo -->\nINT: hi <!-- no --> there\n"
    found = [line for line in lines("a.md", text) if line.text]
    assert [(line.text, line.number) for line in found] == [("INT: hi  there", 8)]


def test_speech_between_two_rules_is_no_front_matter() -> None:
    found = lines("a.md", "---\nINT: hello\nR1: yes\nINT: and\n---\nR1: no\n")
    assert [line.text for line in found if line.text] == ["INT: hello", "R1: yes", "INT: and", "R1: no"]


def test_headings() -> None:
    text = "# One\n\n### Interviewer ###\n#hashtag\n\nTwo\n===\n\nThree\n---\n\nrun\non\n---\n"
    found = [(line.text, line.heading) for line in lines("a.md", text) if line.text]
    assert found == [
        ("One", 1),
        ("Interviewer", 3),
        ("#hashtag", 0),
        ("Two", 1),
        ("Three", 2),
        ("run", 0),
        ("on", 0),
    ]


@pytest.mark.parametrize(
    ("line", "text", "bold"),
    [
        ("**Name:** text", "Name: text", 5),
        ("**Name** text", "Name text", 4),
        ("__Name:__ text", "Name: text", 5),
        ("***Name:*** text", "Name: text", 5),
        ("- **INT:** hi **you**", "INT: hi you", 4),
        ("1. **INT:** hi", "INT: hi", 4),
        ("plain **bold** plain", "plain bold plain", 0),
        ("**All of it?**", "All of it?", 10),
        (r"\[laughs\] \*no\* &amp; &nbsp;x", "[laughs] *no* & \xa0x", 0),
        (r"\*\*no\*\* x", "**no** x", 0),
        ("a ** b ** c", "a ** b ** c", 0),
        ("my__name__is", "my__name__is", 0),
        ("<b>INT:</b> <span class='x'>hi</span> <overlap> <laughs>", "INT: hi <overlap> <laughs>", 4),
        ("**A:** see [the page](https://x.org/a#t=1) ![p](./p.png)", "A: see the page ", 2),
        (r"**A:** \[[04:10](https://x.org)\] so [laughs](quietly)", "A: [04:10] so [laughs](quietly)", 2),
        ("**open and never closed", "**open and never closed", 0),
        ("2 * 3 * 4 and _this_", "2 * 3 * 4 and _this_", 0),
    ],
)
def test_marks_inside_a_line(line: str, text: str, bold: int) -> None:
    assert without_marks(line) == (text, bold)


@given(st.text(alphabet="ab *_\\[&;", max_size=60))
def test_marks_never_add_characters_and_bold_lies_inside(line: str) -> None:
    text, bold = without_marks(line)
    assert len(text) <= len(line)
    assert 0 <= bold <= len(text)


def test_breaks_quotes_rules_and_fences() -> None:
    found = lines("a.md", "```\nINT: a<br>R1: b<br/>c  \n```\n***\n> quoted\n>> JOHN: hey\n")
    assert [line.text for line in found if line.text] == ["INT: a", "R1: b", "c", "quoted", ">> JOHN: hey"]


def test_a_table_of_time_speaker_and_words_is_a_script() -> None:
    rows = "".join(f"| 0:0{i} | {('INT', 'Ann')[i % 2]} | some \\| words {i} |\n" for i in range(8))
    text = f"# Talk\n\n| Time | Speaker | Text |\n|:--|---|---|\n{rows}"
    found = read_markdown(SourceFile.of(Path("a.md"), text.encode()), Profile())
    assert isinstance(found, Script)
    assert [(one.speaker, one.start_time, one.text) for one in found.utterances[:2]] == [
        ("INT", 0.0, "some | words 0"),
        ("Ann", 1.0, "some | words 1"),
    ]
    assert found.utterances[0].number == 5


@pytest.mark.parametrize(
    "piece", ["**a ", "<!--", "<br ", "# " + " " * 60, "|", "\\", "[", "[a](", "<b", "<u x", "__a "]
)
def test_repeated_marks_take_time_in_proportion(piece: str) -> None:
    text = "x" + piece * (400_000 // len(piece))
    assert read_markdown(SourceFile.of(Path("a.md"), text.encode()), Profile())


# ---------------------------------------------------------------- reStructuredText


def test_rst_headings_comments_and_bold() -> None:
    text = (
        "=====\nTitle\n=====\n:Date: 2020\n\n.. comment\n   more\n\nPart\n----\n**INT:** hi \\*x\\*\n\n"
        "R1: yes\n| verse\n"
    )
    found = [(line.text, line.heading, line.bold) for line in lines("a.rst", text) if line.text]
    assert found == [
        ("Title", 1, 0),
        ("Part", 2, 0),
        ("INT: hi *x*", 0, 4),
        ("R1: yes", 0, 0),
        ("verse", 0, 0),
    ]
