"""Reads the invented passages in training/data/invented.txt as a gold set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from realist_eval.engine.evaluate import Gold, GoldLink, GoldRow, GoldSpan
from realist_eval.model import Transcript, Turn

INVENTED = Path(__file__).parent / "data" / "invented.txt"
ELEMENT = re.compile(r"\{([CMO])([+>-])([a-z]*) ([^{}]*)\}")
KINDS = {"C": "context", "M": "mechanism", "O": "outcome"}
VALENCES = {"+": "enabling", "-": "hindering"}
OUTCOMES = {"+": "achieved", "-": "not_achieved", ">": "intended"}
QUESTION = "Q: "


def read_invented(path: Path = INVENTED) -> Gold:
    """The passages as texts with spans and links."""
    text = "\n".join(
        line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
    made = [_passage(f"invented-{number:03}", body) for number, body in enumerate(_paragraphs(text), 1)]
    return Gold(path, {one.id: one for one, _ in made}, {row.id: row for _, row in made})


def _paragraphs(text: str) -> Iterator[str]:
    yield from (paragraph.strip() for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip())


def _passage(name: str, body: str) -> tuple[Transcript, GoldRow]:
    question, body = body.split("\n", 1) if body.startswith(QUESTION) else ("", body)
    question = question.removeprefix(QUESTION)
    offset = len(question) + 1 if question else 0
    plain, spans, groups, done = "", [], [], 0
    for found in ELEMENT.finditer(body):
        plain += body[done : found.start()]
        kind = KINDS[found[1]]
        valence = (OUTCOMES if kind == "outcome" else VALENCES)[found[2]]
        start = offset + len(plain)
        spans.append(GoldSpan(f"s{len(spans)}", start, start + len(found[4]), kind, kind, valence))
        groups.append(found[3] or "a")
        plain, done = plain + found[4], found.end()
    plain += body[done:]
    turns = [Turn(1, 0, len(question), "Q", "interviewer")] if question else []
    turns.append(Turn(len(turns) + 1, offset, offset + len(plain), "P", "participant"))
    text = f"{question}\n{plain}" if question else plain
    return Transcript(name, text, tuple(turns)), GoldRow(name, spans, list(_links(spans, groups)))


def _links(spans: list[GoldSpan], groups: list[str]) -> Iterator[GoldLink]:
    """The links of each group."""
    for group in dict.fromkeys(groups):
        yield from links_within([span for span, own in zip(spans, groups, strict=True) if own == group])


def links_within(spans: Sequence[GoldSpan]) -> Iterator[GoldLink]:
    """In one configuration: a context with its nearest mechanism, a mechanism with its nearest outcome."""
    of = {
        kind: [(place, span.sid) for place, span in enumerate(spans) if span.kind == kind]
        for kind in KINDS.values()
    }
    contexts, mechanisms, outcomes = of["context"], of["mechanism"], of["outcome"]
    for place, sid in contexts:
        if mechanisms:
            yield GoldLink(context=sid, mechanism=_nearest(place, mechanisms))
        elif outcomes:
            yield GoldLink(context=sid, outcome=_nearest(place, outcomes))
    if outcomes:
        yield from (GoldLink(mechanism=sid, outcome=_nearest(place, outcomes)) for place, sid in mechanisms)


def _nearest(place: int, others: list[tuple[int, str]]) -> str:
    """The next one, or else the one before."""
    return min(others, key=lambda other: (abs(other[0] - place), other[0] < place))[1]
