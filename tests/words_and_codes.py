"""Builds small materials for tests from words: spans are found by the words they cover."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from realist_eval.model import (
    Code,
    Codebook,
    Coding,
    Configuration,
    Material,
    Speaker,
    Theory,
    Transcript,
    Turn,
)

BOOK = Codebook(
    "Test frame",
    (
        Code(
            "ctx.austerity",
            "context",
            "Austerity",
            "Money is shrinking.",
            level="structural",
            expected="hindering",
        ),
        Code("ctx.policy", "context", "Policy push", level="structural", expected="enabling"),
        Code(
            "mec.trust",
            "mechanism",
            "Trust",
            level="partnership",
            resource="time together",
            reasoning="it feels safe",
        ),
        Code("mec.lead", "mechanism", "Dedicated leadership", level="partnership"),
        Code("mec.trust.deep", "mechanism", "Deep trust", level="partnership", parent="mec.trust"),
        Code("out.service", "outcome", "Better service", level="organisational"),
        Code("out.voice", "outcome", "Users are heard", level="organisational"),
    ),
    theories=(
        Theory(
            "t1",
            "money is short",
            "services improve",
            "partners trust each other",
            ("ctx.austerity", "mec.trust", "out.service"),
        ),
    ),
)

Element = tuple[str, ...]  # code, words, and perhaps a valence


@dataclass
class Words:
    """A material in the making."""

    title: str = "Test study"
    book: Codebook = BOOK
    transcripts: dict[str, Transcript] = field(default_factory=dict)
    codings: list[Coding] = field(default_factory=list)
    links: list[Configuration] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=lambda: {"date": "2026-01-31", "tool": "realist-eval 0.1"})

    def source(
        self, name: str, *said: tuple[str, str], kind: Any = "interview", case: str = "", **people: Speaker
    ) -> None:
        """A transcript of (label, words) turns; `people` are speakers by label, participants if not given."""
        turns, parts, at = [], [], 0
        speakers = {
            label: people.get(label) or Speaker(label, "interviewer" if label == "Q" else "participant")
            for label, _ in said
        }
        for n, (label, words) in enumerate(said, 1):
            turns.append(Turn(n, at, at + len(words), label, speakers[label].part))
            parts.append(words)
            at += len(words) + 1
        self.transcripts[name] = Transcript(
            name, "\n".join(parts), tuple(turns), tuple(speakers.values()), kind=kind, case=case
        )

    def code(self, name: str, what: Element, **more: Any) -> str:
        """Code words of a source; the id of the coding."""
        code, words, *valence = what
        start = self.transcripts[name].text.index(words)
        kind = self.book.by_id[code].kind
        id_ = f"s{len(self.codings) + 1}"
        more = {"status": "accepted", "coder": "amy", **more}
        self.codings.append(Coding(id_, name, start, start + len(words), kind, code, *valence, **more))
        return id_

    def link(self, name: str, polarity: Any = "+", status: Any = "accepted", **elements: Any) -> str:
        """Link codings of a source: context=, mechanism=, outcome= take (code, words, valence)."""
        kinds = ("context", "mechanism", "outcome")
        flags = {key: value for key, value in elements.items() if key not in kinds}
        parts = {kind: self.code(name, elements[kind], status=status) for kind in kinds if kind in elements}
        id_ = f"c{len(self.links) + 1}"
        self.links.append(
            Configuration(id_, name, **parts, polarity=polarity, status=status, coder="amy", **flags)
        )
        return id_

    def material(self) -> Material:
        """What was built."""
        return Material(
            self.title, self.book, self.transcripts, tuple(self.codings), tuple(self.links), self.facts
        )


def three_interviews(status: str = "accepted") -> Words:
    """Two interviews that agree, a focus group that does not, and a chain from one outcome to a context."""
    study = Words()
    ann = Speaker("Ann Alder", role="manager", case="North", pseudonym="P1")
    bob = Speaker("Bob Birch", role="nurse", case="North", pseudonym="P2")
    cat = Speaker("Cat Cedar", role="nurse", case="South", pseudonym="P3")
    dan = Speaker("Dan Dogwood", role="manager", case="South", pseudonym="P4")
    study.source(
        "interview-1",
        ("Q", "How did it go?"),
        (
            "Ann Alder",
            (
                "Well, you know, money was cut that year. "
                "So we had to trust each other, and the service got better."
            ),
        ),
        (
            "Ann Alder",
            "There is more to say. Nobody listened to the users, because the lead decided everything alone.",
        ),
        **{"Ann Alder": ann},
    )
    study.source(
        "interview-2",
        ("Q", "And the money?"),
        (
            "Bob Birch",
            (
                "The cuts came. "
                "People opened up, they trusted us, and that is why families got a better service."
            ),
        ),
        **{"Bob Birch": bob},
    )
    study.source(
        "group-1",
        ("Cat Cedar", "With the cuts we trusted them and still the service never got better."),
        (
            "Dan Dogwood",
            (
                "A better service made the minister write a law, "
                "and the law made users heard because of our lead."
            ),
        ),
        kind="focus_group",
        **{"Cat Cedar": cat, "Dan Dogwood": dan},
    )
    link = study.link
    link(
        "interview-1",
        status=status,
        context=("ctx.austerity", "money was cut"),
        mechanism=("mec.trust", "trust each other"),
        outcome=("out.service", "service got better", "achieved"),
    )
    link(
        "interview-1",
        "-",
        status,
        mechanism=("mec.lead", "the lead decided everything alone", "hindering"),
        outcome=("out.voice", "Nobody listened to the users", "not_achieved"),
        hedged=True,
    )
    link(
        "interview-2",
        status=status,
        context=("ctx.austerity", "The cuts came"),
        mechanism=("mec.trust", "they trusted us"),
        outcome=("out.service", "got a better service", "achieved"),
    )
    link(
        "group-1",
        "-",
        status,
        context=("ctx.austerity", "With the cuts"),
        mechanism=("mec.trust", "trusted them"),
        outcome=("out.service", "service never got better", "not_achieved"),
    )
    link(
        "group-1",
        status=status,
        outcome=("out.service", "A better service", "achieved"),
        mechanism=("mec.lead", "made the minister write a law"),
    )
    link(
        "group-1",
        status=status,
        context=("ctx.policy", "A better service made the minister write a law"),
        mechanism=("mec.lead", "our lead"),
        outcome=("out.voice", "made users heard", "achieved"),
    )
    return study
