"""Web pages, and what word processors save as such."""

from __future__ import annotations

from pathlib import Path

import pytest

from realist_eval.errors import SourceError
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Page, Script
from realist_eval.importer.readers.html import read_html
from realist_eval.importer.source_file import SourceFile


def read(text: str | bytes) -> Page | Script:
    data = text.encode() if isinstance(text, str) else text
    return read_html(SourceFile.of(Path("talk.html"), data), Profile())


def page(text: str | bytes) -> Page:
    found = read(text)
    assert isinstance(found, Page)
    return found


def texts(text: str | bytes) -> list[str]:
    return [line.text for line in page(text).lines]


def test_blocks_breaks_and_bold_labels() -> None:
    found = page("<body><p><b>INT:</b> Hello\n  there<br>you</p><div>R1: <i>Yes</i>.<div>More</div></div>")
    assert [(line.text, line.bold) for line in found.lines] == [
        ("INT: Hello there", 4),
        ("you", 0),
        ("R1: Yes.", 0),
        ("More", 0),
    ]


def test_bold_by_style_and_by_class() -> None:
    found = page(
        "<head><style>.c3{color:red;font-weight:700}</style></head><body>"
        '<p><span class="c3">INT:</span> a<p><span style="font-weight: bold">R1:</span> b'
        '<p><b style="font-weight:normal">c</b>'
    )
    assert [line.bold for line in found.lines] == [4, 3, 0]


def test_headings() -> None:
    assert [(line.text, line.heading) for line in page("<h1>One</h1><h3>Two</h3>three").lines] == [
        ("One", 1),
        ("Two", 3),
        ("three", 0),
    ]


def test_what_is_not_shown_or_no_speech_is_dropped() -> None:
    text = (
        "<head><title>T</title></head><nav>Menu</nav><script>var x</script><!-- c --><p hidden>no</p>"
        '<p style="display: none">no</p><div title="header">Head</div><p style="mso-element:comment">c</p>'
        "<p>Speech &amp; <del>cut</del> more&nbsp;</p><pre>a\n  b</pre><footer>Foot</footer>"
    )
    assert texts(text) == ["Speech & more\xa0", "a", "  b"]


def test_the_declared_encoding_is_used_where_the_bytes_are_not_utf8() -> None:
    text = '<meta charset="windows-1250"><p>INT: Příliš žluťoučký kůň</p>'
    assert texts(text.encode("cp1250")) == ["INT: Příliš žluťoučký kůň"]
    assert texts(text.encode()) == ["INT: Příliš žluťoučký kůň"]


def test_a_table_of_time_speaker_and_words_is_a_script() -> None:
    rows = "".join(
        f"<tr><td>00:0{i}:00<td>{('INT', 'Ann')[i % 2]}<td>A good few words, number {i}" for i in range(8)
    )
    found = read(f"<h1>Talk</h1><table><tr><th>Time<th>Speaker<th>Text{rows}</table>")
    assert isinstance(found, Script)
    assert (found.utterances[1].speaker, found.utterances[1].start_time) == ("Ann", 60.0)


def test_a_table_for_layout_is_looked_through() -> None:
    assert texts("<table><tr><td><p>INT: one</p><p>R1: two</p></td></tr></table>") == ["INT: one", "R1: two"]


@pytest.mark.parametrize("text", ["<p></p>", "<html>" + "<div>" * 100_000])
def test_pages_without_words_are_refused(text: str) -> None:
    with pytest.raises(SourceError):
        read(text)


def test_cells_outside_tables_and_unclosed_tables_are_read() -> None:
    assert texts("<tr><td>one</td></tr><table><tr><td>two words") == ["one", "two words"]


def test_a_page_nested_without_end_is_refused_for_what_it_is() -> None:
    with pytest.raises(SourceError, match="nested too deeply"):
        read(f"<html><body>{'<div>' * 5000}Int: Hello</body></html>")
