"""The screen driven by keys and mouse, end to end; and what stands on it, compared to files in `golden/`.

To look at a change of the screen: REALIST_EVAL_GOLDEN=write pytest tests/review, then read the difference.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from review_study import SmallStudy, go_to, reopened, screen_text, small_study, words
from textual.pilot import Pilot

from realist_eval.errors import StudyError
from realist_eval.model import Material
from realist_eval.review import Desk
from realist_eval.review.keys import MODES, all_keys, help_lines
from realist_eval.review.screen.app import ReviewApp, run_review
from realist_eval.review.screen.frame import DECISIONS, MOVES

GOLDEN = Path(__file__).parent / "golden"
Script = Callable[[Pilot[None]], Awaitable[None]]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallStudy:
    monkeypatch.setenv("REALIST_EVAL_DEVICE", "desk")
    return small_study(tmp_path)


def drive(desk: Desk, script: Script, size: tuple[int, int] = (80, 24)) -> ReviewApp:
    async def main() -> ReviewApp:
        app = ReviewApp(desk)
        async with app.run_test(size=size) as pilot:
            await script(pilot)
        return app

    return asyncio.run(main())


def press(desk: Desk, *keys: str, size: tuple[int, int] = (80, 24)) -> str:
    """Press keys, and give what stands on the screen after them."""
    seen = []

    async def script(pilot: Pilot[None]) -> None:
        await pilot.press(*keys)
        await pilot.pause()
        await pilot.pause(0.1)  # the panel is drawn once more when its width is known
        seen.append(screen_text(pilot.app))

    drive(desk, script, size)
    return seen[0]


def quotes(material: Material, transcript: str = "one") -> list[str]:
    text = material.transcripts[transcript].text
    return [text[slice(*coding.span)] for coding in material.codings if coding.transcript == transcript]


def test_a_review_by_keys_from_start_to_finish(study: SmallStudy) -> None:
    """Accept, reject, undo, redo, amend code, valence and words, filter, join, code by hand, quit."""
    desk = Desk(study)
    desk.session = desk.session.at(desk.session.queue.entries[0].id)
    script = [
        *("a",),  # the configuration with its three elements; on to the next one
        *("r", "u", "U"),  # reject the second configuration, take it back, bring it back
        *("n", "space"),  # its context: marked
        *("n", "c", *"leave", "enter"),  # its outcome: another code by its label
        *("v", "down", "enter"),  # and the next valence
        *("w", "space", "left", "enter"),  # and one word more at its beginning
        *("space", "j"),  # joined with the context
        *("s", "down", "down", *["right"] * 3),  # the first word of a later line, and three further
        *("space", "right", "enter", *"fear", "enter"),
        *("m", *"look again", "enter"),
        *("f", "down", "enter", "down", "enter"),  # only one kind
        "q",
    ]
    drive(desk, lambda pilot: pilot.press(*["space" if key == " " else key for key in script]))
    material = reopened(study).material()
    assert [link.status for link in material.configurations] == ["accepted", "manual"]
    assert quotes(material)[:5] == [
        "a shared office",
        "we trusted each other",
        "referrals went up",
        "The money stopped",
        "so people left",
    ]
    left = material.codings[4]
    assert (left.code, left.valence, left.status) == ("out.leaving", "not_achieved", "amended")
    by_hand = [coding for coding in material.codings if coding.status == "manual"]
    assert [coding.code for coding in by_hand] == ["mec.fear"]
    assert len(quotes(material)[5].split()) == 2
    assert [memo.payload.text for memo in study.state.memos(by_hand[0].id)] == ["look again"]
    assert len(desk.session.filters.narrowing) == 1


def test_each_decision_is_on_disk_before_the_next_key(study: SmallStudy) -> None:
    desk = Desk(study)
    counts = []

    async def script(pilot: Pilot[None]) -> None:
        for key in ("a", "r", "n", "a"):
            await pilot.press(key)
            counts.append(sum(reopened(study).state.coders().values()))

    drive(desk, script)
    assert counts == [4, 5, 5, 6]


def test_the_span_of_a_suggestion_moves_at_both_ends(study: SmallStudy) -> None:
    desk = Desk(study)
    go_to(desk, "referrals went up")
    press(desk, "w", "left", "space", "left", "left", "right", "enter")
    assert words(desk) == "so referrals went"
    assert quotes(reopened(study).material()) == ["so referrals went"]


def test_escape_leaves_everything_as_it_was(study: SmallStudy) -> None:
    desk = Desk(study)
    go_to(desk, "referrals went up")
    press(
        desk, "w", "left", "escape", "c", "escape", "m", "x", "escape", "f", "escape", "s", "right", "escape"
    )
    assert not reopened(study).state.coders()


def test_a_memo_on_the_transcript_is_written_by_keys(study: SmallStudy) -> None:
    press(Desk(study), "M", *"tired", "enter")
    (memo,) = reopened(study).state.memos("one")
    assert memo.payload.text == "tired"


def test_the_mouse_goes_to_elements_and_draws_over_words(study: SmallStudy) -> None:
    desk = Desk(study)
    seen = []

    async def script(pilot: Pilot[None]) -> None:
        rows = screen_text(pilot.app).split("\n")
        row = next(n for n, line in enumerate(rows) if "people left" in line)
        await pilot.click(offset=(rows[row].index("people left") + 2, row))
        seen.append(words(desk))
        row = next(n for n, line in enumerate(rows) if "We were afraid" in line)
        at = rows[row].index("We were")
        await pilot.mouse_down(offset=(at, row))
        await pilot.hover(offset=(at + 4, row))
        await pilot.mouse_up(offset=(at + 4, row))
        await pilot.press("enter", *"fear", "enter")
        seen.append(words(desk))

    drive(desk, script, (100, 30))
    assert seen == ["people left", "We were"]


def test_a_hint_can_be_clicked(study: SmallStudy) -> None:
    desk = Desk(study)

    async def script(pilot: Pilot[None]) -> None:
        rows = screen_text(pilot.app).split("\n")
        row = max(n for n, line in enumerate(rows) if "a accept" in line)
        await pilot.click(offset=(rows[row].index("a accept") + 3, row))
        await pilot.pause()

    drive(desk, script)
    assert sum(reopened(study).state.coders().values()) == 4


def test_a_refusal_is_said_and_changes_nothing(study: SmallStudy) -> None:
    desk = Desk(study)
    assert "different kinds" in press(desk, "j")
    assert "configuration" in press(desk, "w")
    assert "no decision, but import" in press(desk, "u")
    assert not reopened(study).state.coders()


def test_a_picker_finds_codes_by_any_word_and_shows_their_definition(study: SmallStudy) -> None:
    desk = Desk(study)
    go_to(desk, "people left")
    seen = press(desk, "c", *"heads")
    assert "People keep their heads down." in seen
    assert "Referrals" not in seen.split("Which code?")[1].split("Enter chooses")[0]


def test_a_blind_screen_shows_no_suggestion(study: SmallStudy) -> None:
    Desk(study).accept()
    seen = press(Desk(reopened(study, "ben", blind=True)), "down")
    assert "You code blind" in seen
    assert "[C" not in seen
    assert "Ana: Because the team had a shared office" in seen


def test_every_key_of_the_table_does_something() -> None:
    told = {shown for shown, _ in help_lines()}
    for mode in MODES:
        assert {key.shown for key in MODES[mode]} <= told
        for key in MODES[mode]:
            assert hasattr(ReviewApp, f"act_{key.act}") or key.act in {*MOVES, *DECISIONS}
    assert all(hasattr(Desk, name) for name in DECISIONS.values())


def test_no_key_is_too_much_even_for_a_tiny_screen(study: SmallStudy) -> None:
    keys = [pressed for key in all_keys() if key != "q" for pressed in (key, "escape")]
    drive(Desk(study), lambda pilot: pilot.press(*keys), (40, 12))
    assert {"decide", "undo", "redo"} <= {event.op for event in reopened(study).state.events.values()}


def test_what_goes_wrong_inside_is_handed_on_without_a_traceback(
    study: SmallStudy, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(study)

    def fail(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(ReviewApp, "on_mount", fail)
    monkeypatch.setattr(ReviewApp, "is_headless", property(lambda _app: False))
    monkeypatch.setattr(
        ReviewApp, "run", lambda app: asyncio.run(app.run_async(headless=True, size=(80, 24)))
    )
    with pytest.raises(ZeroDivisionError):
        run_review(desk)
    assert "Traceback" not in "".join(capfd.readouterr())


GOLDENS = {
    "start": (),
    "element": ("down", "down"),
    "words": ("down", "down", "w", "left"),
    "picker": ("down", "c"),
    "decided": ("a", "r"),
    "help": ("question_mark",),
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", GOLDENS)
def test_the_screen_looks_as_it_did(study: SmallStudy, name: str, size: tuple[int, int]) -> None:
    seen = press(Desk(study), *GOLDENS[name], size=size)
    path = GOLDEN / f"{name}.{size[0]}x{size[1]}.txt"
    if os.environ.get("REALIST_EVAL_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(seen, encoding="utf-8")
    assert seen == path.read_text(encoding="utf-8")


def test_a_wrong_transcript_is_named(study: SmallStudy) -> None:
    with pytest.raises(StudyError, match="no transcript"):
        Desk(study, "three")


def test_the_manual_explains_every_key() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "review.md").read_text(encoding="utf-8")
    for shown, said in help_lines():
        assert (f"| `{shown}` | {said} |" if shown else f"**{said}**") in manual


def test_a_transcript_is_found_by_its_name_and_not_by_its_counts(study: SmallStudy) -> None:
    desk = Desk(study)
    press(desk, "t", *"two", "enter")
    assert desk.session.here == "two"
    press(desk, "t", *"7", "enter", "escape")  # both have 7 to decide; none is called so
    assert desk.session.here == "two"
