"""The review screen: keys to acts of the desk, and the session to widgets. It decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.table import Table
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from realist_eval.errors import RealistEvalError
from realist_eval.model import Coding, Configuration
from realist_eval.review import choices
from realist_eval.review.choices import Choice
from realist_eval.review.desk import Desk
from realist_eval.review.details import NAME_WIDTH, Line, details, top_line
from realist_eval.review.keys import Mode, acts, all_keys, hinted
from realist_eval.review.looks import look
from realist_eval.review.screen.dialogs import Help, Picker, Prompt
from realist_eval.review.screen.transcript import TranscriptView

WIDE = 110  # columns from which the panel stands beside the transcript


class StoppedError(Exception):
    """A bug of ours: the screen gives way, and the command line says what to do."""

    def __rich__(self) -> str:
        return "The review screen had to close."


class ReviewApp(App[None]):
    """A study under review."""

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
        if act in _MOVES:
            desk.session = _MOVES[act](session)
            return _at_edge(act) if desk.session is session else ""
        said: str = getattr(desk, _DECISIONS[act])()
        return said

    # ------------------------------------------------------------ reading

    def act_scroll_down(self) -> None:
        """Read on; the cursor stays."""
        self.query_one(TranscriptView).scroll_page_down(animate=False)

    def act_scroll_up(self) -> None:
        """Read back."""
        self.query_one(TranscriptView).scroll_page_up(animate=False)

    def act_scroll_home(self) -> None:
        """Read from the beginning."""
        self.query_one(TranscriptView).scroll_home(animate=False)

    def act_scroll_end(self) -> None:
        """Read the end."""
        self.query_one(TranscriptView).scroll_end(animate=False)

    def act_help(self) -> None:
        """Show every key."""
        self.push_screen(Help())

    def act_quit(self) -> None:
        """Leave; there is nothing to save."""
        self.exit()

    # ------------------------------------------------------------ dialogs

    def pick(
        self, title: str, offered: list[Choice], then: Callable[[str], str | None], current: str = ""
    ) -> None:
        """Let something be chosen, and carry on with it."""
        self.push_screen(
            Picker(title, offered, current),
            lambda chosen: self.attempt(lambda: "" if chosen is None else then(chosen)),
        )

    def act_reject_rest(self) -> str | None:
        """Ask, then reject all that waits here."""
        count = len(self.desk.rest())
        if not count:
            return "Nothing waits here."
        offered = [Choice("", "no, leave them"), Choice("yes", f"yes, reject {count:,} at once")]
        said = f"Reject what still waits in {self.desk.session.here}?"
        self.pick(said, offered, lambda chosen: self.desk.reject_rest() if chosen else "Nothing was changed.")
        return None

    def act_amend_code(self) -> None:
        """Choose another code."""
        item = self.desk.coding()
        offered = choices.codes(self.desk.session, item.kind)
        self.pick("Which code?", offered, self.desk.amend_code, item.code)

    def act_amend_valence(self) -> None:
        """Choose another valence."""
        item = self.desk.coding()
        offered = choices.valences(self.desk.session, item.kind)
        self.pick("Which valence?", offered, lambda chosen: self.desk.amend(valence=chosen), item.valence)

    def act_amend_links(self) -> str | None:
        """Of a configuration, choose which element to link; of an element, go to its configuration."""
        session = self.desk.session
        item = session.entry.item if session.entry else None
        if isinstance(item, Coding):
            return self._go_to_link(item)
        if isinstance(item, Configuration):
            self.pick("Change which element?", choices.kinds_of_links(session, item), self._pick_element)
        return None

    def _go_to_link(self, item: Coding) -> str:
        links = self.desk.session.links_of(item.id)
        if not links:
            return "This element is in no configuration. Space marks it, j joins what is marked."
        self.desk.session = self.desk.session.at(links[0].id)
        return "This is the configuration; l changes its elements."

    def _pick_element(self, kind: str) -> None:
        session = self.desk.session
        item = session.entry.item if session.entry else None
        if isinstance(item, Configuration):
            offered = choices.elements(session, item, kind)
            current = item.parts.get(kind, "")
            self.pick(
                f"Which {kind}?", offered, lambda name: self.desk.amend_part(kind, name or None), current
            )

    def act_transcripts(self) -> None:
        """Choose a transcript."""
        session = self.desk.session
        self.pick("Which transcript?", choices.transcripts(session), self._open, session.here)

    def _open(self, name: str) -> str:
        self.desk.session = self.desk.session.open(name)
        return ""

    def act_filters(self) -> None:
        """Choose what to narrow."""
        self.pick("Show only ...", choices.filters(self.desk.session), self._pick_value)

    def _pick_value(self, name: str) -> str | None:
        session = self.desk.session
        if not name:
            return self._narrow("", "")
        offered = choices.values(session, name)
        self.pick(f"Show only which {name}?", offered, lambda value: self._narrow(name, value))
        return None

    def _narrow(self, name: str, value: str) -> str:
        session = self.desk.session
        self.desk.session = session.filtered(choices.narrowed(session.filters, name, value))
        count = self.desk.session.queue.progress.total
        return f"{count:,} pass the filters." if count else "Nothing passes these filters. f changes them."

    def act_memo(self) -> None:
        """Write a memo on what is under the cursor."""
        prompt = Prompt("Memo", self.desk.memo_text())
        self.push_screen(
            prompt, lambda text: self.attempt(lambda: "" if text is None else self.desk.memo(text))
        )

    def act_transcript_memo(self) -> None:
        """Write a memo on the transcript shown."""
        prompt = Prompt(f"Memo on {self.desk.session.here}", self.desk.transcript_memo_text())
        self.push_screen(
            prompt, lambda text: self.attempt(lambda: "" if text is None else self.desk.transcript_memo(text))
        )

    # ------------------------------------------------------------ choosing words

    def act_select(self) -> str:
        """Choose words to code, from the cursor where it is in view, or from the first line in view."""
        view, entry = self.query_one(TranscriptView), self.desk.session.entry
        here = entry is not None and view.in_view(entry.start)
        self.desk.choose_words(entry.start if here and entry is not None else view.first_offset, "code")
        return ""

    def act_amend_words(self) -> str:
        """Choose other words for the coding under the cursor."""
        self.desk.choose_words(0, "amend")
        return ""

    def act_split(self) -> str:
        """Cut a coding at a word, or a configuration of three in two."""
        session = self.desk.session
        if session.entry is not None and session.entry.is_link:
            return self.desk.split()
        self.desk.choose_words(0, "cut")
        return ""

    def act_word_right(self) -> str:
        """One word further."""
        self.desk.move_words(1)
        return ""

    def act_word_left(self) -> str:
        """One word back."""
        self.desk.move_words(-1)
        return ""

    def act_row_down(self) -> str:
        """One line further."""
        return self._rows(1)

    def act_row_up(self) -> str:
        """One line back."""
        return self._rows(-1)

    def _rows(self, rows: int) -> str:
        chosen = self.desk.session.selection
        if chosen is not None:
            at = chosen.span.end - 1 if chosen.moving == "end" else chosen.span.start
            self.desk.point(self.query_one(TranscriptView).row_away(at, rows))
        return ""

    def act_turn(self) -> str:
        """Begin the span here, or move its other end."""
        self.desk.turn_words()
        return ""

    def act_finish(self) -> str | None:
        """These are the words: ask for their code where they are to be coded."""
        chosen = self.desk.session.selection
        if chosen is not None and chosen.purpose == "code":
            self.desk.check_words()
            self.pick("Which code?", choices.codes(self.desk.session), self.desk.code_words)
            return None
        return self.desk.finish_words()

    def act_drop(self) -> str:
        """Choose no words after all."""
        self.desk.drop_words()
        return "Nothing was changed."

    # ------------------------------------------------------------ the mouse

    @on(TranscriptView.Pointed)
    def pointed(self, event: TranscriptView.Pointed) -> None:
        """A click goes to an element, or reaches to a word while words are chosen."""
        if self.mode == "words":
            self.desk.point(event.offset)
        elif event.names:
            self.desk.session = self.desk.session.at(event.names[0])
        self.draw(follow=False)

    @on(TranscriptView.Dragged)
    def dragged(self, event: TranscriptView.Dragged) -> None:
        """Words that the mouse was drawn over are chosen."""
        self.desk.draw_over(event.start, event.end)
        self.draw(follow=False)


def run_review(desk: Desk, notice: str = "") -> None:
    """Show the screen until it is left; raises what went wrong in it."""
    app = ReviewApp(desk, notice)
    app.run()
    if app.failure is not None:
        raise app.failure


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


_MOVES = {
    "next": lambda session: session.step(1),
    "previous": lambda session: session.step(-1),
    "next_undecided": lambda session: session.step_undecided(1),
    "previous_undecided": lambda session: session.step_undecided(-1),
    "next_transcript": lambda session: session.step_transcript(1),
    "previous_transcript": lambda session: session.step_transcript(-1),
}
_DECISIONS = {
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
