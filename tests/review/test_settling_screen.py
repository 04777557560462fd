"""What two coders read differently, settled at the screen by keys."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from review_study import SmallStudy, reopened, screen_text, small_study
from test_review_screen import GOLDEN, drive, press

from realist_eval.model import Coding, Configuration
from realist_eval.review import Desk
from realist_eval.study import settled

CODED = {
    "ana": {
        "a shared office": "con.office",
        "we trusted each other": "mec.trust",
        "referrals": "out.referrals",
    },
    "ben": {"a shared office": "con.office", "trusted each other": "mec.fear", "referrals": "out.referrals"},
}


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallStudy:
    """Two coders, each alone, with a mechanism and so a configuration that differ."""
    monkeypatch.setenv("REALIST_EVAL_DEVICE", "desk")
    made = small_study(tmp_path)
    for coder, codes in CODED.items():
        alone = reopened(made, coder, blind=True)
        text, parts = alone.transcript("one").text, []
        for words, code in codes.items():
            entry = alone.codebook().by_id[code]
            start = text.index(words)
            coding = Coding("", "one", start, start + len(words), entry.kind, code, entry.expected)
            parts.append(alone.make(coding))
            alone.memo(parts[-1], f"{coder} hears {entry.label.lower()}")
        alone.make(Configuration("", "one", *parts))
    return reopened(made, "chair")


def mechanisms(study: SmallStudy) -> list[tuple[str, str]]:
    found = reopened(study, "chair").material().codings
    return [(one.code, one.valence) for one in found if one.kind == "mechanism"]


def waiting(study: SmallStudy) -> list[str]:
    return [one.what.about for one in settled.disputes(reopened(study, "chair"))]


def links(study: SmallStudy) -> int:
    return len(reopened(study, "chair").material().configurations)


def test_one_after_the_other_with_a_rationale_each(study: SmallStudy) -> None:
    assert waiting(study) == ["configuration", "code"]
    seen = press(Desk(study), "d", "enter", "1", *"trust", "enter", "2", *"fear", "enter")
    assert "That was the last one." in seen
    assert waiting(study) == []
    assert mechanisms(study) == [("mec.fear", "hindering")]
    assert links(study) == 1
    kept = [event for event in reopened(study).state.events.values() if event.op == "adjudicate"]
    assert [(one.coder, one.payload.memo) for one in kept] == [("chair", "trust")] * 2 + [
        ("chair", "fear")
    ] * 2


def test_nothing_is_settled_without_a_rationale(study: SmallStudy) -> None:
    seen = press(Desk(study), "d", "enter", "1", "enter")
    assert "Say why" in seen
    press(Desk(study), "d", "enter", "1", "space", "enter", "escape")
    assert waiting(study) == ["configuration", "code"]


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (("b",), [("mec.trust", "enabling"), ("mec.fear", "hindering")]),
        (("n",), []),
        (("e", "enter", *"trust", "enter", "down", "enter"), [("mec.trust", "hindering")]),
        (("e", "down", "enter", "enter", "enter"), [("mec.fear", "hindering")]),
    ],
    ids=["both", "neither", "the first amended", "the second as it is"],
)
def test_both_neither_or_another_reading(
    study: SmallStudy, keys: tuple[str, ...], left: list[tuple[str, str]]
) -> None:
    press(Desk(study), "D", "down", "enter", *keys, *"because", "enter", "escape")
    assert sorted(mechanisms(study)) == sorted(left)
    assert waiting(study) == ["configuration"]


def test_another_element_of_a_configuration(study: SmallStudy) -> None:
    keys = ("enter", "down", "enter", *"fear", "enter")  # Ana's, its mechanism, Ben's element
    press(Desk(study), "d", "enter", "e", *keys, *"so", "enter", "escape")
    (link,) = reopened(study).material().configurations
    codings = {one.id: one.code for one in reopened(study).material().codings}
    assert codings[link.parts["mechanism"]] == "mec.fear"


def test_undo_takes_back_what_was_settled_in_the_dialog_and_outside(study: SmallStudy) -> None:
    press(Desk(study), "d", "enter", "1", *"so", "enter", "u", "escape")
    assert (waiting(study), links(study)) == (["configuration", "code"], 2)
    press(Desk(study), "d", "enter", "1", *"so", "enter", "escape", "u")
    assert (waiting(study), links(study)) == (["configuration", "code"], 2)
    press(Desk(study), "U")
    assert (waiting(study), links(study)) == (["code"], 1)


def test_the_cursor_opens_what_is_under_it_and_arrows_go_on(study: SmallStudy) -> None:
    desk = Desk(study)
    name = settled.disputes(study)[1].targets[1]
    desk.session = desk.session.at(name)
    assert "2 of 2: code" in press(desk, "d")
    assert "1 of 2: configuration (mechanism)" in press(desk, "escape", "d", "right")
    assert "2 of 2" in press(desk, "escape", "D", "enter", "left")


def test_an_answer_can_be_clicked(study: SmallStudy) -> None:
    async def script(pilot: object) -> None:
        await pilot.press("d", "enter")  # type: ignore[attr-defined]
        await pilot.pause()  # type: ignore[attr-defined]
        rows = screen_text(pilot.app).split("\n")  # type: ignore[attr-defined]
        row = next(n for n, line in enumerate(rows) if "n neither" in line)
        await pilot.click(offset=(rows[row].index("n neither") + 3, row))  # type: ignore[attr-defined]
        await pilot.press(*"no", "enter", "escape")  # type: ignore[attr-defined]

    drive(Desk(study), script)
    assert links(study) == 0


def test_a_contested_suggestion_is_settled_where_it_stands(study: SmallStudy) -> None:
    suggested = next(one for one in study.suggestions("two").codings if one.code == "con.office")  # type: ignore[union-attr]
    reopened(study, "ana").decide(suggested, "accept")
    reopened(study, "ben", blind=True).decide(suggested, "reject", memo="only a room")
    desk = Desk(reopened(study, "chair"), "two")
    desk.session = desk.session.at(suggested.id)
    seen = press(desk, "d")
    assert "1 of 3: decided differently" in seen
    assert "only a room" in seen
    press(desk, "escape", "d", "2", *"so", "enter", "escape")
    assert reopened(study).state.verdict(suggested.id).status == "rejected"  # type: ignore[union-attr]


def test_where_nothing_differs_and_where_one_codes_blind(tmp_path: Path) -> None:
    alone = small_study(tmp_path)
    assert "Nothing was read differently" in press(Desk(alone), "d")
    assert "does not see what others coded" in press(Desk(reopened(alone, "ben", blind=True)), "d")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_both_readings_stand_side_by_side_as_they_did(study: SmallStudy, size: tuple[int, int]) -> None:
    seen = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", "2026-01-31 12:00:00 UTC", press(
        Desk(study), "d", "enter", size=size))  # fmt: skip
    path = GOLDEN / f"settle.{size[0]}x{size[1]}.txt"
    if os.environ.get("REALIST_EVAL_GOLDEN") == "write":
        path.write_text(seen, encoding="utf-8")
    assert seen == path.read_text(encoding="utf-8")


def test_even_a_tiny_screen_holds_the_dialog(study: SmallStudy) -> None:
    assert "1 of 2" in press(Desk(study), "d", "enter", "pagedown", "down", "up", "pageup", "q", size=(30, 8))
