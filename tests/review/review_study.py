"""A small study with suggestions that need no models, and the screen as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from textual.app import App

from realist_eval.model import Coding, Configuration, Reason, Span, Suggestions, Transcript
from realist_eval.review import Desk
from realist_eval.study import Study

CODEBOOK = """version: 1
title: Small
codes:
- {id: con.office, kind: context, label: Shared office, definition: One place., expected: enabling}
- {id: con.money, kind: context, label: Money that stops, definition: Funding ends., expected: hindering}
- {id: mec.trust, kind: mechanism, label: Trust, definition: People trust each other., expected: enabling}
- {id: mec.fear, kind: mechanism, label: Fear, definition: People keep their heads down., expected: hindering}
- {id: out.referrals, kind: outcome, label: Referrals, definition: More are sent on., expected: achieved}
- {id: out.leaving, kind: outcome, label: People leave, definition: Staff go., expected: unintended}
"""
TALK = """Interviewer: What changed for you?
Ana: Because the team had a shared office, we trusted each other, so referrals went up.
Interviewer: And then?
Ana: The money stopped, so people left. It was a hard year for all of us, and nobody had said a word about it.
Ben: We were afraid.
Interviewer: Afraid of what?
Ben: Of losing our jobs.
"""
PHRASES = (
    ("a shared office", "context", "con.office", "enabling", 0.8),
    ("we trusted each other", "mechanism", "mec.trust", "enabling", 0.7),
    ("referrals went up", "outcome", "out.referrals", "achieved", 0.9),
    ("The money stopped", "context", "con.money", "hindering", 0.4),
    ("people left", "outcome", "out.referrals", "achieved", 0.3),
)


class Finder:
    """Suggests what stands in the table of phrases, and two configurations."""

    name = "finder"
    version = "1"

    def digest(self, transcripts: Iterable[Transcript]) -> Iterator[tuple[Transcript, bytes]]:
        for transcript in transcripts:
            yield transcript, b"-"

    def suggest(self, transcript: Transcript, *_: object) -> Suggestions:
        codings = tuple(
            Coding(
                f"c{number}", transcript.id, match.start(), match.end(), kind, code, valence, score=score,
                reason=Reason("words of the code", (words.split()[-1],), otherwise="another would do"),
            )
            for number, (words, kind, code, valence, score) in enumerate(PHRASES)
            for match in [re.search(words, transcript.text)]
            if match
        )  # fmt: skip
        so = transcript.text.find("so ")
        links = (
            Configuration("l0", transcript.id, "c0", "c1", "c2", "+", Span(so, so + 2), score=0.75),
            Configuration("l1", transcript.id, "c3", None, "c4", "-", score=0.35),
        )
        return Suggestions(transcript.id, (), codings, links)


class SmallStudy(Study):
    """A study whose engine is the table above."""

    def engine(self, jobs: int = 1) -> Finder:  # noqa: ARG002
        return Finder()


def small_study(folder: Path, *, suggest: bool = True) -> SmallStudy:
    """Two transcripts, coded by nobody."""
    (folder / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "one.txt").write_text(TALK, encoding="utf-8")
    (folder / "two.txt").write_text(TALK.replace("Ana", "Eve").replace("year", "month"), encoding="utf-8")
    study = SmallStudy.create(folder / "study", "Small", codebook=folder / "book.yaml", coder="ana")
    study.import_sources([folder / "one.txt", folder / "two.txt"])
    if suggest:
        study.suggest()
    return study


def reopened(study: Study, coder: str = "ana", *, blind: bool = False) -> SmallStudy:
    """The same folder, read anew: what is on disk."""
    return SmallStudy(study.layout, coder, blind=blind)


def words(desk: Desk, name: str = "") -> str:
    """The quotation of an entry, or of the one under the cursor."""
    entry = desk.session.queue.entry(name or desk.session.current)
    assert entry is not None
    return desk.session.transcripts[entry.transcript].text[entry.start : entry.end]


def go_to(desk: Desk, quote: str) -> None:
    """Put the cursor on the coding of these words in the transcript shown."""
    for entry in desk.session.queue.entries:
        if entry.transcript == desk.session.here and not entry.is_link and words(desk, entry.id) == quote:
            desk.session = desk.session.at(entry.id)
            return
    raise AssertionError(quote)


def screen_text(app: App[None]) -> str:
    """What stands on the screen, row by row, without colours."""
    strips = app.screen._compositor.render_strips()  # the library offers only pictures of it
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips) + "\n"
