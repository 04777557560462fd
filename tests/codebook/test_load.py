"""Every fault of a codebook is told at once, at its line, in plain words."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realist_eval.codebook import load_codebook, parse_codebook, read_indicator
from realist_eval.errors import CodebookError, Problem

GOOD = """\
version: 2
title: Small
codes:
- id: ctx.place
  kind: context
  label: Place
  level: structural
  expected: hindering
- id: mec.trust
  kind: mechanism
  label: Trust
  parent: ctx.place
  examples:
    typical: [one, two]
    close_but_no:
    - three
  indicators: [value for money, "lem:inspire", 're:\\bsteer\\w*']
  retired: yes
theories:
- {id: T1, if: far, then: stay, because: trust, codes: [mec.trust], status: initial}
"""


def problems(text: str) -> list[Problem]:
    with pytest.raises(CodebookError) as caught:
        parse_codebook(text, "book.yaml")
    return list(caught.value.problems)


def faults(text: str) -> list[Problem]:
    """What is wrong with a text; nothing where it is a codebook."""
    try:
        parse_codebook(text)
    except CodebookError as error:
        return list(error.problems)
    return []


def only(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def code(*lines: str) -> str:
    """A codebook whose one code has these lines besides the three that every code needs."""
    return "\n".join(
        ["title: T", "codes:", "- id: a", "  kind: context", "  label: A", *("  " + x for x in lines)]
    )


def test_a_good_codebook_becomes_values() -> None:
    book = parse_codebook(GOOD)
    trust = book.by_id["mec.trust"]
    assert (book.title, book.version, book.kinds) == ("Small", "2", ("context", "mechanism", "outcome"))
    assert trust.examples.typical == ("one", "two")
    assert trust.examples.close_but_no == ("three",)
    assert trust.indicators == ("value for money", "lem:inspire", "re:\\bsteer\\w*")
    assert trust.retired
    assert book.theories[0].if_ == "far"
    assert book.valences["outcome"] == ("achieved", "not_achieved", "intended", "unintended")


def test_a_misspelt_kind_at_the_top_is_told_where_it_stands() -> None:
    problem = only("kinds: [context, mechanisms, outcome]\n" + code())
    assert (problem.line, problem.hint) == (1, "Did you mean “mechanism”?")


def test_optional_kinds_need_no_declaration() -> None:
    book = parse_codebook(code().replace("kind: context", "kind: actor"))
    assert book.kinds == ("context", "mechanism", "outcome", "actor")


def test_a_study_may_name_its_own_levels_and_valences() -> None:
    own = "levels: [ward]\nvalences: {context: [mixed]}\n" + code("level: ward", "expected: mixed")
    book = parse_codebook(own)
    assert (book.levels, book.valences["context"]) == (("ward",), ("mixed",))
    assert book.valences["mechanism"] == ("enabling", "hindering")


def test_all_faults_are_told_at_once_with_their_lines() -> None:
    text = """\
title: NO
versio: 2
codes:
- id: a b
  kind: contxt
  label: 2024-01-01
  level: partnershp
  indicators: [fine, "re:(a+)+", "regex:x", "re:("]
- kind: outcome
  lable: Much
  expected: achievd
