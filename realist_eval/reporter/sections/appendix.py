"""The quotations, the full lists for data files, and the audit appendix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from realist_eval.analysis.evidence import NOT_GIVEN
from realist_eval.model import UNREVIEWED, Coding, Configuration, Speaker
from realist_eval.reporter.report import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Later,
    Paragraph,
    Quote,
    Row,
    Table,
)
from realist_eval.reporter.sections.desk import NUMBER, Desk, cells, spoken, with_status
from realist_eval.reporter.sections.sample import people, source_list


def quotations(desk: Desk) -> list[Block]:
    """The quote bank: on paper the best of each code, in data files and on the page all of them."""
    quotes = desk.bank.quotes
    if not quotes:
        return [Paragraph.of("There is no quotation yet.")]
    columns = (
        Column("No.", 0.5),
        Column("Quotation", 6, "quotes"),
        Column("Codes", 2.2),
    )
    rows = tuple(_bank_row(desk, quote) for quote in _best_of_each_code(desk))
    note = "The best quotations of each code by the rule in the methods; every one stands in the data files."
    table = Table("quote-bank", "Quotations by code", columns, rows, note, wide=True, limit=desk.plan.rows)
    return [with_status(table)]


def _best_of_each_code(desk: Desk) -> list[Quote]:
    """For each code in the codebook's order, the best quotations of its best supported patterns."""
    by_code: dict[str, dict[str, Quote]] = {}
    for pattern in desk.patterns:
        for code in filter(None, pattern.codes.values()):
            by_code.setdefault(code, {}).setdefault(desk.bank.of(pattern.best).id, desk.bank.of(pattern.best))
    for coding in desk.evidence.codings:
        quote = desk.bank.of_coding(coding)
        by_code.setdefault(coding.code, {}).setdefault(quote.id, quote)
    order = [code.id for code in desk.evidence.codebook.codes]
    ranked = [code for code in order if code in by_code] + sorted(by_code.keys() - set(order))
    chosen = {
        quote.id: quote for code in ranked for quote in list(by_code[code].values())[: desk.plan.quotes]
    }
    return list(chosen.values())


def _bank_row(desk: Desk, quote: Quote) -> Row:
    codes = "; ".join(map(desk.label, quote.codes))
    return Row((Cell(quote.id), Cell(None, (quote,)), Cell(codes)), quote.facets, quote.status)


def about(facts: Mapping[str, str]) -> Table:
    """What every data file says of itself."""
    rows = tuple(Row(cells(name, value)) for name, value in facts.items())
    return Table("about", "About this report", (Column("About", 1.5), Column("What", 3)), rows, data=True)


def data(desk: Desk) -> list[Block]:
    """Every configuration, coding and quotation, for data files."""
    return [_all_quotations(desk), _all_configurations(desk), _all_codings(desk)]


def _all_quotations(desk: Desk) -> Table:
    columns = (
        Column("No."),
        Column("Quotation", 5),
        Column("Attribution"),
        Column("Place"),
        Column("Case"),
        Column("Role"),
        Column("Codes"),
        Column("Labels"),
        Column("Kinds"),
        Column("Levels"),
        Column("Valences"),
        Column("Status"),
    )
    rows = Later(len(desk.bank.quotes), lambda: (_quotation_row(desk, quote) for quote in desk.bank.quotes))
    return Table("quotations", "Quotations", columns, rows, data=True)


def _quotation_row(desk: Desk, quote: Quote) -> Row:
    values = (
        quote.id,
        quote.text,
        quote.by,
        quote.place,
        "; ".join(quote.facets["case"]),
        "; ".join(quote.facets["role"]),
        "; ".join(quote.codes),
        "; ".join(map(desk.label, quote.codes)),
        "; ".join(quote.facets["kind"]),
        "; ".join(quote.facets["level"]),
        "; ".join(map(spoken, quote.facets["valence"])),
        quote.status or "decided",
    )
    return Row(cells(*values), mark=quote.status)


def _all_configurations(desk: Desk) -> Table:
    columns = (
        Column("Configuration"),
        Column("Pattern", 1, NUMBER),
        Column("Context code"),
        Column("Context words", 3),
        Column("Mechanism code"),
        Column("Mechanism words", 3),
        Column("Outcome code"),
        Column("Outcome words", 3),
        Column("Valence"),
        Column("Polarity"),
        Column("Level"),
        Column("Hedged"),
        Column("Reported"),
        Column("Counterfactual"),
        Column("Hypothetical"),
        Column("From the question"),
        Column("Quotation"),
        Column("Place"),
        Column("Case"),
        Column("Role"),
        Column("Coder"),
        Column("Status"),
        Column("Score", 1, NUMBER),
        Column("Why", 2),
        Column("Memo", 2),
    )
    numbers = {
        one.id: number for number, pattern in enumerate(desk.patterns, 1) for one in pattern.configurations
    }
    rows = Later(
        len(desk.evidence.configurations),
        lambda: (_configuration(desk, one, numbers[one.id]) for one in desk.evidence.configurations),
    )
    return Table("configurations", "Configurations", columns, rows, data=True)


def _configuration(desk: Desk, one: Configuration, number: int) -> Row:
    elements = desk.evidence.elements(one)
    quote = desk.bank.of(desk.evidence.passage(one))
    codes = {
        kind: elements[kind].code if kind in elements else "" for kind in ("context", "mechanism", "outcome")
    }
    words = {kind: _words(desk, elements.get(kind)) for kind in codes}
    outcome = elements.get("outcome")
    status = UNREVIEWED if one.status == "suggested" or desk.mark(elements.values()) else one.status
    values = (
        one.id,
        number,
        *(value for kind in codes for value in (codes[kind], words[kind])),
        spoken(desk.evidence.valence(outcome)) if outcome else "",
        one.polarity,
        "; ".join(quote.facets["level"]),
        *("yes" if flag else "" for flag in (one.hedged, one.reported, one.counterfactual, one.hypothetical)),
        "yes" if any(coding.from_question for coding in elements.values()) else "",
        quote.id,
        quote.place,
        "; ".join(quote.facets["case"]),
        "; ".join(quote.facets["role"]),
        one.coder,
        status,
        round(one.score, 3),
        str(one.reason),
        one.memo,
    )
    return Row(cells(*values), mark=UNREVIEWED if status == UNREVIEWED else "")


