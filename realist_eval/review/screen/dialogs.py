"""Dialogs over the screen: a picker to search in, a line to write on, and the help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from realist_eval.review.choices import Choice, found
from realist_eval.review.keys import help_lines
from realist_eval.review.looks import look


class Picker(ModalScreen[str | None]):
    """Choose one of several: type to narrow, arrows to move, Enter to choose; gives its id, or None."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar = [
        ("escape", "dismiss", "Leave"),
        ("down", "move('cursor_down')", "Down"),
        ("up", "move('cursor_up')", "Up"),
        ("pagedown", "move('page_down')", "Page down"),
        ("pageup", "move('page_up')", "Page up"),
    ]
    DEFAULT_CSS = """
    Picker { align: center middle; }
    Picker > Vertical { width: 100%; max-width: 90; height: auto; max-height: 90%; border: round $primary;
                        background: $surface; padding: 0 1; }
    Picker Input { border: none; height: 1; padding: 0; margin: 0 0 1 0; }
    Picker OptionList { border: none; height: auto; max-height: 12; padding: 0; background: $surface; }
    Picker #detail { height: auto; max-height: 6; margin: 1 0 0 0; }
    """

    def __init__(self, title: str, choices: Sequence[Choice], current: str = "") -> None:
        """Name what is chosen, offer the choices, and start at the current one."""
        super().__init__()
        self.caption = title
        self.choices = list(choices)
        self.offered = list(choices)
        self.current = current

    def compose(self) -> ComposeResult:
        """The line to type in, the list, and what explains the highlighted line."""
        with Vertical() as box:
            box.border_title = self.caption
            box.border_subtitle = "type to search · Enter chooses · Esc leaves"
            yield Input(placeholder="type to search", compact=True)
            options = OptionList(compact=True)
            options.can_focus = False
            yield options
            if any(choice.detail for choice in self.choices):
                yield Static(id="detail", markup=False)

    def on_mount(self) -> None:
        """Offer everything."""
        self._offer(self.choices, self.current)

    def _offer(self, choices: list[Choice], current: str = "") -> None:
        self.offered = choices
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(_shown(choice)) for choice in choices])
        place = next((n for n, choice in enumerate(choices) if choice.id == current), 0)
        options.highlighted = place if choices else None

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Offer what matches."""
        self._offer(found(self.choices, event.value), "" if event.value else self.current)

    @on(OptionList.OptionHighlighted)
    def explain(self, event: OptionList.OptionHighlighted) -> None:
        """Say what the highlighted line means."""
        if self.query("#detail") and event.option_index < len(self.offered):
            self.query_one("#detail", Static).update(self.offered[event.option_index].detail)

    @on(OptionList.OptionSelected)
    def clicked(self, event: OptionList.OptionSelected) -> None:
        """Choose with the mouse."""
        self.dismiss(self.offered[event.option_index].id)

    @on(Input.Submitted)
    def chosen(self) -> None:
        """Choose with Enter."""
        place = self.query_one(OptionList).highlighted
        if place is not None and place < len(self.offered):
            self.dismiss(self.offered[place].id)

    def action_move(self, how: str) -> None:
        """Move in the list while the keyboard stays in the line to type in."""
        getattr(self.query_one(OptionList), f"action_{how}")()


class Prompt(ModalScreen[str | None]):
    """Write a line; gives it, or None."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar = [("escape", "dismiss", "Leave")]
    DEFAULT_CSS = """
    Prompt { align: center middle; }
    Prompt > Vertical { width: 100%; max-width: 90; height: auto; border: round $primary;
                        background: $surface; padding: 0 1; }
    Prompt Input { border: none; height: 1; padding: 0; }
    """

    def __init__(self, title: str, text: str = "", needed: str = "") -> None:
        """Name what is written, and begin with what stands there; `needed` is said of an empty line."""
        super().__init__()
        self.caption = title
        self.text = text
        self.needed = needed

    def compose(self) -> ComposeResult:
        """One line."""
        with Vertical() as box:
            box.border_title = self.caption
            box.border_subtitle = "Enter keeps it · Esc leaves it as it was"
            yield Input(self.text, compact=True, select_on_focus=False)

    @on(Input.Submitted)
    def written(self, event: Input.Submitted) -> None:
        """Give what was written, unless it is needed and was not."""
        if self.needed and not event.value.strip():
            self.query_one(Vertical).border_subtitle = self.needed
        else:
            self.dismiss(event.value)


class Help(ModalScreen[None]):
    """Every key, and how to read the marks."""

    BINDINGS: ClassVar = [
        ("escape", "dismiss", "Leave"),
        ("question_mark", "dismiss", "Leave"),
        ("q", "dismiss", "Leave"),
        ("down", "scroll('down')", "Down"),
        ("up", "scroll('up')", "Up"),
        ("pagedown", "scroll('page_down')", "Page down"),
        ("pageup", "scroll('page_up')", "Page up"),
    ]
    DEFAULT_CSS = """
    Help { align: center middle; }
    Help > VerticalScroll { width: 100%; max-width: 84; height: 90%; border: round $primary;
                            background: $surface; padding: 0 1; }
    """

    def compose(self) -> ComposeResult:
        """The marks, then the keys."""
        with VerticalScroll(can_focus=False) as box:
            box.border_title = "Help"
            box.border_subtitle = "↑ ↓ scroll · ? or Esc leaves"
            yield Static(_help_text())

    def action_scroll(self, how: str) -> None:
        """Scroll the help."""
        box = self.query_one(VerticalScroll)
        getattr(box, f"scroll_{how}")(animate=False)


def _shown(choice: Choice) -> Text:
    return Text.assemble((choice.label, look(choice.style)), (f"  {choice.note}", look("name")))


_MARKS = """\
[C words] is a context, (M words) a mechanism, <O words> an outcome.
[C? words]: suggested, and nobody has decided it yet.
[Cx words]: rejected. [C! words]: people decided it differently.
[C* words]: marked, to be joined. »[C words]«: under the cursor.
Everything you do is saved at once, and u takes it back, step by step.
"""


def _help_text() -> Text:
    said = Text(_MARKS)
    for key, words in help_lines():
        said.append(
            f"\n{words}\n" if not key else f"  {key:<6} {words}\n", look("plain" if key else "strong")
        )
    return said
