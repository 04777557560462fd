"""Findings by outcome, mechanism and context; by case and by role; key points, marked as draft."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from realist_eval.analysis import Pattern, Tally
from realist_eval.analysis.evidence import NOT_GIVEN
from realist_eval.model import Coding
from realist_eval.reporter.figures.charts import by_level
from realist_eval.reporter.figures.maps import configuration_diagram
from realist_eval.reporter.report import Block, Bullets, Cell, Heading, Paragraph, Quoted, Row, Table
from realist_eval.reporter.sections.desk import Desk, cells, columns, explained, sentence, spoken, support

KEY_POINTS = 5
EXPLANATIONS = 3  # patterns listed under one code
MOST_ROWS, BRIEF = 25, 5  # of a case or role on paper, and in Word
QUOTES = {"outcome": 2}  # quotations under one code; under others 1
DRAFT = "Built from coded facts alone, ranked by support; to be checked and written out by the authors."


TITLES = {  # kind: valence: heading
    "outcome": {
        "achieved": "Outcomes achieved",
        "not_achieved": "Outcomes not achieved",
        "unintended": "Unintended outcomes",
        "intended": "Outcomes intended, not yet reported",
    },
    "mechanism": {"enabling": "Mechanisms that enabled", "hindering": "Mechanisms that prevented"},
    "context": {"enabling": "Contexts that enabled", "hindering": "Contexts that hindered"},
}


def _findings(desk: Desk, kind: str) -> list[Block]:
    """What is said under the codes of one kind, valence by valence."""
    found: dict[str, dict[str, list[Coding]]] = defaultdict(lambda: defaultdict(list))
    for coding in desk.evidence.codings:
        if coding.kind == kind:
            found[desk.evidence.valence(coding)][coding.code].append(coding)
    known = TITLES[kind]
    blocks: list[Block] = []
    for valence in (*known, *sorted(found.keys() - known)):
        if valence in found:
            other = f"{kind.capitalize()}s{f': {spoken(valence)}' if valence else ' without a valence'}"
            blocks += _group(desk, kind, valence, known.get(valence, other), found[valence])
    return blocks or [Paragraph.of(f"No {kind} has been coded yet.")]


outcomes = partial(_findings, kind="outcome")
mechanisms = partial(_findings, kind="mechanism")
contexts = partial(_findings, kind="context")


def tally_of(desk: Desk, codings: Sequence[Coding]) -> Tally:
    """How many sources and passages some codings stand in."""
    tally = Tally()
    for coding in codings:
        tally.add(coding, desk.evidence.extent(coding))
    return tally


def _group(desk: Desk, kind: str, valence: str, title: str, by_code: dict[str, list[Coding]]) -> list[Block]:
    tallies = {code: tally_of(desk, codings) for code, codings in by_code.items()}
    ranked = sorted(tallies, key=lambda code: (-tallies[code].sources, -tallies[code].quotations, code))
    patterns = [one for one in desk.patterns if _explains(desk, one, kind, valence)]
    blocks: list[Block] = [Heading(title)]
    if kind != "context" and valence in TITLES[kind]:
        levels = [(code, _level(desk, by_code[code]), tallies[code].sources) for code in ranked]
        figure = by_level(desk, f"{kind}-{valence}", f"{title}, by level", levels)
        blocks += [figure] if figure else []
    for code in ranked:
        mine = [one for one in patterns if one.codes[kind] == code]
        blocks += _code(desk, code, tallies[code], mine, by_code[code])
    return [*blocks, *key_points(desk, patterns, title)]


def _explains(desk: Desk, pattern: Pattern, kind: str, valence: str) -> bool:
    """Whether an element of the kind carries the valence in any of the pattern's configurations."""
    found = (desk.evidence.elements(one).get(kind) for one in pattern.configurations)
    return any(coding is not None and desk.evidence.valence(coding) == valence for coding in found)


def _level(desk: Desk, codings: Sequence[Coding]) -> str:
    levels = [desk.evidence.level(coding) for coding in codings]
    return max(set(levels), key=lambda level: (levels.count(level), level)) or NOT_GIVEN


