"""`report` and `matrix` over a real study folder."""

import json
import re
import shutil

import pytest
from click.testing import CliRunner

from realist_eval.cli.main import main
from realist_eval.cli.report import plan_to_print
from realist_eval.model import UNREVIEWED, Codebook, Material
from realist_eval.reporter import DEFAULT_FORMATS, build_report, load_plan
from realist_eval.reporter.quotes import ALIASES, ATTRIBUTIONS
from realist_eval.reporter.sections import SECTIONS
from realist_eval.reporter.writers.markdown import write_markdown
from realist_eval.study.agreeing import FOLDER

BOOK = """\
version: 1
title: Test frame
codes:
- {id: ctx.cuts, kind: context, label: Cuts, definition: Money went., indicators: [money was cut]}
- {id: mec.trust, kind: mechanism, label: Trust, definition: It felt safe., indicators: [trusted each other]}
- {id: out.service, kind: outcome, label: Better service, definition: Good., indicators: [service got better]}
"""
TALK = """\
Interviewer: What happened?

Ann: The money was cut that year. We trusted each other because we had to, so the service got better.

Interviewer: And then?

Ann: Then the money was cut again, and that is why people left.

Interviewer: Thank you.

Ann: Thanks.
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A study with one interview, suggested on and not decided."""
    folder = tmp_path_factory.mktemp("studies")
    (folder / "book.yaml").write_text(BOOK)
    (folder / "interview-1.txt").write_text(TALK)
    from realist_eval.study import Study

    made = Study.create(folder / "my-study", "Our study", codebook=folder / "book.yaml", coder="amy")
    made.import_sources([folder / "interview-1.txt"])
    made.suggest()
    return folder / "my-study"


def invoke(*words):
    return CliRunner().invoke(main, list(map(str, words)), catch_exceptions=False)


def test_reports_land_in_the_studys_folder_in_all_formats(study):
    done = invoke("report", "--study", study, "--include-suggestions")
    assert done.exit_code == 0, done.output
    names = {path.name for path in (study / "reports").iterdir()}
    assert names == {"report.docx", "report.xlsx", "report-csv", "report.md", "report.html", "report.json"}
    assert len(DEFAULT_FORMATS) == len(names)
    text = (study / "reports" / "report.md").read_text("utf-8")
    assert text.startswith(f"# Our study ({UNREVIEWED})")


def test_without_suggestions_nothing_undecided_stands_in_it(study, tmp_path):
    done = invoke("report", "--study", study, "--format", "json", "--output", tmp_path)
    assert "Nothing has been decided yet" in done.stderr
    body = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert body["status"] == "decided"
    assert body["quotations"] == []


def test_filters_that_leave_nothing_together_are_told_as_that(study, tmp_path):
    both = ("--include-suggestions", "--kind", "outcome", "--code", "ctx.cuts")
    for words in (("report", "--format", "json", "--output", tmp_path), ("matrix",)):
        told = invoke(*words, *both, "--study", study).stderr
        assert "Nothing fits all that was asked for together" in told
        assert "decided" not in told


def test_suggestions_that_a_changed_codebook_has_made_old_are_missed_aloud(study, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(study, copy)
    book = copy / "codebook.yaml"
    book.write_text(book.read_text("utf-8").replace("label: Cuts", "label: Cuts again"), "utf-8")
    for words in (("report", "--format", "md"), ("matrix",)):
        told = invoke(*words, "--study", copy, "--include-suggestions").stderr
        assert "of 1 transcript are left out" in told
        assert "realist-eval suggest" in told
    assert "left out" not in invoke("matrix", "--study", study, "--include-suggestions").stderr


def test_a_plan_and_an_attribution_are_followed(study, tmp_path):
    (tmp_path / "plan.yaml").write_text("title: Annex\nsections: [matrix]\n")
    done = invoke(
        "report", "--study", study, "--include-suggestions", "--format", "md", "--output", tmp_path,
        "--plan", tmp_path / "plan.yaml", "--attribution", "source",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    text = (tmp_path / "report.md").read_text("utf-8")
    assert text.startswith("# Annex")
    assert re.search(r"\[Interview 1, turns? \d", text)
    assert "Audit" not in text


@pytest.mark.parametrize("style", [*ATTRIBUTIONS, *ALIASES])
def test_the_study_the_option_and_reports_call_attributions_by_the_same_names(style, study, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(study, copy)
    config = copy / "study.yaml"
    config.write_text(
        re.sub("attribution: role ", f"attribution: {style} ", config.read_text("utf-8")), "utf-8"
    )
    words = ("report", "--include-suggestions", "--format", "md", "--study")
    assert invoke(*words, copy, "--output", tmp_path).exit_code == 0
    option = ALIASES.get(style, style)
    assert invoke(*words, study, "--output", tmp_path / "own", "--attribution", option).exit_code == 0
    assert (tmp_path / "report.md").read_bytes() == (tmp_path / "own" / "report.md").read_bytes()


def test_faults_are_told_and_nothing_is_written(study, tmp_path):
    (tmp_path / "plan.yaml").write_text("sections: [matrics]\n")
    for words, told in (
        (
            ("--plan", tmp_path / "plan.yaml"),
            "plan.yaml:1: There is no section “matrics”. Did you mean “matrices”?",
        ),
        (("--case", "Nowhere"), "Nothing is coded with case “Nowhere”"),
        (("--format", "pages"), "There is no report format “pages”"),
    ):
        done = invoke(
            "report", "--study", study, "--include-suggestions", "--output", tmp_path / "out", *words
        )
        assert done.exit_code == 1
        assert told in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_small_group_is_warned_of(study, tmp_path):
    done = invoke("report", "--study", study, "--include-suggestions", "--format", "md", "--output", tmp_path)
    assert "may show who said them" in done.stderr


def test_the_printed_plan_is_the_default_one(tmp_path):
    assert invoke("report", "--print-plan").stdout == plan_to_print()
    (tmp_path / "plan.yaml").write_text(plan_to_print(), encoding="utf-8")
    plan = load_plan(tmp_path / "plan.yaml")
    assert plan.sections == tuple(SECTIONS)
    empty = Material("Empty", Codebook("None yet", ()), {}, (), ())
    assert [section.id for section in build_report(empty, plan).sections][:-1] == list(SECTIONS)
    assert write_markdown(build_report(empty, plan)) == write_markdown(build_report(empty))


def test_the_coefficients_of_a_round_stand_in_it(study, tmp_path):
    kept = {
        "round": "pilot",
        "at": "2026-01-02",
        "unit": "turn",
        "coders": ["amy", "bea"],
        "headline": {"alpha": 0.7},
    }
    folder = study / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / "pilot.json").write_text(json.dumps(kept))
    invoke("report", "--study", study, "--include-suggestions", "--format", "md", "--output", tmp_path)
    text = (tmp_path / "report.md").read_text("utf-8")
    assert "Agreement in round pilot: amy, bea: alpha 0.70" in text.split("## Coders and agreement")[1]


def test_the_matrix_of_a_study(study):
    done = invoke("matrix", "--study", study, "--include-suggestions")
    assert done.exit_code == 0
    head, *rows = done.stdout.splitlines()
    assert head.startswith("no\tcontext\tmechanism")
    assert rows
    assert all(UNREVIEWED in row for row in rows)
    assert invoke("matrix", "--study", study).stdout.count("\n") == 1


def test_a_path_from_a_code_there_is_not(study):
    wrong = invoke("matrix", "--study", study, "--path", "mec.trst", "out.service")
    assert wrong.exit_code == 1
    assert "Did you mean “mec.trust”?" in wrong.stderr
