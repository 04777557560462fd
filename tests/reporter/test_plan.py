"""Report plans: what a team may choose, and faults told at their lines."""

import pytest

from realist_eval.errors import InputError
from realist_eval.reporter import load_plan


def plan_of(tmp_path, text):
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return load_plan(path)


def test_a_plan_chooses_orders_and_names_sections(tmp_path):
    plan = plan_of(
        tmp_path,
        "title: Annex B\nattribution: role and case\nsmallest_group: 5\n"
        "sections:\n- audit\n- matrix: What we found\ntables:\n- file: funds.csv\n  total_row: All\n"
        "paths:\n- {from: ctx.a, to: out.b}\n",
    )
    assert plan.title == "Annex B"
    assert plan.attribution == "role and case"
    assert plan.smallest_group == 5
    assert plan.sections == ("audit", "matrix")
    assert plan.headings == {"matrix": "What we found"}
    assert plan.tables[0].path == tmp_path / "funds.csv"
    assert plan.tables[0].title == "funds"
    assert plan.paths == (("ctx.a", "out.b"),)


def test_all_faults_are_told_at_once_with_their_lines(tmp_path):
    with pytest.raises(InputError) as told:
        plan_of(
            tmp_path, "titel: X\nattribution: rolle\nrows: none\nsections:\n- matrix\n- audits\npaths: no\n"
        )
    lines = {problem.line: str(problem) for problem in told.value.problems}
    assert set(lines) == {1, 2, 3, 6, 7}
    assert "Did you mean “title”?" in lines[1]
    assert "Did you mean “role”?" in lines[2]
    assert "Did you mean “audit”?" in lines[6]


@pytest.mark.parametrize("text", ["sections: [matrix\n", "- just\n- a list\n", "\tx: 1\n", "", "# nothing\n"])
def test_a_plan_that_is_no_plan_is_told(tmp_path, text):
    with pytest.raises(InputError, match=r"plan\.yaml"):
        plan_of(tmp_path, text)


def test_a_plan_that_is_missing_is_told(tmp_path):
    with pytest.raises(InputError, match="could not be read"):
        load_plan(tmp_path / "none.yaml")
