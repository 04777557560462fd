"""The review screen: reading, help and the mouse, with the acts of other files. It decides nothing."""

from __future__ import annotations

from textual import on

from realist_eval.review.desk import Desk
from realist_eval.review.screen.dialogs import Help
from realist_eval.review.screen.picking import Picking
from realist_eval.review.screen.settling import SettlingActs
from realist_eval.review.screen.transcript import TranscriptView
from realist_eval.review.screen.words import ChoosingWords


class ReviewApp(Picking, ChoosingWords, SettlingActs):
    """A study under review."""

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
