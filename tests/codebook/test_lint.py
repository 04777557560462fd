"""Doubts on substance: what is doubtful, why it matters, and what to write instead."""

import pytest

from realist_eval.codebook import lines_of, lint, parse_codebook

SOUND = """\
title: Sound
codes:
- id: ctx.place
  kind: context
  label: Far from help
  definition: Families live too far from the clinic to use it often.
  exclude: Not knowing of it (mec.shown).
- id: mec.shown
  kind: mechanism
  label: Shown by a neighbour
  definition: Parents see a neighbour do it and believe that they can do it too.
  resource: A neighbour who shows how it is done.
  reasoning: Parents conclude that they can do it.
  exclude: Lessons by nurses.
- id: out.visits
  kind: outcome
  label: More visits
  definition: More parents come to the clinic.
  exclude: Being pleased with a visit.
"""


MECHANISM = """\
  definition: Parents see a neighbour do it and believe that they can do it too.
  resource: A neighbour who shows how it is done.
  reasoning: Parents conclude that they can do it.
"""


def warned(text: str) -> list[str]:
    book = parse_codebook(text)
    found = lint(book, "book.yaml", lines_of(text))
    assert all(problem.severity == "warning" and problem.hint for problem in found)
    return [str(problem) for problem in found]


def test_a_sound_codebook_gets_no_warning() -> None:
    assert warned(SOUND) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("  exclude: Lessons by nurses.\n", "", 8, "no exclusion rule"),
        ("  definition: More parents come to the clinic.\n", "", 15, "no definition"),
        (
            MECHANISM,
            "  definition: Weekly training sessions for parents.\n",
            8,
            "only an activity (“training”)",
        ),
        ("Families live too far", "The programme offers rides to families", 3, "what the programme does"),
        (
            "Families live too far from the clinic",
            "Neighbours who show families how it is done",
            3,
            "repeats what mec.shown",
        ),
        ("More parents come to the clinic", "Stakeholders see more of the clinic", 15, "(“Stakeholders”)"),
        (
            "label: More visits\n  definition: More parents come to the clinic.",
            "label: Visits\n  definition: The visits of parents to the clinic.",
            15,
            "without a direction",
        ),
        ("(mec.shown)", "(mec.showing)", 3, "mec.showing, which is not a code. Did you mean “mec.shown”?"),
        ("kind: outcome", "kind: mechanism", None, "no code of the kind outcome"),
        (
            "  label: More visits",
            "  label: More visits\n  parent: ctx.place",
            15,
            "(outcome) stands under ctx.place (context)",
        ),
    ],
)
def test_each_doubt_is_told_at_its_line(old: str, new: str, line: int | None, said: str) -> None:
    assert old in SOUND
    found = warned(SOUND.replace(old, new))
    place = f"book.yaml:{line}: " if line else "book.yaml: "
    assert any(text.startswith(place) and said in text for text in found), found


def test_indicators_under_two_codes_are_named() -> None:
    text = SOUND.replace("  label: Far from help", "  label: Far from help\n  indicators: [Remote, 're:far']")
    text = text.replace(
        "  label: More visits", "  label: More visits\n  indicators: ['lem:remote', 're:FAR']"
    )
    found = warned(text)
    assert len(found) == 2
    assert all("both ctx.place and out.visits" in warning for warning in found)


def test_definitions_alike_are_measured_and_their_words_named() -> None:
    twin = SOUND + (
        "- id: ctx.twin\n  kind: context\n  label: Distance\n  exclude: Other things.\n"
        "  definition: Families live far from the clinic and cannot use it often.\n"
    )
    found = warned(twin)
    assert len(found) == 1
    assert "ctx.place and ctx.twin are defined alike" in found[0]
    assert "clinic" in found[0]
    assert "%" in found[0]


def test_theories_without_codes_or_parts_are_told() -> None:
    found = warned(SOUND + "theories:\n- {id: T1, if: far, then: stay}\n")
    assert len(found) == 2
    assert "has no codes" in " ".join(found)
    assert "no “because”" in " ".join(found)


def test_many_doubts_of_one_sort_are_told_in_one() -> None:
    codes = "".join(f"- {{id: c{n}, kind: context, label: L, definition: D{n}}}\n" for n in range(8))
    found = [text for text in warned("title: T\nkinds: [context]\ncodes:\n" + codes) if "exclusion" in text]
    assert len(found) == 1
    assert "8 codes have no exclusion rule: c0, c1" in found[0]


def test_retired_codes_are_left_in_peace() -> None:
    text = SOUND + "- {id: old, kind: outcome, label: Old, retired: true}\n"
    assert warned(text) == []
