"""Two versions of a codebook in words: every difference, once, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from realist_eval.cli.main import main
from realist_eval.codebook import compare, parse_codebook, told
from realist_eval.model import Code, Codebook, Examples, Theory
from realist_eval.study import Study, recoding

OLD = """version: 1
title: Small
codes:
- {id: con.office, kind: context, label: Shared office, definition: One place.}
- {id: mec.trust, kind: mechanism, label: Trust, definition: We trust each other., indicators: [faith, rely]}
- {id: mec.fear, kind: mechanism, label: Fear, definition: People keep their heads down.}
- {id: out.more, kind: outcome, label: More, definition: More people come.}
"""
NEW = """version: 2
title: Small
codes:
- {id: con.office, kind: context, label: Shared office, definition: One place and one table.}
- {id: mec.trust, kind: mechanism, label: Trust, definition: They count on each other., indicators: [faith]}
- {id: out.referrals, kind: outcome, label: More, definition: More people are sent on.}
- {id: out.less, kind: outcome, label: Less, definition: Fewer come., exclude: Illness.}
"""


def books() -> tuple[Codebook, Codebook]:
    return parse_codebook(OLD), parse_codebook(NEW)


def test_what_came_went_and_changed_is_said_in_sentences() -> None:
    assert told(compare(*books())) == (
        "Codes: 1 new, 1 gone, 1 under another id, 3 changed.\n"
        "\n"
        "NEW CODES\n"
        "\n"
        "Less (out.less)\n"
        "  - Outcome. Fewer come.\n"
        "  - What it excludes: Illness.\n"
        "\n"
        "CODES THAT ARE GONE\n"
        "\n"
        "Fear (mec.fear)\n"
        "  - It said: People keep their heads down.\n"
        "\n"
        "CODES UNDER ANOTHER ID\n"
        "\n"
        "More (out.more)\n"
        "  - It is called out.referrals now.\n"
        "\n"
        "CODES THAT CHANGED\n"
        "\n"
        "Shared office (con.office)\n"
        "  - Its definition says besides: “and one table”. Now: One place and one table.\n"
        "\n"
        "Trust (mec.trust)\n"
        "  - Its definition was: We trust each other. It is now: They count on each\n"
        "    other.\n"
        "  - Words to look for, no more: rely.\n"
        "\n"
        "More (out.referrals)\n"
        "  - Its definition was: More people come. It is now: More people are sent on.\n"
        "\n"
        "THE CODEBOOK AS A WHOLE\n"
        "\n"
        "Small\n"
        "  - Its version was “1” and is now “2”.\n"
        "\n"
        "To be looked at again, since their meaning changed: Shared office (con.office),\n"
        "Trust (mec.trust), More (out.referrals).\n"
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("People trust.", "People in one team trust.", "Its definition says besides: “in one team”."),
        ("People in one team trust.", "People trust.", "Its definition no longer says: “in one team”."),
        ("", "People trust.", "Its definition, now: People trust."),
        ("People trust.", "", "Its definition is no longer said. It was: People trust."),
    ],
)
def test_an_added_or_dropped_phrase_is_named(before: str, after: str, said: str) -> None:
    code = Code("mec.trust", "mechanism", "Trust", before)
    (change,) = compare(Codebook("S", (code,)), Codebook("S", (replace(code, definition=after),)))
    assert change.said[0].startswith(said)
    assert change.meaning


def test_examples_theories_valences_and_retirement_are_told() -> None:
    code = Code("mec.trust", "mechanism", "Trust", examples=Examples(typical=("We relied on her.",)))
    old = Codebook("S", (code,), theories=(Theory("t1", "they share", "they trust", "they meet"),))
    now = replace(code, retired=True, examples=Examples(close_but_no=("She was nice.",)))
    theory = replace(old.theories[0], then="they trust each other")
    new = replace(old, codes=(now,), theories=(theory,), valences={**old.valences, "mechanism": ("fires",)})
    said = [line for change in compare(old, new) for line in change.said]
    assert said == [
        "It is not used for new codings any more.",
        "Example taken out (typical): “We relied on her.”",
        "Example added (close, but no): “She was nice.”",
        "What a mechanism may be was “enabling, hindering” and is now “fires”.",
        "Its “then” says besides: “each other”. Now: they trust each other",
    ]


WORDS = st.sampled_from(["", "trust", "people trust", "people in teams trust"])
CODES = st.lists(
    st.builds(Code, st.sampled_from("abc"), st.just("context"), WORDS, WORDS, WORDS),
    unique_by=lambda code: code.id,
)


@given(CODES, CODES)
def test_something_is_said_exactly_where_something_differs(old: list[Code], new: list[Code]) -> None:
    before, after = Codebook("S", tuple(old)), Codebook("S", tuple(new))
    same = {code.id: code for code in old} == {code.id: code for code in new}
    assert bool(compare(before, after)) is not same
    assert (told(compare(before, after)) == "Nothing has changed.\n") is same


def test_versions_of_a_study_are_compared_by_hash_date_and_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "book.yaml").write_text(OLD, encoding="utf-8")
    study = Study.create(tmp_path / "study", codebook=tmp_path / "book.yaml", coder="ana")
    recoding.note(study, "first")
    study.layout.codebook.write_text(NEW, encoding="utf-8")
    recoding.note(study, "second")
    first, *_ = recoding.versions(study)
    monkeypatch.chdir(study.layout.root)
    by_hash = CliRunner().invoke(main, ["codebook", "diff", first.sha[:8]])
    assert by_hash.exit_code == 0
    assert by_hash.stdout == told(compare(*books()))
    today = CliRunner().invoke(main, ["codebook", "diff", first.at[:10]])
    assert today.stdout == "Nothing has changed.\n"  # at the end of that day the second version stood
    files = CliRunner().invoke(main, ["codebook", "diff", "../book.yaml", "codebook.yaml", "--format", "md"])
    assert "## Codes that changed\n\n**Shared office (con.office)**" in files.stdout
    wrong = CliRunner().invoke(main, ["codebook", "diff", "1999-01-01"])
    assert wrong.exit_code == 1
    assert "no version “1999-01-01”" in wrong.stderr
    assert first.sha[:12] in wrong.stderr


def test_bundled_codebooks_can_be_compared_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["codebook", "diff", "template", "template"])
    assert (done.exit_code, done.stdout) == (0, "Nothing has changed.\n")
