"""`matrix` in a terminal of 80 columns without colour, and piped as tab-separated values."""

import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from words_and_codes import three_interviews

from realist_eval.cli.matrix import narrowed, show_counts, show_matrix, show_paths
from realist_eval.errors import InputError
from realist_eval.model import UNREVIEWED


@pytest.fixture
def material():
    return three_interviews().material()


def test_piped_it_is_one_line_a_pattern_with_every_column(capsys, material):
    show_matrix(material)
    head, *rows = capsys.readouterr().out.splitlines()
    columns = head.split("\t")
    assert columns[:4] == ["no", "context", "mechanism", "outcome"]
    assert len(rows) == 5
    assert all(len(row.split("\t")) == len(columns) for row in rows)
    assert dict(zip(columns, rows[0].split("\t"), strict=True))["sources"] == "2"
    assert "(unstated)" in "\n".join(rows)


def test_what_nobody_decided_is_marked_in_each_line(capsys):
    show_matrix(three_interviews("suggested").material())
    _, *rows = capsys.readouterr().out.splitlines()
    assert all(UNREVIEWED in row for row in rows)


def test_deviant_patterns_alone(capsys, material):
    show_matrix(material, deviant=True)
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_a_limit_says_what_it_leaves_out(capsys, material):
    show_matrix(material, limit=2)
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 3
    assert "3 more patterns" in told.err


def test_a_screen_is_not_flooded_where_no_limit_is_asked_for(capsys, monkeypatch, material):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("realist_eval.cli.matrix.ON_A_SCREEN", 2)
    show_matrix(material)
    assert "3 more patterns. Reports hold all, and so does matrix --limit 5." in capsys.readouterr().err
    show_matrix(material, limit=5)
    assert "more pattern" not in capsys.readouterr().err


def test_counts_of_codes_by_case(capsys, material):
    show_counts(material, "code", "case")
    head, first, *_ = capsys.readouterr().out.splitlines()
    assert head == "code\tNorth\tSouth\tall"
    assert first == "Austerity\t2 (2)\t1 (1)\t3 (3)"


def test_what_leads_from_one_code_to_another(capsys, material):
    show_paths(material, "ctx.austerity", "out.service", 3)
    head, way = capsys.readouterr().out.splitlines()
    assert head.startswith("way")
    assert way == "Austerity > Trust > Better service\t2\t2"
    show_paths(material, "ctx.austerity", "out.voice", 3)
    assert "Nothing leads" in capsys.readouterr().err


def test_what_cannot_be_counted_is_told(material):
    with pytest.raises(InputError, match=r"colour.*Choose from"):
        show_counts(material, "code", "colour")


def test_a_filter_that_fits_nothing_names_what_there_is(material):
    assert narrowed(material, {"case": ()}) is material
    with pytest.raises(InputError, match=r"“East”.*North, South"):
        narrowed(material, {"case": ("East",)})


def test_why_nothing_is_shown_is_told_as_it_is(capsys, material):
    few = narrowed(material, {"case": ("South",)})
    show_matrix(few, deviant=True, whole=material)
    assert "none is contradicted by another" in capsys.readouterr().err
    for empty, whole, told in (
        (replace(material, configurations=()), material, "Nothing fits all that was asked for together"),
        (replace(material, configurations=()), None, "is not linked yet"),
        (replace(material, configurations=(), codings=()), None, "Nothing has been decided yet"),
    ):
        show_matrix(empty, whole=whole)
        assert told in capsys.readouterr().err
    show_matrix(material)
    assert not capsys.readouterr().err


SHOW = """
import sys; sys.path.insert(0, sys.argv[1])
from words_and_codes import three_interviews
from realist_eval.cli.matrix import show_matrix
show_matrix(three_interviews("suggested").material(), quotations=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_it_fits_80_columns_without_colour():
    ours, theirs = pty.openpty()
    tests = str(Path(__file__).parent.parent)
    env = {**os.environ, "COLUMNS": "80", "LINES": "40", "TERM": "dumb", "NO_COLOR": "1"}
    done = subprocess.Popen(
        [sys.executable, "-c", SHOW, tests], stdout=theirs, stderr=subprocess.DEVNULL, env=env
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            more = os.read(ours, 65536)
        except OSError:
            break
        if not more:
            break
        shown += more
    assert done.wait() == 0
    lines = shown.decode().replace("\r", "").split("\n")
    assert max(map(len, lines)) <= 80
    assert not re.search("\x1b", shown.decode())
    assert UNREVIEWED in " ".join(" ".join(lines).split())
    assert any("Dedicated leadership" in line or "Dedicated" in line for line in lines)
