"""The transcript on the screen: only the rows in view are drawn, however long it is."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from realist_eval.review.layout import GUTTER, Block, Laid, Layout, Run, plain
from realist_eval.review.looks import look
from realist_eval.review.marks import marks_of
from realist_eval.review.session import Session


class TranscriptView(ScrollView, can_focus=False):
    """The words of one transcript with the marks of its elements."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TranscriptView { overflow-y: scroll; overflow-x: hidden; }
    """

    class Pointed(Message):
        """The mouse was clicked on words: where, and which elements cover them."""

        def __init__(self, offset: int, names: tuple[str, ...]) -> None:
            """Take the place in the transcript, and the ids of codings, the innermost first."""
            super().__init__()
            self.offset = offset
            self.names = names

    class Dragged(Message):
        """The mouse was drawn over words."""

        def __init__(self, start: int, end: int) -> None:
            """Take the places where the drawing began and where it is now."""
            super().__init__()
            self.start = start
            self.end = end

    def __init__(self, session: Session) -> None:
        """Take what to show; it is laid out when the width is known."""
        super().__init__()
        self.session = session
        self.sheet: Layout | None = None
        self._pressed: int | None = None
        self._drawn = False

    # ------------------------------------------------------------ what is shown

    def show(self, session: Session, *, follow: bool = True) -> None:
        """Show a session as it is now; `follow`: scroll to what is under its cursor."""
        other = session.here != self.session.here
        self.session = session
        self._lay(anew=other)
        if other and session.entry is None:
            self.scroll_to(y=0, animate=False, immediate=True)
        elif follow:
            self._follow()

    def on_resize(self) -> None:
        """Wrap for the new width, with the cursor in view."""
        self._lay(anew=True)
        self._follow()

    def _lay(self, *, anew: bool) -> None:
        width = self.scrollable_content_region.width
        if width < 1:
            return
        marks = marks_of(self.session)
        if anew or self.sheet is None:
            self.sheet = Layout(self.session.transcript, width, marks)
        else:
            self.sheet.mark(marks)
        self.virtual_size = Size(width, self.sheet.height)
        self.refresh()

    def _follow(self) -> None:
        """Bring what is chosen or under the cursor into view, all of it where there is room."""
        chosen, entry = self.session.selection, self.session.entry
        if self.sheet is None or (
            chosen is None and (entry is None or entry.transcript != self.session.here)
        ):
            return
        if chosen is not None:
            at = chosen.span.start if chosen.moving == "start" else chosen.span.end - 1
            first = last = self.sheet.row_of(at)
        elif entry is not None:
            first, last = self.sheet.row_of(entry.start), self.sheet.row_of(entry.end - 1)
        self._bring(first, last)

    def _bring(self, first: int, last: int) -> None:
        room = max(1, self.scrollable_content_region.height)
        top = round(self.scroll_y)
        if first > top and last < top + room - 1:
            return
        wanted = first - max(1, min(room // 3, room - (last - first) - 2))
        self.scroll_to(y=max(0, wanted), animate=False, immediate=True)

    @property
    def first_offset(self) -> int:
        """The place of the first word in view."""
        found = self.sheet.offset_at(round(self.scroll_y), GUTTER) if self.sheet else None
        return found or 0

    def in_view(self, offset: int) -> bool:
        """Whether the character at an offset is on the screen."""
        if self.sheet is None:
            return False
        top = round(self.scroll_y)
        return top <= self.sheet.row_of(offset) < top + self.scrollable_content_region.height

    def row_away(self, offset: int, rows: int) -> int:
        """The place shown so many rows below (or above) that of an offset."""
        if self.sheet is None:
            return offset
        row = self.sheet.row_of(offset)
        cell = self.sheet.cell_of(offset)
        found = self.sheet.offset_at(max(0, min(self.sheet.height - 1, row + rows)), cell)
        return offset if found is None else found

    # ------------------------------------------------------------ drawing

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        width = self.size.width
        base = self.rich_style
        found = self.sheet.row(y + round(self.scroll_y)) if self.sheet else None
        if found is None:
            return Strip.blank(width, base)
        block, laid, line = found
        start, end = laid.rows[line]
        runs = [run for run in laid.runs if run.start < end and start < run.end]
        segments = [Segment(_gutter(block, line, runs), base + _style("arrow"))]
        segments += [_segment(laid, run, start, end, block, base) for run in runs]
        return Strip(segments).adjust_cell_length(width, base)

    # ------------------------------------------------------------ the mouse

    def _offset(self, event: events.MouseEvent) -> int | None:
        place = event.get_content_offset(self)
        if place is None or self.sheet is None:
            return None
        return self.sheet.offset_at(place.y + round(self.scroll_y), place.x)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Remember where a click or a draw begins."""
        self._pressed = self._offset(event)
        self._drawn = False
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Choose words by drawing over them."""
        here = self._offset(event) if self._pressed is not None else None
        if here is not None and self._pressed is not None and (self._drawn or abs(here - self._pressed) > 1):
            self._drawn = True
            self.post_message(self.Dragged(self._pressed, here))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """A click goes to the element under it."""
        self.release_mouse()
        place = event.get_content_offset(self)
        pressed, self._pressed = self._pressed, None
        if pressed is None or self._drawn or place is None or self.sheet is None:
            return
        marks = self.sheet.marks_at(place.y + round(self.scroll_y), place.x)
        names = tuple(mark.id for mark in reversed(marks) if mark.id)
        self.post_message(self.Pointed(pressed, names))


def _gutter(block: Block, line: int, runs: list[Run]) -> str:
    number = str(block.turn.n) if block.first and line == 0 else ""
    current = any(mark.current for run in runs for mark in run.marks)
    return f"{number[-4:]:>4}{'►' if current else ' '} "


def _segment(laid: Laid, run: Run, start: int, end: int, block: Block, base: Style) -> Segment:
    words = plain(laid.shown[max(run.start, start) : min(run.end, end)])
    return Segment(words, base + _run_style(run, block))


def _run_style(run: Run, block: Block) -> Style:
    if run.label:
        return _style("aside" if block.turn.part == "interviewer" else "label")
    if not run.marks:
        return _style("name" if block.turn.part == "interviewer" else "plain")
    style = _style(run.marks[-1].style)
    return style + Style(reverse=True) if any(mark.current for mark in run.marks) else style


def _style(name: str) -> Style:
    return Style.parse(look(name))
