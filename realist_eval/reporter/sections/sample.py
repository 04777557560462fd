"""Methods and sample: the sources by kind and case, and who was heard, with totals that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from realist_eval.analysis import BEST_RULE
from realist_eval.analysis.evidence import NOT_GIVEN, SOURCE_NAMES
from realist_eval.model import Speaker, Transcript
from realist_eval.reporter.figures.charts import saturation
from realist_eval.reporter.report import Block, Column, Heading, Paragraph, Ref, Row, Table
from realist_eval.reporter.sections.desk import NUMBER, Desk, cells, columns

PLURALS = {kind: name if name.endswith("s") else f"{name}s" for kind, name in SOURCE_NAMES.items()}


def methods(desk: Desk) -> list[Block]:
    """How the matrices came about, and from whom."""
    transcripts = list(desk.evidence.material.transcripts.values())
    if not transcripts:
        return [Paragraph.of("The study holds no source yet.")]
    style = desk.bank.attribution
    named = {"label": "name", "source": "source alone"}.get(style, f"{style}, never by name")
    return [
        Paragraph.of(_opening(transcripts)),
        _sources_table(transcripts),
        *_people_blocks(desk),
        *([figure] if (figure := saturation(desk)) else []),
        Heading("How the material was analysed"),
        Paragraph.of(_analysis(desk)),
        Paragraph.of(
            "Quotations are verbatim; [...] marks where words were left out. They are attributed by "
            f"{named}, and each carries the source and turn where it stands. " + BEST_RULE
        ),
    ]


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
    kinds = [kind for kind in SOURCE_NAMES if any(one.kind == kind for one in transcripts)]
    rows = []
    for case in _ordered(map(_case, transcripts)):
        mine = [one for one in transcripts if _case(one) == case]
        counts = [sum(one.kind == kind for one in mine) for kind in kinds]
        rows.append((case, [*counts, len(mine), sum(len(one.text.split()) for one in mine)]))
    heads = columns(
        " | ".join(["Case 2.5", *(f"{PLURALS[kind]} #" for kind in kinds), "All sources # | Words #"])
    )
    return Table("sources", "Sources by kind and case", heads, _with_totals(rows))


def _with_totals(rows: Sequence[tuple[str, Sequence[int]]]) -> tuple[Row, ...]:
    """Names with their numbers as rows, and the sums of the columns below."""
    totals = map(sum, zip(*(numbers for _, numbers in rows), strict=True))
    return (*(Row(cells(name, *numbers)) for name, numbers in rows), Row(cells("All", *totals), total=True))


def _case(transcript: Transcript) -> str:
    if transcript.case:
        return transcript.case
    heard = [speaker.case for speaker in transcript.speakers if speaker.part == "participant"]
    cases = set(filter(None, heard)) or {NOT_GIVEN}
    return cases.pop() if len(cases) == 1 else "Several cases"


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
    cases = _ordered(case for _, case in counted)
    by_role = [
        (role, [counted[role, case] for case in cases]) for role in _ordered(role for role, _ in counted)
    ]
    rows = _with_totals([(role, [*numbers, sum(numbers)]) for role, numbers in by_role])
    heads = (Column("Role", 2.5), *(Column(case, 1, NUMBER) for case in cases), Column("All", 0.8, NUMBER))
    note = (
        "Participants, each counted once: one pseudonym is one person; where there are no pseudonyms, "
        "a speaker in two sources counts twice."
    )
    title = "Who was heard, by role and case"
    people_ = "1 person was heard (" if len(heard) == 1 else f"{len(heard)} people were heard ("
    return [
        Paragraph.of(people_, Ref("participants"), ")."),
        Table("participants", title, heads, rows, note, wide=len(cases) > 6),
    ]


def _ordered(values: Iterable[str]) -> list[str]:
    """Each value once, in the alphabet's order; what is not given last."""
    return sorted(set(values), key=lambda value: (value == NOT_GIVEN, value))


def source_list(desk: Desk) -> Table:
    """Every source by the name it is cited under."""
    evidence = desk.evidence
    rows = []
    for name in evidence.order:
        one = evidence.material.transcripts[name]
        facts = (SOURCE_NAMES[one.kind], _case(one), one.language, len(one.turns), len(one.text.split()))
        rows.append(Row(cells(evidence.names[name], *facts, "; ".join(one.changes))))
    heads = columns(
        "Source 1.5 | Kind | Case 1.5 | Language 0.8 | Turns 0.7 # | Words 0.8 # | What was changed 1.5"
    )
    return Table("source-list", "Sources as cited", heads, tuple(rows), limit=desk.plan.rows)
