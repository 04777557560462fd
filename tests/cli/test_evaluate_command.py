"""`evaluate` and `explain` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from realist_eval.cli.main import main

TEXT = "Because the grant ended we closed the group and people stopped coming."
SPAN = {"sid": "s", "start": 8, "end": 23, "kind": "context", "code": "context", "valence": "hindering"}


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.stdout, result.stderr


def test_figures_are_a_table_on_stdout(tmp_path: Path) -> None:
    path = tmp_path / "coder.jsonl"
    path.write_text(json.dumps({"id": "a", "text": TEXT, "spans": [SPAN], "links": []}), encoding="utf-8")
    code, out, err = run("evaluate", str(path))
    assert code == 0
    rows = dict(line.split("\t", 1) for line in out.splitlines() if "\t" in line)
    assert rows["measure"].startswith("precision\trecall\tF1")
    assert {"elements", "elements: context", "links", "triples", "valence"} <= rows.keys()
    assert "agreement with these codings" in err


def test_a_file_that_is_no_coding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "coder.jsonl"
    path.write_text('{"id": "a", "text": "x"}\nrubbish\n', encoding="utf-8")
    code, out, err = run("evaluate", str(path))
    assert (code, out) == (1, "")
    assert "coder.jsonl:2" in err


BOOK = (
    "version: 1\ntitle: T\ncodes:\n- {id: ctx.grant, kind: context, label: Grant, definition: The grant.}\n"
)


def test_codes_are_compared_only_where_they_can_be(tmp_path: Path) -> None:
    path, book = tmp_path / "coder.jsonl", tmp_path / "book.yaml"
    book.write_text(BOOK, encoding="utf-8")
    for coded, words, why in (
        ("ctx.grant", (), "needs their --codebook"),
        ("ctx.other", ("--codebook", str(book)), "none of these codes is in the codebook"),
        ("ctx.grant", ("--codebook", str(book)), ""),
    ):
        span = {**SPAN, "code": coded}
        path.write_text(json.dumps({"id": "a", "text": TEXT, "spans": [span]}), encoding="utf-8")
        code, out, err = run("evaluate", str(path), *words)
        assert code == 0
        assert ("elements with code" not in out) == ("codes in a text" not in out) == bool(why)
        assert why in err
        assert ("Codes were not compared" in err) == bool(why)
        assert not why or "\tcoded " not in out  # a kind is no wrong code


def test_a_file_without_codings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "quotes.jsonl"
    path.write_text(json.dumps({"id": "a", "text": TEXT}), encoding="utf-8")
    code, out, err = run("evaluate", str(path))
    assert (code, out) == (1, "")
    assert "quotes.jsonl: holds no codings" in err


def test_the_help_shows_the_format() -> None:
    code, out, _ = run("evaluate", "--help")
    assert code == 0
    assert '"spans"' in out
    assert "Example:" in out


def test_explain_says_what_to_do_outside_a_study(tmp_path: Path) -> None:
    code, _, err = run("explain", "abc", "--study", str(tmp_path))
    assert code == 1
    assert "Error:" in err
