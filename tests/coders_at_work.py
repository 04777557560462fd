"""Two coders' work on small transcripts, written in the tests themselves."""

from __future__ import annotations

from realist_eval.agreement.units import Work
from realist_eval.model import Coding, Configuration, Span, Speaker, Transcript, Turn

KINDS = {"con": "context", "mec": "mechanism", "out": "outcome"}


def talk(name: str, *said: str) -> Transcript:
    """A transcript of turns written as `Q: words` (the interviewer) or `words`."""
    turns, texts, start = [], [], 0
    for n, words in enumerate(said, 1):
        asks = words.startswith("Q: ")
        text = words.removeprefix("Q: ")
        part = "interviewer" if asks else "participant"
        turns.append(Turn(n, start, start + len(text), "Q" if asks else "Ana", part))  # type: ignore[arg-type]
        texts.append(text)
        start += len(text) + 1
    return Transcript(name, "\n".join(texts), tuple(turns), (Speaker("Ana"), Speaker("Q", "interviewer")))


def work(
    coder: str,
    transcripts: list[Transcript],
    *marks: tuple[str, str],
    links: tuple[str, ...] = (),
    aided: tuple[int, ...] = (),
    more: tuple[str, ...] = (),
) -> Work:
    """A coder who put words under codes: (words, code). A link names the numbers of its marks: `0 1 -`."""
    codings = [_coding(coder, number, transcripts, *mark) for number, mark in enumerate(marks)]
    made = [_link(coder, number, codings, link) for number, link in enumerate(links)]
    seen = {codings[at].id: (codings[at].transcript, codings[at].span) for at in aided}
    names = frozenset({one.transcript for one in codings} | set(more))
    return Work(coder, tuple(codings), tuple(made), names, seen)


def _coding(coder: str, number: int, transcripts: list[Transcript], words: str, code: str) -> Coding:
    found = next(one for one in transcripts if words in one.text)
    start = found.text.index(words)
    code, _, valence = code.partition("/")
    return Coding(
        f"{coder}{number}", found.id, start, start + len(words), KINDS[code.partition(".")[0]], code, valence
    )


def _link(coder: str, number: int, codings: list[Coding], link: str) -> Configuration:
    parts = [None if one == "-" else codings[int(one)].id for one in link.split()]
    return Configuration(f"{coder}-link{number}", codings[0].transcript, *parts, coder=coder)


def span(transcript: Transcript, words: str) -> Span:
    """Where words stand."""
    start = transcript.text.index(words)
    return Span(start, start + len(words))
