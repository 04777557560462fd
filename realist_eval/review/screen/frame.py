"""The frame of the review screen: what is drawn, and how keys come to acts. The acts are in other files."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.table import Table
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from realist_eval.errors import RealistEvalError
from realist_eval.review.choices import Choice
from realist_eval.review.desk import Desk
from realist_eval.review.details import NAME_WIDTH, Line, details, top_line
from realist_eval.review.keys import Mode, acts, all_keys, hinted
from realist_eval.review.looks import look
from realist_eval.review.screen.dialogs import Picker, Prompt
from realist_eval.review.screen.transcript import TranscriptView

WIDE = 110  # columns from which the panel stands beside the transcript


class StoppedError(Exception):
    """A bug of ours: the screen gives way, and the command line says what to do."""

    def __rich__(self) -> str:
        return "The review screen had to close."


class Frame(App[None]):
    """A study on the screen: the transcript, the panel, what was said, and the keys."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - as its base declares it
    BINDINGS: ClassVar = [
        *(Binding(key, f"key('{key}')", priority=False, show=False) for key in all_keys()),
        Binding("ctrl+c", "quit", show=False, priority=True),
    ]
    CSS = """
    #top { height: 1; background: $primary-background; }
    #desk { height: 1fr; layout: vertical; }
    TranscriptView { height: 1fr; width: 1fr; }
    #panel { height: 8; border-top: solid $primary; padding: 0 1; scrollbar-size-vertical: 1; }
    #said { height: auto; max-height: 2; padding: 0 1; color: $text-warning; }
    #hints { height: 1; padding: 0 1; background: $primary-background; }
    .-wide #desk { layout: horizontal; }
    .-wide #panel { width: 46; height: 1fr; border-top: none; border-left: solid $primary; }
    """

    def __init__(self, desk: Desk, notice: str = "") -> None:
        """Take the desk to work at; `notice` is said at the beginning."""
        super().__init__()
        self.desk = desk
        self.notice = notice
        self.failure: BaseException | None = None

    def compose(self) -> ComposeResult:
        """Where we are, the transcript, the panel, what was said, and the keys."""
        yield Static(id="top", markup=False)
        with Container(id="desk"):
            yield TranscriptView(self.desk.session)
            with VerticalScroll(id="panel", can_focus=False):
                yield Static(id="details", markup=False)
        yield Static(id="said", markup=False)
        yield Static(id="hints")

    def on_mount(self) -> None:
        """Show the beginning."""
        self.draw(self.notice)

    def on_resize(self) -> None:
        """Lines of another width hold other lengths of quotations."""
        self.call_after_refresh(self._draw_panel)

    def _handle_exception(self, error: Exception) -> None:
        """Close without a traceback over the terminal; `run_review` hands the error on."""
        self.failure = error
        super()._handle_exception(error if self.is_headless else StoppedError())

    # ------------------------------------------------------------ drawing

    @property
    def mode(self) -> Mode:
        """What the keys mean now."""
        return "words" if self.desk.session.selection is not None else "read"

    def draw(self, said: str = "", *, follow: bool = True) -> None:
        """Show the session as it is."""
        session = self.desk.session
        self.query_one("#top", Static).update(top_line(session, self.desk.study.title))
        self.query_one(TranscriptView).show(session, follow=follow)
        self.query_one("#said", Static).update(said or self._asking())
        self.query_one("#hints", Static).update(_hints(self.mode))
        self._draw_panel()

    def _draw_panel(self) -> None:
        panel = self.query_one("#panel")
        width = panel.scrollable_content_region.width
        self.query_one("#details", Static).update(_panel(details(self.desk.session, width)))
        panel.scroll_home(animate=False)

    def _asking(self) -> str:
        """What to do next while words are chosen, or why these words will not do."""
        chosen = self.desk.session.selection
        if chosen is None:
            return ""
        try:
            self.desk.check_words()
        except RealistEvalError as error:
            return str(error)
        return _ASKING[chosen.purpose, chosen.moving]

    # ------------------------------------------------------------ keys to acts

    def action_key(self, key: str) -> None:
        """Do what a key stands for in this mode."""
        act = acts(self.mode).get(key)
        if act is not None and len(self.screen_stack) == 1:  # a dialog has its own keys
            self.action_act(act)

    def action_act(self, act: str) -> None:
        """Do something by its name in the table of keys."""
        self.attempt(
            lambda: getattr(self, f"act_{act}")() if hasattr(self, f"act_{act}") else self._plain(act)
        )

    def attempt(self, act: Callable[[], str | None]) -> None:
        """Carry something out and show what came of it; a fault is said, and nothing has changed."""
        try:
            said = act()
        except RealistEvalError as error:
            said = str(error)
        if said is not None:
            self.draw(said)

    def _plain(self, act: str) -> str:
        """What needs nothing but the desk."""
        desk, session = self.desk, self.desk.session
        if act in MOVES:
            desk.session = MOVES[act](session)
            return _at_edge(act) if desk.session is session else ""
        said: str = getattr(desk, DECISIONS[act])()
        return said

    # ------------------------------------------------------------ dialogs

    def pick(
        self, title: str, offered: list[Choice], then: Callable[[str], str | None], current: str = ""
    ) -> None:
        """Let something be chosen, and carry on with it."""
        self.push_screen(
            Picker(title, offered, current),
            lambda chosen: self.attempt(lambda: "" if chosen is None else then(chosen)),
        )

    def write(self, title: str, text: str, then: Callable[[str], str | None], needed: str = "") -> None:
        """Let a line be written, and carry on with it; `needed` is said where nothing was written."""
        self.push_screen(
            Prompt(title, text, needed),
            lambda said: self.attempt(lambda: "" if said is None else then(said)),
        )


