"""The study's own tables: shown with their totals added up again; a wrong total is told, not copied."""

from pathlib import Path

import pytest
from words_and_codes import three_interviews

from realist_eval.errors import InputError
from realist_eval.reporter import Plan, build_report, write_report
from realist_eval.reporter.plan import OwnTable
from realist_eval.reporter.sections.own import checked, parsed

SHARED = Path(__file__).parents[3] / "shared" / "gold" / "psp" / "configurations.yaml"


def report_of(tmp_path, text, **more):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    plan = Plan(sections=("tables",), tables=(OwnTable(path, "Funds", **more),))
    return build_report(three_interviews().material(), plan)


def said(tmp_path, report):
    return write_report(report, tmp_path / "r.md").read_text("utf-8").replace("\\", "")


def test_totals_that_add_up_are_shown_without_remark(tmp_path):
    report = report_of(tmp_path, "Case,2015,2016,Total\nNorth,1,2,3\nSouth,10,20,30\nTotal,11,22,33\n")
    text = said(tmp_path, report)
    assert "| Total | 11 | 22 | 33 |" in text
    assert "Check" not in text
    (table,) = [one for one in report.tables if one.id == "own-1"]
    assert [row.total for row in table.rows] == [False, False, True]
    assert table.rows[0].cells[1].value == 1


def test_a_wrong_total_is_told_and_the_sum_stands_in_its_place(tmp_path):
    text = said(
        tmp_path,
        report_of(
            tmp_path, "Case,2015,2016\nNorth,£1,200,\nSouth,300,5\nAll,1600,5\n".replace("£1,200", '"£1,200"')
        ),
    )
    assert "| All | 1,500* | 5 |" in text
    assert "Check: 1 total does not add up. All, 2015: the file says 1,600" in text
    assert "the cells add up to 1,500 (the printed total is 100 above the sum)" in text


def test_a_grand_total_is_checked_against_the_cells_not_against_wrong_totals(tmp_path):
    text = said(tmp_path, report_of(tmp_path, "Case;a;b;Total\nN;1;2;\nS;3;4;\nTotal;9;6;15\n"))
    assert "Total, a: the file says 9" in text
    assert "Total, Total: the file says 15, the cells add up to 10" in text


def test_the_plan_says_which_columns_a_total_sums(tmp_path):
    text = "Keyword,Found,Selected,Heard\nCare,70,31,101\nSum,70,31,101\n"
    report = report_of(tmp_path, text, total_row="Sum", total_column="Heard", parts=("Found", "Selected"))
    assert "Check" not in said(tmp_path, report)
    wrong = report_of(tmp_path, text.replace("31,101", "31,102"), total_row="Sum", total_column="Heard")
    assert "Care, Heard: the file says 102" in said(tmp_path, wrong)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", 1234),
        ("£ 1,234.50", 1234.5),
        ("12 %", 12),
        ("(300)", -300),
        ("-5", -5),
        ("", None),
        ("–", "–"),
        ("2012-13", "2012-13"),
        ("3 of 4", "3 of 4"),
    ],
)
def test_what_counts_as_a_number(text, value):
    assert parsed(text) == value


@pytest.mark.parametrize(
    ("data", "told"), [(b"", "is empty"), (b"a,b\n1,2,3\n", "more cells"), (b"\xff\xfe\x00", "UTF-8")]
)
def test_a_table_that_cannot_be_read_is_told_with_its_place(tmp_path, data, told):
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    plan = Plan(sections=("tables",), tables=(OwnTable(path, "X"),))
    with pytest.raises(InputError, match=told):
        build_report(three_interviews().material(), plan)


def test_a_missing_table_is_told(tmp_path):
    plan = Plan(sections=("tables",), tables=(OwnTable(tmp_path / "none.csv", "X"),))
    with pytest.raises(InputError, match=r"none\.csv"):
        build_report(three_interviews().material(), plan)


def published():
    if not SHARED.exists():
        pytest.skip("the model study's tables are not here")
    from ruamel.yaml import YAML

    return YAML(typ="safe").load(SHARED.read_text("utf-8"))["tables"]


@pytest.mark.shared
def test_the_model_studys_funds_are_300_above_their_cells():
    funds = published()["table3_funds_gbp"]
    cases = {
        name: row
        for name, row in funds.items()
        if isinstance(row, list) and name not in ("years", "column_totals_as_printed")
    }
    head = ["Case", *funds["years"], "Total"]
    rows = [[name, *row, None] for name, row in cases.items()]
    rows.append(["Total", *funds["column_totals_as_printed"], funds["total_as_printed"]])
    found = checked(OwnTable(Path("funds.csv"), "Funds"), head, rows)
    assert [(one.row, one.column, one.printed - one.summed) for one in found] == [
        ("Total", "2013-14", 300),
        ("Total", "Total", 300),
    ]


@pytest.mark.shared
def test_the_model_studys_other_tables_add_up():
    tables = published()
    voices = tables["table4_voices_by_case"]
    roles = list(
        dict.fromkeys(
            role
            for name, row in voices.items()
            if name != "all"
            for role in row
            if role not in ("total", "other")
        )
    )
    rows = [
        [name, *(row.get(role) for role in roles), row["total"]]
        for name, row in voices.items()
        if name != "all"
    ]
    rows.append(["all", *[None] * len(roles), voices["all"]["total"]])
    assert checked(OwnTable(Path("v.csv"), "Voices"), ["Case", *roles, "total"], rows) == []
    counts = tables["methods_counts"]
    for people, whole in (
        ("partner_interviews_by_role", "partner_interviews"),
        ("stakeholder_interviews_by_role", "stakeholder_interviews"),
    ):
        rows = [[role, number] for role, number in counts[people].items()] + [["Total", counts[whole]]]
        assert checked(OwnTable(Path("c.csv"), "Counts"), ["Role", "Interviews"], rows) == []
    screened = [
        [row["keyword"], row["downloaded"], row["selected"]] for row in tables["table6_literature_screening"]
    ]
    screened[-1][0] = "All"
    assert checked(OwnTable(Path("s.csv"), "Screened"), ["Keyword", "Found", "Selected"], screened) == []
