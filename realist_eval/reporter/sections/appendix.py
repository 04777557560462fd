"""The quotations on paper, and the audit appendix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from realist_eval.analysis.evidence import NOT_GIVEN
from realist_eval.model import Speaker
from realist_eval.reporter.report import Block, Bullets, Cell, Heading, Listing, Paragraph, Quote, Row, Table
from realist_eval.reporter.sections.desk import Desk, cells, columns
from realist_eval.reporter.sections.sample import people, source_list


def quotations(desk: Desk) -> list[Block]:
    """The quote bank: on paper the best of each code, in data files and on the page all of them."""
    if not desk.bank.quotes:
        return [Paragraph.of("There is no quotation yet.")]
    heads = columns("No. 0.5 | Quotation 6 “ | Codes 2.2")
    rows = tuple(_bank_row(desk, quote) for quote in _best_of_each_code(desk) if quote.id not in desk.told)
    if not rows:
        return [Paragraph.of("The best quotations of each code stand in the text; all, in the data files.")]
    note = "The best quotations of each code beyond those in the text; every one stands in the data files."
    return [Table("quote-bank", "Quotations by code", heads, rows, note, wide=True, limit=desk.plan.rows)]


def _best_of_each_code(desk: Desk) -> list[Quote]:
    """For each code in the codebook's order, the best quotations of its best supported patterns."""
    by_code: dict[str, dict[str, Quote]] = {}
    for pattern in desk.patterns:
        best = desk.bank.of(pattern.best)
        for code in filter(None, pattern.codes.values()):
            by_code.setdefault(code, {}).setdefault(best.id, best)
    for coding in desk.evidence.codings:
        quote = desk.bank.of_coding(coding)
        by_code.setdefault(coding.code, {}).setdefault(quote.id, quote)
    order = [code.id for code in desk.evidence.codebook.codes]
    ranked = [code for code in order if code in by_code] + sorted(by_code.keys() - set(order))
    chosen = [quote for code in ranked for quote in list(by_code[code].values())[: desk.plan.quotes]]
    return list({quote.id: quote for quote in chosen}.values())


def _bank_row(desk: Desk, quote: Quote) -> Row:
    codes = "; ".join(map(desk.label, quote.codes))
    return Row(cells(quote.id, Cell(None, (quote,)), codes), quote.facets, quote.status)


def about(facts: Mapping[str, str]) -> Listing:
    """What every data file says of itself."""
    heads = columns("About 1.5 | What 3")
    return Listing("about", "About this report", heads, lambda: ((fact, "") for fact in facts.items()))


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


def _key_table(desk: Desk) -> Listing:
    """Cited names to the study's own ids, without which nothing could be traced; data files only."""
    transcripts, names = desk.evidence.material.transcripts, desk.evidence.names
    rows = [
        ((names[name], _safe_id(desk, name), transcripts[name].sha, transcripts[name].reader), "")
        for name in desk.evidence.order
    ]
    heads = columns("Source | Id in the study | SHA-256 of the text 3 | Read by")
    return Listing("source-key", "Sources and their ids", heads, lambda: rows)


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
    if not small:
        usual = f"Attributed by {style}, every attribution covers at least {smallest} people."
        return [Paragraph.of(_OF_ONE.get(style, usual))]
    warning = (
        f"Warning: attributed by {style}, these cover fewer than {smallest} people, so that a quotation may "
        "show who said it. Join roles in participants.csv, or choose another attribution:"
    )
    return [Paragraph.of(warning), Bullets(tuple(small))]


_OF_ONE = {  # attributions that need no counting
    "label": "Warning: quotations carry the speakers' names.",
    "pseudonym": "Quotations carry pseudonyms: what one person said can be put together across quotations.",
    "source": "Quotations carry their source and turn alone.",
}


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
    few = [(group, number) for group, number in sorted(counted.items()) if number < desk.plan.smallest_group]
    return [f"{', '.join(group)} ({number})" for group, number in few]
