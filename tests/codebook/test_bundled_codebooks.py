"""The three codebooks that come with the tool are sound, rich, and the model study's codes are all there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from realist_eval.bundled import codebooks
from realist_eval.codebook import lines_of, lint, load_codebook, read_indicator
from realist_eval.model import Codebook

RICH = ("generic_realist", "public_social_partnership")
JUSTIFIED = {
    "generic_realist": ["leave open who they are about"]
}  # it is for any programme: people is all it can say


def book(name: str) -> Codebook:
    return load_codebook(codebooks()[name])


def test_there_are_three() -> None:
    assert list(codebooks()) == ["generic_realist", "public_social_partnership", "template"]


@pytest.mark.parametrize("name", [*RICH, "template"])
def test_they_pass_their_own_check(name: str) -> None:
    found = lint(book(name), name, lines_of(codebooks()[name].read_text("utf-8")))
    doubts = [str(problem) for problem in found]
    assert [text for text in doubts if not any(said in text for said in JUSTIFIED.get(name, []))] == []


@pytest.mark.parametrize("name", RICH)
def test_their_codes_are_fully_written(name: str) -> None:
    for code in book(name).codes:
        assert code.definition, code.id
        assert code.include, code.id
        assert code.exclude, code.id
        assert code.examples.typical, code.id
        assert code.expected, code.id
        assert code.level, code.id
        assert code.theme, code.id
        assert 12 <= len(code.indicators) <= 60, code.id
        assert code.kind != "mechanism" or (code.resource and code.reasoning), code.id


@pytest.mark.parametrize("name", RICH)
def test_most_codes_find_their_own_example(name: str) -> None:
    """Indicators are written for speech at large; an example that none of them knows is the exception."""
    codes = book(name).codes
    found = [
        code.id for code in codes if any(_says(quote, code.indicators) for quote in code.examples.typical)
    ]
    assert len(found) >= len(codes) // 3


def _says(quote: str, indicators: tuple[str, ...]) -> bool:
    for text in indicators:
        indicator = read_indicator(text)
        pattern = (
            indicator.body if indicator.form == "regex" else r"\s+".join(map(re.escape, indicator.words))
        )
        if re.search(pattern, quote, re.IGNORECASE):
            return True
    return False


@pytest.mark.shared
def test_the_model_study_s_codes_are_all_there_in_our_own_words() -> None:
    path = Path(__file__).parents[3] / "shared/gold/psp/codebook.yaml"
    if not path.is_file():
        pytest.skip("the measuring data is not here")
    theirs, ours = load_codebook(path).by_id, book("public_social_partnership").by_id
    assert {name: code.kind for name, code in theirs.items()} == {
        name: code.kind for name, code in ours.items()
    }
    assert not [name for name in ours if ours[name].definition == theirs[name].definition]


def test_importing_the_room_is_cheap() -> None:
    said = "import sys, realist_eval.codebook; print({'pydantic', 'ruamel.yaml'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
