"""`realist-eval codebook` as a person types it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from realist_eval.cli.main import main

BAD = "title: NO\ncodes:\n- id: a\n  kind: contxt\n  label: A\n"


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["codebook", *args])


def test_check_of_a_bundled_codebook_passes() -> None:
    done = run("check", "template", "public_social_partnership")
    assert done.exit_code == 0
    assert "34 codes (8 contexts, 15 mechanisms, 11 outcomes)" in done.stdout
    assert done.stderr == ""


def test_check_tells_all_faults_of_all_files(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(BAD)
    done = run("check", str(bad), str(tmp_path / "missing.yaml"), "template")
    assert done.exit_code == 1
    assert f"Error: {bad}:1: " in done.stderr
    assert f"Error: {bad}:4: “contxt” is not a kind. Did you mean “context”?" in done.stderr
    assert "missing.yaml: there is no such codebook." in done.stderr
    assert f"{bad}: 2 errors" in done.stdout
    assert "3 codes" in done.stdout


def test_warnings_fail_only_where_asked(tmp_path: Path) -> None:
    thin = tmp_path / "thin.yaml"
    thin.write_text("title: T\ncodes:\n- {id: a, kind: context, label: A}\n")
    assert run("check", str(thin)).exit_code == 0
    assert "Warning: " in run("check", str(thin)).stderr
    assert run("check", "--strict", str(thin)).exit_code == 1


def test_show_prints_an_outline_that_fits_a_terminal() -> None:
    done = run("show", "generic_realist")
    assert done.exit_code == 0
    assert "MECHANISMS (18)" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_show_in_other_forms() -> None:
    values = json.loads(run("show", "template", "--format", "json").stdout)
    assert values["codes"][0]["id"] == "ctx.far-from-help"
    assert values["theories"][0]["if"] == "people live far from help"
    assert "| `ctx.far-from-help` |" in run("show", "template", "--format", "md").stdout
    assert "# A codebook to begin with" in run("show", "template", "--format", "yaml").stdout


def test_show_of_a_faulty_file_is_a_message(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(BAD)
    done = run("show", str(bad))
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_show_without_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "generic_realist" in run("show").stdout
    (tmp_path / "codebook.yaml").write_text("title: Mine\ncodes:\n- {id: a, kind: context, label: A}\n")
    assert run("show").stdout.startswith("Mine\n====")


def test_schema_is_json_schema_with_a_description_for_every_key() -> None:
    schema = json.loads(run("schema").stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    shapes = [schema, *schema["$defs"].values()]
    assert all("description" in entry for shape in shapes for entry in shape["properties"].values())
    assert "if" in schema["$defs"]["TheoryEntry"]["properties"]
    assert schema["required"] == ["title", "codes"]
