"""Reading what was written gives the same codebook; editing keeps the user's comments."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realist_eval.bundled import codebooks
from realist_eval.codebook import dump_codebook, load_codebook, outline, parse_codebook
from realist_eval.model import KINDS, LEVELS, VALENCES, Code, Codebook, Examples, Theory

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=60).map(
    str.strip
)
AWKWARD = st.sampled_from(
    [
        "NO",
        "yes",
        "on",
        "null",
        "~",
        "1.0",
        "0x1f",
        "2024-01-01",
        "a: b",
        "- a",
        "#c",
        "&a",
        "*a",
        "'q'",
        '"',
        "\\",
    ]
)
SAID = (TEXT | AWKWARD).filter(bool)
LINE = SAID.map(lambda text: " ".join(text.split()))
IDS = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,12}\Z")
INDICATORS = st.sampled_from(
    ["value for money", "lem:inspire", "re:\\bsteer\\w*", "it's", "no", "yes", "lem:step up", "re:a|b: c"]
)


@st.composite
def books(draw: st.DrawFn) -> Codebook:
    ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    codes = []
    for n, name in enumerate(ids):
        kind = draw(st.sampled_from(KINDS))
        codes.append(
            Code(
                id=name,
                kind=kind,
                label=draw(LINE),
                definition=draw(TEXT | AWKWARD),
                include=draw(TEXT),
                exclude=draw(TEXT),
                examples=Examples(
                    typical=tuple(draw(st.lists(SAID, max_size=2))),
                    close_but_no=tuple(draw(st.lists(SAID, max_size=1))),
                ),
                indicators=tuple(draw(st.lists(INDICATORS, max_size=3))),
                level=draw(st.sampled_from(("", *LEVELS))),
                theme=draw(TEXT | AWKWARD),
                expected=draw(st.sampled_from(("", *VALENCES[kind]))),
                resource=draw(TEXT),
                parent=ids[n - 1] if n and draw(st.booleans()) else "",
                retired=draw(st.booleans()),
            )
        )
    theories = tuple(
        Theory(id=name, if_=draw(TEXT | AWKWARD), then=draw(TEXT), because=draw(TEXT), codes=tuple(ids[:2]))
        for name in draw(st.lists(IDS, max_size=2, unique=True))
    )
    return Codebook(title=draw(LINE), codes=tuple(codes), version=draw(SAID), theories=theories)


@settings(max_examples=40, deadline=None)
@given(books())
def test_reading_what_was_written_gives_the_same_codebook(book: Codebook) -> None:
    assert replace(parse_codebook(dump_codebook(book)), sha="") == book


@pytest.mark.parametrize("name", ["generic_realist", "public_social_partnership", "template"])
def test_the_bundled_codebooks_survive_the_round_trip(name: str) -> None:
    book = load_codebook(codebooks()[name])
    assert replace(parse_codebook(dump_codebook(book)), sha=book.sha) == book


def test_the_outline_stays_within_eighty_columns() -> None:
    for path in codebooks().values():
        text = outline(load_codebook(path))
        assert max(map(len, text.splitlines())) <= 80
    assert "MECHANISMS" in text


def test_markdown_cells_cannot_break_the_table() -> None:
    book = parse_codebook(
        "title: T\ncodes:\n- {id: a, kind: context, label: 'x | y', definition: \"one\\ntwo\"}\n"
    )
    assert "| `a` | x \\| y | one two |" in outline(book, "md")


def test_notes_are_comments_that_change_nothing() -> None:
    code = Code("a", "context", "A", examples=Examples(("She # said: so", "Yes")))
    book = Codebook("T", (code,))
    said = dump_codebook(book, {"a": "3 phrases", "She # said: so": "one, turn 2"})
    assert "id: a  # 3 phrases" in said
    assert "# one, turn 2" in said
    assert parse_codebook(said).codes == parse_codebook(dump_codebook(book)).codes == book.codes