"""
    found = {(problem.line, problem.message.split(" ")[0]) for problem in problems(text)}
    assert {line for line, _ in found} == {1, 2, 4, 5, 6, 7, 8, 9, 10, 11}
    hints = " ".join(f"{p.message} {p.hint}" for p in problems(text))
    for said in ("“version”", "“context”", "“partnership”", "“achieved”", "“label”", "“re:”", '"NO"'):
        assert said in hints


@pytest.mark.parametrize("word", ["NO", "no", "Yes", "on", "OFF", "true"])
def test_switch_words_without_quotes_are_refused_where_text_is_wanted(word: str) -> None:
    problem = only(code(f"theme: {word}"))
    assert problem.line == 6
    assert f'"{word}"' in problem.hint
    assert parse_codebook(code(f'theme: "{word}"')).codes[0].theme == word


@pytest.mark.parametrize(
    ("value", "what"), [("12", "a number"), ("1.5", "a number"), ("2024-05-01", "a date")]
)
def test_numbers_and_dates_are_refused_where_text_is_wanted(value: str, what: str) -> None:
    assert what in only(code(f"theme: {value}")).message
    assert what in only(code(f"indicators: [{value}]")).message


def test_a_code_used_twice_names_both_lines() -> None:
    problem = only(code() + "\n- id: a\n  kind: outcome\n  label: B\n")
    assert "line 3 and in line 6" in problem.message
    assert problem.line == 6


def test_a_key_used_twice_names_both_lines() -> None:
    problem = only(code("label: B"))
    assert "line 5 and in line 6" in problem.message


def test_parents_must_exist_and_end() -> None:
    assert "not a parent code" in only(code("parent: b")).message
    assert "a > a" in only(code("parent: a")).message
    circle = code("parent: b") + "\n- {id: b, kind: context, label: B, parent: a}\n"
    assert "a > b > a" in only(circle).message


def test_theories_must_name_codes_that_exist() -> None:
    problem = only(code() + "\ntheories:\n- {id: T1, codes: [a, aa]}\n")
    assert (problem.line, "“a”" in problem.hint) == (7, True)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "empty"),
        ("# nothing yet\n", 1, "empty"),
        ("- a\n- b\n", 1, "not a codebook"),
        ("just words", 1, "not a codebook"),
        ("title: T\ncodes: []\n", 2, "no codes"),
        ("title: T\ncodes:\n", 2, "no “codes”"),
        ("title: T\n\tcodes: x\n", 2, "tab"),
        (code("include: a: b"), 6, "colon"),
        (code("include: 'open"), 6, "quotation mark"),
        (code("include: *x"), 6, "reference"),
        (code("include: @x"), 6, "sign"),
        (code("indicators: [a, b"), 6, "bracket"),
        ("---\ntitle: T\n---\ntitle: U\n", 3, "second"),
        ("title: \x07", 1, "control"),
    ],
)
def test_yaml_faults_are_told_in_plain_words(text: str, line: int, said: str) -> None:
    problem = only(text)
    assert problem.line == line
    assert said in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 5000,
        "title: T\ncodes: &c [*c]",
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n"
            for old, new in zip("abcdefg", "bcdefgh", strict=True)
        ),
        "title: !!python/object/apply:os.system ['echo pwned']\ncodes: []",
    ],
    ids=["deep", "circle", "bomb", "python"],
)
def test_hostile_yaml_is_refused(text: str) -> None:
    assert problems(text)


@pytest.mark.parametrize(
    "pattern",
    [
        "((((((((((((((a))))))))))))))",
        "(a+)+$",
        "(.*)*",
        "(\\w+\\s?)*$",
        "(a|aa)+b",
        "(?:a?){30}a{30}",
        "(a*)(a*)(a*)(a*)b",
        ".*a.*b.*c",
        "(?=(a+)+)b",
    ],
)
def test_regular_expressions_that_could_hang_are_refused(pattern: str) -> None:
    assert (
        "very long" in only(code(f"indicators: ['re:{pattern}']")).message
        or "empty text" in only(code(f"indicators: ['re:{pattern}']")).message
    )


@pytest.mark.parametrize(
    "pattern",
    [
        "\\bsteer\\w*",
        "trust(?:\\s+\\w+){0,5}\\s+partner",
        "no\\W+(?:\\w+\\W+){0,3}money",
        "\\b(?:fund|mon|cut)\\w*\\s+(?:was|is)\\b",
        ".*because.*",
        "(?:[a-z]+[ ,]+)*end",
        "\\bcut(?:s|ting|backs?)?\\b",
        "a.{0,40}b",
    ],
)
def test_usual_regular_expressions_are_let_through(pattern: str) -> None:
    assert parse_codebook(code(f"indicators: ['re:{pattern}']")).codes[0].indicators == (f"re:{pattern}",)


@pytest.mark.parametrize(
    "indicator", ["re:", "lem:", "'lem:a1!'", "'...'", "'re:a*'", "'lemma:trust'", "'RE:x'"]
)
def test_other_faulty_indicators_are_refused(indicator: str) -> None:
    assert only(code(f"indicators: [{indicator}]")).line == 6


def test_an_indicator_can_be_taken_apart() -> None:
    assert read_indicator("Value  for money").words == ("value", "for", "money")
    assert read_indicator("lem: step up").form == "lemma"
    assert read_indicator("re:\\bx").body == "\\bx"
    assert read_indicator("note: this").form == "phrase"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_and_line_ends_of_other_systems_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "book.yaml"
    path.write_bytes(code("theme: café").replace("\n", "\r\n").encode(encoding))
    assert load_codebook(path).codes[0].theme == "café"


def test_files_that_are_no_codebooks_are_refused(tmp_path: Path) -> None:
    cases = {
        "latin.yaml": code("theme: café").encode("latin-1"),
        "binary.yaml": b"\x00\x01PK",
        "big.yaml": b"a" * 2_100_000,
    }
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(CodebookError, match=name):
            load_codebook(tmp_path / name)
    for path in (tmp_path, tmp_path / "missing.yaml"):
        with pytest.raises(CodebookError):
            load_codebook(path)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab:- \n[]{}&*!|>'\"#%@,?0\t", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert all(problem.file for problem in faults(text))


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab(|)*+?{1,2}[]^\\w$. ", min_size=1, max_size=24))
def test_no_indicator_breaks_the_reader(pattern: str) -> None:
    quoted = pattern.replace("'", "''")
    assert all(problem.line == 6 for problem in faults(code(f"indicators: ['re:{quoted}']")))


@pytest.mark.shared
def test_the_model_study_s_codebook_is_valid() -> None:
    path = Path(__file__).parents[3] / "shared/gold/psp/codebook.yaml"
    if not path.is_file():
        pytest.skip("the measuring data is not here")
    assert len(load_codebook(path).codes) == 34


def test_the_example_of_the_guide_is_valid() -> None:
    guide = (Path(__file__).parents[2] / "docs/codebook-guide.md").read_text("utf-8")
    example = guide.split("```yaml\n")[1].split("```")[0]
    assert (
        parse_codebook(example).by_id["mec.trust"].reasoning == "Parents judge that it is safe to tell her."
    )
