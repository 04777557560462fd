"""The dialog in which readings are settled, and the acts that lead there and on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.console import Group
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from realist_eval.model import Coding, Configuration
from realist_eval.review import choices
from realist_eval.review.choices import Choice
from realist_eval.review.entry import Item
from realist_eval.review.keys import SETTLE
from realist_eval.review.screen.frame import Frame
from realist_eval.review.session import Session
from realist_eval.review.settling import listed, side_by_side, title_of
from realist_eval.study.settled import Dispute

WHY = "Why? (the rationale is kept with the decision)"


class Answer(NamedTuple):
    """What was pressed, on which of those that wait."""

    act: str  # the number of a reading, or `both`, `neither`, `amend`, `undo`
    at: int


class Sides(ModalScreen[Answer | None]):
    """The readings of one place side by side; arrows go to the next one. Decides nothing itself."""

    BINDINGS: ClassVar = [
        *(Binding(key.key, f"press('{key.act}')", show=False) for key in SETTLE),
        *(Binding(str(number), f"press('{number}')", show=False) for number in range(1, 10)),
    ]
    DEFAULT_CSS = """
    Sides { align: center middle; }
    Sides > Vertical { width: 100%; max-width: 116; height: 100%; border: round $primary;
                       background: $surface; padding: 0 1; }
    Sides VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    Sides #before { height: auto; max-height: 2; color: $text-warning; }
    Sides #answers { height: auto; max-height: 2; }
    """

    def __init__(self, session: Session, found: Sequence[Dispute], at: int = 0, said: str = "") -> None:
        """Take what waits, which of it to show first, and what was said of the one before."""
        super().__init__()
        self.session = session
        self.found = found
        self.at = at
        self.said = said

    def compose(self) -> ComposeResult:
        """The readings, and the keys that answer."""
        with Vertical():
            with VerticalScroll(can_focus=False):
                yield Static(id="sides", markup=False)
            yield Static(self.said, id="before", markup=False)
            yield Static(id="answers")

    def on_mount(self) -> None:
        """Show the first."""
        self.show()

    def show(self) -> None:
        """Show the one that it is at."""
        one = self.found[self.at]
        box = self.query_one(Vertical)
        box.border_title = f"{self.at + 1} of {len(self.found)}: {title_of(one)}"
        box.border_subtitle = f"{one.what.transcript}, turn {one.what.turn}"
        self.query_one("#sides", Static).update(Group(*side_by_side(one, self.session)))
        self.query_one("#answers", Static).update(_answers(one))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_press(self, act: str) -> None:
        """Go on, scroll, leave, or give an answer."""
        if act in {"later", "earlier"}:
            self.query_one("#before", Static).update("")
            self.at = (self.at + (1 if act == "later" else -1)) % len(self.found)
            self.show()
        elif act.startswith("scroll_"):
            box = self.query_one(VerticalScroll)
            getattr(box, act)(animate=False)
        elif act == "leave":
            self.dismiss(None)
        elif act == "undo" or act in _offered(self.found[self.at]):
            self.dismiss(Answer(act, self.at))


def _offered(one: Dispute) -> dict[str, str]:
    """What may be answered, with its words."""
    said = {str(n): side.coder for n, side in enumerate(one.what.readings, 1)}
    if len(one.kept) > 1:
        said["both"] = "both" if len(one.kept) == 2 else "all"
    if len(one.kept) == len(one.items):
        said["neither"] = "neither"
    return said | {"amend": "amend"}


def _answers(one: Dispute) -> Content:
    shown = {key.act: key.shown for key in SETTLE if not key.act.isdigit()}
    words = {**_offered(one), "later": "next", "undo": "undo", "leave": "leave"}
    parts = [
        Content.from_markup(
            f"[@click=screen.press('{act}')][b]$key[/b] $said[/]", key=shown.get(act, act), said=said
        )
        for act, said in words.items()
    ]
    return Content("  ").join(parts)


class SettlingActs(Frame):
    """From the list of what was read differently to the decision and its rationale."""

    _place = 0  # in the list, of what is being settled

    def act_settle(self) -> str | None:
        """Settle what is under the cursor, or choose from the list."""
        return self._begin(self.desk.session.current)

    def act_settle_list(self) -> str | None:
        """Choose what to settle."""
        return self._begin("")

    def _begin(self, current: str) -> str | None:
        found = self.desk.disputes()
        here = next((at for at, one in enumerate(found) if current in one.targets), None)
        if not found:
            return "Nothing was read differently that is not settled."
        if here is not None:
            self._show(found, here)
        else:
            title = f"{len(found):,} read differently, what matters most first"
            self.pick(title, listed(found), lambda chosen: self._show(found, int(chosen)))
        return None

    def _show(self, found: Sequence[Dispute], at: int, said: str = "") -> None:
        self.desk.look_at(found[at])
        self.draw(said)
        self.push_screen(
            Sides(self.desk.session, found, at, said),
            lambda answer: self.attempt(lambda: "" if answer is None else self._answered(found, answer)),
        )

    def _answered(self, found: Sequence[Dispute], answer: Answer) -> str | None:
        one, self._place = found[answer.at], answer.at
        self.desk.look_at(one)
        if answer.act == "undo":
            return self._undone(answer.at)
        if answer.act == "amend":
            return self._amend(one)
        if answer.act.isdigit():
            chosen = one.items[int(answer.act) - 1]
            return self._ask_why(one, [] if chosen is None else [chosen])
        return self._ask_why(one, one.kept if answer.act == "both" else [])

    def _ask_why(self, one: Dispute, keep: Sequence[Item]) -> str | None:
        self.write(
            WHY,
            "",
            lambda why: self._on(self.desk.settle(one, keep, why), self._place),
            "Say why: a word or two will do.",
        )
        return None

    def _on(self, said: str, at: int) -> str | None:
        """Go on with what comes after the one that was settled."""
        left = self.desk.disputes()
        if not left:
            return f"{said} That was the last one."
        self._show(left, min(at, len(left) - 1), said)
        return None

    def _undone(self, at: int) -> str | None:
        said = self.desk.undo()
        left = self.desk.disputes()
        here = (n for n, one in enumerate(left) if self.desk.session.current in one.targets)
        self._show(left, next(here, min(at, len(left) - 1)), said)
        return None

    # ------------------------------------------------------------ another reading

    def _amend(self, one: Dispute) -> str | None:
        if not one.kept:
            return "All of them rejected it; s codes words anew."
        if len(one.kept) == 1:
            return self._amend_one(one, one.kept[0])
        sides = [(side, item) for side, item in zip(one.what.readings, one.items, strict=True) if item]
        offered = [Choice(str(n), f"{side.coder}: {side.said}") for n, (side, _) in enumerate(sides)]
        self.pick("Begin with whose reading?", offered, lambda n: self._amend_one(one, sides[int(n)][1]))
        return None

    def _amend_one(self, one: Dispute, item: Item) -> str | None:
        session = self.desk.session
        if isinstance(item, Coding):
            offered = choices.codes(session, item.kind)
            self.pick("Which code?", offered, lambda code: self._valence(one, item, code), item.code)
        else:
            offered = choices.kinds_of_links(session, item)
            self.pick("Change which element?", offered, lambda kind: self._element(one, item, kind))
        return None

    def _valence(self, one: Dispute, item: Coding, code: str) -> str | None:
        kind = self.desk.session.codebook.by_id[code].kind
        self.pick(
            "Which valence?",
            choices.valences(self.desk.session, kind),
            lambda valence: self._ask_why(one, [self.desk.recoded(item, code, valence)]),
            item.valence,
        )
        return None

    def _element(self, one: Dispute, link: Configuration, kind: str) -> str | None:
        self.pick(
            f"Which {kind}?",
            choices.elements(self.desk.session, link, kind),
            lambda name: self._ask_why(one, [self.desk.relinked(link, kind, name or None)]),
            link.parts.get(kind, ""),
        )
        return None
