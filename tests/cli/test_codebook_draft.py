"""`codebook draft`: what people say and no code covers, as a codebook to work on."""

from __future__ import annotations

from pathlib import Path

import pytest
from typed import run

from realist_eval.codebook import load_codebook
from realist_eval.model import Codebook

TALKS = {
    "one": "Q: So?\nAna: We stayed because the garden was always open. I was happier because of the garden.\n"
    "Q: And?\nAna: The nurses left because the budget was cut.\n",
    "two": "Q: So?\nBen: The garden made us feel at home.\n"
    "Q: And?\nBen: They cut the budget, so we lost two nurses.\n",
    "three": "Q: So?\nCem: I came every week because I loved the garden.\n"
    "Q: And?\nCem: The budget was gone, so the nurses left.\n",
}
MONEY = "{id: ctx.money, kind: context, label: Budget cuts, definition: The budget for nurses is cut.}"


@pytest.fixture
def talks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("REALIST_EVAL_CODER", raising=False)
    folder = tmp_path / "talks"
    folder.mkdir()
    for name, said in TALKS.items():
        (folder / f"{name}.txt").write_text(said, encoding="utf-8")
    return folder


def drafted(text: str, folder: Path) -> Codebook:
    (folder.parent / "draft.yaml").write_text(text, encoding="utf-8")
    return load_codebook(folder.parent / "draft.yaml")


def test_what_is_often_said_becomes_a_code_with_verbatim_quotations(talks: Path) -> None:
    made = run("codebook", "draft", talks)
    book = drafted(made.stdout, talks)
    garden = next(code for code in book.codes if "lem:garden" in code.indicators)
    assert garden.id.endswith(".garden")
    assert garden.definition == "To be written by the team."
    assert len(garden.examples.typical) >= 3
    for quotation in garden.examples.typical:
        assert any(quotation in said for said in TALKS.values())
    assert "# three, turn 2" in made.stdout
    assert "in 3 sources; the kind is a guess" in made.stdout
    assert "nobody has read them" in made.stdout


def test_the_draft_passes_the_check_and_comes_out_the_same_twice(talks: Path) -> None:
    first, second = (run("codebook", "draft", talks).stdout for _ in range(2))
    assert first == second
    drafted(first, talks)
    assert "no errors" in run("codebook", "check", talks.parent / "draft.yaml").stdout


def test_words_that_a_code_covers_are_left_out(talks: Path) -> None:
    book = talks.parent / "book.yaml"
    book.write_text(f"title: T\ncodes:\n- {MONEY}\n", encoding="utf-8")
    words = {
        word
        for code in drafted(run("codebook", "draft", talks).stdout, talks).codes
        for word in code.indicators
    }
    made = drafted(run("codebook", "draft", talks, "--codebook", book).stdout, talks)
    left = {word for code in made.codes for word in code.indicators}
    assert {"lem:garden", "lem:nurse"} <= words
    assert "lem:garden" in left
    assert not {"lem:budget", "lem:nurse"} & left


def test_in_a_study_what_was_coded_is_left_out_and_ids_do_not_clash(
    talks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = "{id: mec.garden, kind: mechanism, label: Feeling at home, definition: Belonging.}"
    (talks.parent / "book.yaml").write_text(f"title: T\ncodes:\n- {codes}\n", encoding="utf-8")
    run("init", talks.parent / "study", "--codebook", talks.parent / "book.yaml", "--coder", "ana")
    monkeypatch.chdir(talks.parent / "study")
    run("import", talks)
    made = drafted(run("codebook", "draft").stdout, talks)
    assert "mec.garden" not in {code.id for code in made.codes}
    assert any("lem:garden" in code.indicators for code in made.codes)
    for name, said in TALKS.items():
        for line in said.splitlines()[1::2]:
            run("codings", "add", name, line.partition(": ")[2], "mec.garden")
    made_after = run("codebook", "draft")
    assert made_after.stdout == ""
    assert "nothing to draft" in made_after.stderr


def test_too_little_said_is_a_message_and_a_bad_file_an_error(talks: Path) -> None:
    (talks / "bad.docx").write_bytes(b"PK\x03\x04")
    assert "bad.docx" in run("codebook", "draft", talks, code=1).stderr
    (talks / "bad.docx").unlink()
    assert run("codebook", "draft", talks / "one.txt").stdout == ""
    run("codebook", "draft", "--codebook", "template", code=2)