def _words(desk: Desk, coding: Coding | None) -> str:
    """The coded words themselves, verbatim; an interruption shows as [...]."""
    if coding is None:
        return "(unstated)"
    transcript = desk.evidence.material.transcripts[coding.transcript]
    return " [...] ".join(transcript.quote(span) for span in desk.evidence.spans(coding))


def _all_codings(desk: Desk) -> Table:
    columns = (
        Column("Coding"),
        Column("Kind"),
        Column("Code"),
        Column("Label"),
        Column("Valence"),
        Column("Level"),
        Column("Words", 4),
        Column("Place"),
        Column("Start", 1, NUMBER),
        Column("End", 1, NUMBER),
        Column("Case"),
        Column("Role"),
        Column("Coder"),
        Column("Status"),
        Column("Score", 1, NUMBER),
        Column("Why", 2),
        Column("Memo", 2),
    )
    rows = Later(len(desk.evidence.codings), lambda: (_coding(desk, one) for one in desk.evidence.codings))
    return Table("codings", "Codings", columns, rows, data=True)


def _coding(desk: Desk, one: Coding) -> Row:
    evidence = desk.evidence
    turn = evidence.turn(one.transcript, one.start)
    status = UNREVIEWED if one.status == "suggested" else one.status
    values = (
        one.id,
        one.kind,
        one.code,
        desk.label(one.code),
        spoken(evidence.valence(one)),
        evidence.level(one),
        evidence.material.transcripts[one.transcript].quote(one.span),
        f"{evidence.names[one.transcript]}, turn {turn.n if turn else '?'}",
        one.start,
        one.end,
        evidence.case(one.transcript, one.start),
        evidence.role(one.transcript, one.start),
        one.coder,
        status,
        round(one.score, 3),
        str(one.reason),
        one.memo,
    )
    return Row(cells(*values), mark=UNREVIEWED if one.status == "suggested" else "")


def audit(desk: Desk) -> list[Block]:
    """What was decided by whom with what, and which source stands behind each name."""
    statuses = Counter(coding.status for coding in desk.evidence.material.codings)
    counted = ", ".join(f"{number} {word}" for word, number in sorted(statuses.items())) or "none"
    return [
        Bullets((f"Codings in this report by status: {counted}",)),
        Heading("Sources as cited"),
        source_list(desk),
        _key_table(desk),
        Heading("Disclosure"),
        *disclosure(desk),
    ]


def _key_table(desk: Desk) -> Table:
    """Cited names to the study's own ids, without which nothing could be traced; data files only."""
    transcripts = desk.evidence.material.transcripts
    rows = tuple(
        Row(
            cells(
                desk.evidence.names[name],
                _safe_id(desk, name),
                transcripts[name].sha,
                transcripts[name].reader,
            )
        )
        for name in sorted(desk.evidence.order, key=desk.evidence.order.__getitem__)
    )
    columns = (
        Column("Source"),
        Column("Id in the study"),
        Column("SHA-256 of the text", 3),
        Column("Read by"),
    )
    return Table("source-key", "Sources and their ids", columns, rows, data=True)


def _safe_id(desk: Desk, name: str) -> str:
    """The id, unless it holds the label of somebody who speaks."""
    words = {
        word.lower()
        for speaker in desk.evidence.material.transcripts[name].speakers
        if speaker.part == "participant"
        for word in speaker.label.split()
        if len(word) > 2 and not any(letter.isdigit() for letter in word)
    } - {"participant", "interviewee", "respondent", "speaker"}
    return "(withheld: it holds a speaker's label)" if any(word in name.lower() for word in words) else name


def disclosure(desk: Desk) -> list[Block]:
    """Warn where an attribution points at fewer than so many people."""
    small, smallest = small_groups(desk), desk.plan.smallest_group
    style = desk.bank.attribution
    if style == "label":
        return [Paragraph.of("Warning: quotations carry the speakers' names.")]
    if not small:
        said = f"Attributed by {style}, every attribution covers at least {smallest} people."
        if style == "pseudonym":
            said = "Quotations carry pseudonyms: what one person said can be put together across quotations."
        elif style == "source":
            said = "Quotations carry their source and turn alone."
        return [Paragraph.of(said)]
    return [
        Paragraph.of(
            f"Warning: attributed by {style}, these cover fewer than {smallest} people, so "
            "that a quotation may show who said it. Join roles in participants.csv, or choose another "
            "attribution:"
        ),
        Bullets(tuple(small)),
    ]


def small_groups(desk: Desk) -> list[str]:
    """The attributions that point at fewer people than the plan allows, with how many they are."""
    read: Callable[[Speaker, str], tuple[str, ...]] | None = {
        "role": lambda speaker, _: (speaker.role or NOT_GIVEN,),
        "case": lambda _, case: (case,),
        "role and case": lambda speaker, case: (speaker.role or NOT_GIVEN, case),
    }.get(desk.bank.attribution)
    if read is None:
        return []
    counted = Counter(read(speaker, case) for speaker, case in people(desk))
    return [
        f"{', '.join(group)} ({number})"
        for group, number in sorted(counted.items())
        if number < desk.plan.smallest_group
    ]
