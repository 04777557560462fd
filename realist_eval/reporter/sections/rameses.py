"""A scaffold of what a realist evaluation should report, after the RAMESES II standards, in our own words."""

from __future__ import annotations

from collections import Counter

from realist_eval.analysis.evidence import SOURCE_NAMES
from realist_eval.reporter.report import Block, Paragraph, Row, Table
from realist_eval.reporter.sections.desk import Desk, cells, columns
from realist_eval.reporter.sections.sample import people

LEAD = (
    "The reporting items of a realist evaluation, after the RAMESES II standards, in this tool's own words. "
    "What stands here comes from the study's data alone."
)
WRITE = "To be written by the authors."
ITEMS = (  # what to report, and the name of what we can fill it with
    ("Title says that this is a realist evaluation", ""),
    ("Abstract: background, questions, methods, main configurations, conclusions", ""),
    ("Why this evaluation, and why now", ""),
    ("The initial programme theory", "theory"),
    ("Questions, aims and focus", "questions"),
    ("Ethical approval", "ethics"),
    ("Why a realist approach fits the questions", ""),
    ("The surroundings in which the evaluation took place", ""),
    ("The programme that was evaluated", ""),
    ("The design, its stages and changes to it", ""),
    ("How data were collected, and why they suit realist questions", "collection"),
    ("Who was recruited and sampled, and how", "sample"),
    ("How data were analysed, and how theory was built from them", "analysis"),
    ("Who took part", "participants"),
    ("Main findings, as configurations of context, mechanism and outcome", "findings"),
    ("Summary of findings against the questions", "summary"),
    ("Strengths, limitations and next steps", "limits"),
    ("Comparison with what is already known", ""),
    ("Conclusions and recommendations", ""),
    ("Funding and interests", "funding"),
)


def rameses(desk: Desk) -> list[Block]:
    """Each item with what the study's own data say, or a mark that the authors must write."""
    known = _known(desk)
    rows = tuple(
        Row(cells(number, item, known.get(name, ""), "" if known.get(name) and name in FULL else WRITE))
        for number, (item, name) in enumerate(ITEMS, 1)
    )
    heads = columns("Item 0.5 # | What to report 2 | From the study's data 3 | Still to do 1.4")
    title = "Reporting items and what the data can fill"
    return [Paragraph.of(LEAD), Table("rameses", title, heads, rows)]


FULL = ("sample", "participants", "analysis", "collection")


def _known(desk: Desk) -> dict[str, str]:
    book, transcripts = desk.evidence.codebook, desk.evidence.material.transcripts
    facts = {name.lower(): value for name, value in desk.evidence.material.facts.items()}
    kinds = Counter[str](transcript.kind for transcript in transcripts.values())
    collected = ", ".join(f"{SOURCE_NAMES[kind].lower()}: {number}" for kind, number in sorted(kinds.items()))
    heard = people(desk)
    theories = "; ".join(
        f"{theory.id}: if {theory.if_}, then {theory.then}, because {theory.because}"
        for theory in book.theories
    )
    recurring = sum(pattern.demi_regularity for pattern in desk.patterns)
    found = {
        "findings": f"{len(desk.patterns)} patterns, {recurring} of them in more than one source.",
        "summary": "See the key points, which are a draft.",
    }
    return {
        "theory": theories,
        **{name: facts.get(name, "") for name in ("questions", "ethics", "funding")},
        "collection": f"Sources by kind: {collected}." if collected else "",
        "sample": f"{len(heard)} participants in {len(transcripts)} sources." if heard else "",
        "participants": _roles(desk),
        "analysis": (
            f"Causation coding against the codebook “{book.title}”, version {book.version} "
            f"({len(book.codes)} codes); configurations that share context, mechanism, outcome, valence and "
            "polarity were gathered into patterns."
        ),
        **(found if desk.patterns else {}),
        "limits": "Part of the codings were suggested by the tool and not reviewed." * desk.unreviewed,
    }


def _roles(desk: Desk) -> str:
    counted = Counter(speaker.role or "role not given" for speaker, _ in people(desk))
    return ", ".join(f"{role} ({number})" for role, number in sorted(counted.items()))