def _panel(lines: list[Line]) -> Group:
    """Lines with their names in a column of their own."""
    parts: list[RenderableType] = []
    for line in lines:
        if not line.name:
            parts.append(line.words)
            continue
        row = Table.grid(padding=(0, 1, 0, 0))
        row.add_column(width=NAME_WIDTH, no_wrap=True, style=look("name"))
        row.add_column()
        row.add_row(line.name, line.words)
        parts.append(row)
    return Group(*parts)


def _hints(mode: Mode) -> Content:
    """The most needed keys, each of which can be clicked."""
    parts = [
        Content.from_markup(
            f"[@click=app.act('{key.act}')][b]$key[/b] $hint[/]", key=key.shown, hint=key.hint
        )
        for key in hinted(mode)
    ]
    return Content("  ").join(parts)


def _at_edge(act: str) -> str:
    if act.endswith("undecided"):
        return "Nothing else waits for a decision here."
    return "There is nothing further this way."


MOVES = {
    "next": lambda session: session.step(1),
    "previous": lambda session: session.step(-1),
    "next_undecided": lambda session: session.step_undecided(1),
    "previous_undecided": lambda session: session.step_undecided(-1),
    "next_transcript": lambda session: session.step_transcript(1),
    "previous_transcript": lambda session: session.step_transcript(-1),
}
DECISIONS = {
    "accept": "accept",
    "reject": "reject",
    "reject_all": "reject_all",
    "polarity": "turn_polarity",
    "mark": "mark",
    "join": "join",
    "undo": "undo",
    "redo": "redo",
}
_ASKING = {
    ("code", "word"): "Go to the first word: ← → ↑ ↓. Space begins there, Esc leaves.",
    ("code", "end"): "Go to the last word: ← → ↑ ↓. Enter chooses the code; Space moves the beginning.",
    ("code", "start"): "The beginning moves: ← → ↑ ↓. Enter chooses the code; Space moves the end.",
    ("amend", "end"): "The end moves: ← →. Enter keeps it; Space moves the beginning, Esc leaves.",
    ("amend", "start"): "The beginning moves: ← →. Enter keeps it; Space moves the end, Esc leaves.",
    ("cut", "start"): "Where does the second part begin? ← → moves, Enter cuts, Esc leaves.",
}
