from pathlib import Path

import pytest

import realist_eval


@pytest.mark.parametrize("name", realist_eval.__all__)
def test_every_public_name_can_be_imported_and_says_what_it_is(name: str) -> None:
    assert getattr(realist_eval, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = realist_eval.nothing


def test_the_version_is_that_of_the_build() -> None:
    pyproject = (Path(__file__).resolve().parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{realist_eval.__version__}"' in pyproject
