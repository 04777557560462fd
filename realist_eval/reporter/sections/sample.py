"""Methods and sample: the sources by kind and case, and who was heard, with totals that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from realist_eval.analysis import BEST_RULE
from realist_eval.analysis.evidence import NOT_GIVEN, SOURCE_NAMES
from realist_eval.model import Speaker, Transcript
from realist_eval.reporter.figures.charts import saturation
from realist_eval.reporter.report import Block, Column, Heading, Paragraph, Ref, Row, Table
from realist_eval.reporter.sections.desk import NUMBER, Desk, cells

PLURALS = {
    "interview": "Interviews",
    "focus_group": "Focus groups",
    "document": "Documents",
    "observation": "Observations",
    "open_answers": "Open answers",
}


def methods(desk: Desk) -> list[Block]:
    """How the matrices came about, and from whom."""
    transcripts = list(desk.evidence.material.transcripts.values())
    if not transcripts:
        return [Paragraph.of("The study holds no source yet.")]
    return [
        Paragraph.of(_opening(transcripts)),
        _sources_table(transcripts),
        *_people_blocks(desk),
        *([figure] if (figure := saturation(desk)) else []),
        Heading("How the material was analysed"),
        Paragraph.of(_analysis(desk)),
        Paragraph.of(
            "Quotations are verbatim; [...] marks where words were left out. They are attributed by "
            f"{_attributed(desk)}, and each carries the source and turn where it stands. " + BEST_RULE
        ),
    ]


def _attributed(desk: Desk) -> str:
    style = desk.bank.attribution
    return {"label": "name", "source": "source alone"}.get(style, f"{style}, never by name")


def _opening(transcripts: Sequence[Transcript]) -> str:
    kinds = Counter[str](transcript.kind for transcript in transcripts)
    listed = ", ".join(
        f"{number} {(PLURALS[kind] if number != 1 else SOURCE_NAMES[kind]).lower()}"
        for kind in SOURCE_NAMES
        if (number := kinds.get(kind, 0))
    )
    words = sum(len(transcript.text.split()) for transcript in transcripts)
    return f"The material is {listed}: {words:,} words in all."


def _analysis(desk: Desk) -> str:
    book = desk.evidence.codebook
    coded = (
        "The words were read for what is said to bring about what (causation coding) and coded against the "
        f"codebook “{book.title}”, version {book.version}, which has {len(book.codes)} codes. "
        "A configuration links a context, a mechanism and an outcome that were said in one passage; "
        "an element that was not said there stays (unstated). "
    )
    if desk.unreviewed:
        coded += (
            "What is marked “suggested, not reviewed” was proposed by the tool and decided by nobody: "
            "it is a reading aid and not a finding."
        )
    return coded


def _sources_table(transcripts: Sequence[Transcript]) -> Table:
    cases = sorted(
        {_case(transcript) for transcript in transcripts}, key=lambda case: (case == NOT_GIVEN, case)
    )
    kinds = [kind for kind in SOURCE_NAMES if any(one.kind == kind for one in transcripts)]
    counted = Counter[tuple[str, str]]((_case(one), one.kind) for one in transcripts)
    words = Counter[str]()
    for one in transcripts:
        words[_case(one)] += len(one.text.split())
    rows = [
        Row(
            cells(
                case,
                *(counted[case, kind] for kind in kinds),
                sum(counted[case, kind] for kind in kinds),
                words[case],
            )
        )
        for case in cases
    ]
    totals = [sum(counted[case, kind] for case in cases) for kind in kinds]
    rows.append(Row(cells("All", *totals, sum(totals), sum(words.values())), total=True))
    columns = (
        Column("Case", 2.5),
        *(Column(PLURALS[kind], 1, NUMBER) for kind in kinds),
        Column("All sources", 1, NUMBER),
        Column("Words", 1, NUMBER),
    )
    return Table("sources", "Sources by kind and case", columns, tuple(rows))


def _case(transcript: Transcript) -> str:
    if transcript.case:
        return transcript.case
    cases = {
        speaker.case for speaker in transcript.speakers if speaker.part == "participant" and speaker.case
    }
    if len(cases) == 1:
        return next(iter(cases))
    return "Several cases" if cases else NOT_GIVEN


def people(desk: Desk) -> list[tuple[Speaker, str]]:
    """The participants with their cases, each once; a pseudonym in several sources is one person."""
    found: dict[tuple[str, str], tuple[Speaker, str]] = {}
    for name, transcript in sorted(desk.evidence.material.transcripts.items()):
        for speaker in transcript.speakers:
            if speaker.part == "participant":
                key = ("", speaker.pseudonym) if speaker.pseudonym else (name, speaker.label)
                found.setdefault(key, (speaker, speaker.case or transcript.case or NOT_GIVEN))
    return list(found.values())


def _people_blocks(desk: Desk) -> list[Block]:
    heard = people(desk)
    if not heard:
        return [Paragraph.of("No participant is named in the sources.")]
    counted = Counter((speaker.role or NOT_GIVEN, case) for speaker, case in heard)
    roles = _ordered(role for role, _ in counted)
    cases = _ordered(case for _, case in counted)
    rows = [
        Row(cells(role, *(counted[role, case] for case in cases), sum(counted[role, case] for case in cases)))
        for role in roles
    ]
    totals = [sum(counted[role, case] for role in roles) for case in cases]
    rows.append(Row(cells("All", *totals, sum(totals)), total=True))
    columns = (Column("Role", 2.5), *(Column(case, 1, NUMBER) for case in cases), Column("All", 0.8, NUMBER))
    note = (
        "Participants, each counted once: one pseudonym is one person; where there are no pseudonyms, "
        "a speaker in two sources counts twice."
    )
    table = Table(
        "participants", "Who was heard, by role and case", columns, tuple(rows), note, wide=len(cases) > 6
    )
    return [
        Paragraph.of(
            "1 person was heard (" if len(heard) == 1 else f"{len(heard)} people were heard (",
            Ref("participants"),
            ").",
        ),
        table,
    ]


def _ordered(values: object) -> list[str]:
    return sorted(set(values), key=lambda value: (value == NOT_GIVEN, value))  # type: ignore[call-overload]


def source_list(desk: Desk) -> Table:
    """Every source by the name it is cited under."""
    transcripts = desk.evidence.material.transcripts
    rows = tuple(
        Row(
            cells(
                desk.evidence.names[name],
                SOURCE_NAMES[(one := transcripts[name]).kind],
                _case(one),
                one.language,
                len(one.turns),
                len(one.text.split()),
                "; ".join(one.changes),
            )
        )
        for name in sorted(desk.evidence.order, key=desk.evidence.order.__getitem__)
    )
    columns = (
        Column("Source", 1.5),
        Column("Kind"),
        Column("Case", 1.5),
        Column("Language", 0.8),
        Column("Turns", 0.7, NUMBER),
        Column("Words", 0.8, NUMBER),
        Column("What was changed", 1.5),
    )
    return Table("source-list", "Sources as cited", columns, rows, limit=desk.plan.rows)