def _code(
    desk: Desk, code: str, tally: Tally, patterns: Sequence[Pattern], codings: Sequence[Coding]
) -> list[Block]:
    entry = desk.evidence.codebook.by_id.get(code)
    mark = desk.mark(codings)
    lead = f"{entry.definition} " if entry and entry.definition else ""
    counts = f"{support(tally.sources, tally.quotations)}{_cases(desk, codings)}."
    heading = desk.label(code) + (f" ({mark})" if mark else "")
    blocks: list[Block] = [Heading(heading, 3), Paragraph.of(lead + counts)]
    if patterns:
        blocks.append(Bullets(tuple(explained(desk, one) for one in patterns[:EXPLANATIONS])))
    quotes = [quote for one in patterns for quote in desk.quotes_of(one)[:1]]
    quotes += list(desk.bank.of_members(codings))
    found = {quote.id: quote for quote in quotes}
    fresh = [quote for name, quote in found.items() if name not in desk.told]
    chosen = fresh[: QUOTES.get(codings[0].kind, 1)] or quotes[:1]
    desk.told.update(quote.id for quote in chosen)
    return [*blocks, *map(Quoted, chosen)]


def _cases(desk: Desk, codings: Sequence[Coding]) -> str:
    cases = sorted({desk.evidence.case(one.transcript, one.start) for one in codings} - {NOT_GIVEN})
    return f"; {', '.join(cases)}" if cases else ""


def key_points(desk: Desk, patterns: Sequence[Pattern], about: str, level: int = 3) -> list[Block]:
    """The best supported patterns as a draft of the summary box."""
    if not patterns:
        return []
    return [
        Heading(f"Summary of key points: {about[0].lower()}{about[1:]}", level),
        Paragraph.of(DRAFT, style="draft"),
        Bullets(tuple(explained(desk, one) for one in patterns[:KEY_POINTS])),
    ]


def summary(desk: Desk) -> list[Block]:
    """The key points over all, with the best supported pattern drawn."""
    if not desk.patterns:
        return [Paragraph.of("No configuration has been coded yet.")]
    told = [one for one in desk.patterns if not one.aim]
    working = [one for one in told if one.succeeds]
    failing = [one for one in told if not one.succeeds]
    return [
        *key_points(desk, working, "What came about", 2),
        *key_points(desk, failing, "What did not, or was held back", 2),
        configuration_diagram(desk, desk.patterns[0]),
    ]


def _parts(desk: Desk, name: str, title: str, values: Callable[[Pattern], Sequence[str]]) -> list[Block]:
    """The patterns of each case, or of each role."""
    found = {value for pattern in desk.patterns for value in values(pattern)}
    if not found:
        return [Paragraph.of("No configuration has been coded yet.")]
    if found == {NOT_GIVEN}:
        said = f"No {name} is given for anybody who is quoted; participants.csv may name them."
        return [Paragraph.of(said)]
    blocks: list[Block] = []
    for number, value in enumerate(sorted(found, key=lambda one: (one == NOT_GIVEN, one)), 1):
        rows = [_row(desk, one, name, value) for one in desk.patterns if value in values(one)]
        rows.sort(key=lambda row: (-_number(row.cells[2]), -_number(row.cells[3]), _number(row.cells[0])))
        table = Table(f"{name}-{number}", f"{title}: {value}", _HEADS, tuple(rows), ROW_NOTE, wide=True)
        blocks += [Heading(value), replace(table, limit=MOST_ROWS, brief=BRIEF, quotes=1)]
    return blocks


cases = partial(_parts, name="case", title="Case", values=lambda pattern: pattern.cases)
roles = partial(_parts, name="role", title="Role", values=lambda pattern: pattern.roles)
ROW_NOTE = "Row: its number in the matrix."
_HEADS = columns("Row 0.5 # | If … then … because 3 | Sources 0.7 # | Quotations 0.8 # | In their words 4 “")


def _row(desk: Desk, pattern: Pattern, facet: str, value: str) -> Row:
    """A pattern in one case or role, counting only its own words."""
    quotes = tuple(quote for quote in desk.quotes_of(pattern) if value in quote.facets[facet])
    sources = len({quote.transcript for quote in quotes})
    said = (sentence(desk, pattern), sources, Cell(len(quotes), quotes), Cell(None, quotes))
    mark = pattern.status if pattern.unreviewed else ""
    return Row(cells(desk.ranks[pattern.key], *said), desk.facets_of(pattern), mark)


def _number(cell: Cell) -> int:
    return int(cell.value or 0)
