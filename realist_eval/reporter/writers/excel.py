"""Excel: a sheet a table, headings frozen, filters, true numbers, and no text that turns into a formula.

Written as text: through a library's cell objects, half a million cells take ten times as long.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter
from openpyxl.writer.theme import theme_xml

from realist_eval.analysis.passages import shortened
from realist_eval.reporter.report import Column, Listing, Report, Table, Value, printable
from realist_eval.reporter.writers.data import FORMULA, lines
from realist_eval.reporter.writers.package import moment, packed

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = (("styles", "styles"), ("sharedStrings", "sharedStrings"), ("theme", "theme/theme"))
LONGEST = 32_767  # characters that a cell can hold
WRAPPED_FROM = 24  # characters from which a cell's text is broken into lines
WIDTHS = {"number": 10.0, "text": 18.0, "quotes": 60.0}
PLAIN, WRAPPED, HEADING, TOTAL, AS_TEXT = range(5)  # rows of cellXfs below
_SHEET = re.compile(r"[\[\]:*?/\\']")

STYLES = f"""{HEAD}<styleSheet {MAIN}>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFD9E2EC"/><bgColor indexed="64"/></patternFill></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="5">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""  # noqa: E501 - a file as it stands in the package


def write_excel(report: Report) -> bytes:
    """The workbook."""
    tables = (_first(report), *report.tables)
    names = _sheet_names(tables)
    texts = Texts()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, part in (
            ("[Content_Types].xml", _content_types(len(tables))),
            ("_rels/.rels", _package_relations()),
            ("docProps/core.xml", _core(report)),
            ("xl/workbook.xml", _workbook(names, tables)),
            ("xl/_rels/workbook.xml.rels", _relations(len(tables))),
            ("xl/styles.xml", STYLES),
            ("xl/theme/theme.xml", theme_xml),
        ):
            packed(package, name, part.encode())
        for number, table in enumerate(tables, 1):
            packed(package, f"xl/worksheets/sheet{number}.xml", "".join(_sheet(table, texts)).encode())
        packed(package, "xl/sharedStrings.xml", "".join(_shared(texts.numbers)).encode())
    return out.getvalue()


class Texts(dict[tuple[str, int], str]):
    """Texts in their styles to the end of a cell that holds them; a text is written once, by its number."""

    def __init__(self) -> None:
        """Begin with none."""
        self.numbers: dict[str, int] = {}

    def __missing__(self, key: tuple[str, int]) -> str:
        """Text is text, whatever it begins with; long text is broken into lines."""
        text, style = key
        if text[0] in FORMULA:
            style = AS_TEXT
        elif style == PLAIN and (len(text) > WRAPPED_FROM or "\n" in text):
            style = WRAPPED
        kept = text if len(text) <= LONGEST else shortened(text, LONGEST - 8)
        number = self.numbers.setdefault(kept, len(self.numbers))
        self[key] = f'" s="{style}" t="s"><v>{number}</v></c>'
        return self[key]


def _first(report: Report) -> Listing:
    """The first sheet: what this is, and where everything stands."""
    listed = [("Title", report.full_title), *((table.id, table.title) for table in report.tables)]
    heads = Column("Sheet", 1.5), Column("What", 3)
    return Listing("contents", "Contents", heads, lambda: ((values, "") for values in listed))


def _sheet(table: Table | Listing, texts: Texts) -> Iterator[str]:
    """A worksheet, a piece a row."""
    yield f'{HEAD}<worksheet {MAIN}><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield "</sheetView></sheetViews><cols>"
    for number, column in enumerate(table.columns, 1):
        width = round(WIDTHS[column.kind] * max(1.0, min(column.width, 3.0)) ** 0.8, 1)
        yield f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    letters = [get_column_letter(number) for number in range(1, len(table.columns) + 1)]
    yield _row("1", letters, [printable(column.title) for column in table.columns], HEADING, texts)
    totals = {n for n, row in enumerate(table.rows) if row.total} if isinstance(table, Table) else ()
    for at, values in enumerate(lines(table)):
        yield _row(str(at + 2), letters, values, TOTAL if at in totals else PLAIN, texts)
    yield f'</sheetData><autoFilter ref="A1:{letters[-1]}{len(table.rows) + 1}"/></worksheet>'


def _row(number: str, letters: list[str], values: Sequence[Value], style: int, texts: Texts) -> str:
    cells = [
        f'<c r="{letter}{number}{texts[value, style]}'
        if isinstance(value, str)
        else f'<c r="{letter}{number}" s="{style}"><v>{value}</v></c>'
        for letter, value in zip(letters, values, strict=True)
        if value is not None and value != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _shared(texts: dict[str, int]) -> Iterator[str]:
    """All texts in the order of their numbers."""
    yield f'{HEAD}<sst {MAIN} uniqueCount="{len(texts)}">'
    for text in texts:
        yield f'<si><t xml:space="preserve">{escape(text)}</t></si>'
    yield "</sst>"


def _sheet_names(tables: tuple[Table | Listing, ...]) -> list[str]:
    """Names that Excel takes: 31 characters, none of []:*?/\\', none twice."""
    taken: dict[str, None] = {}
    for table in tables:
        base = _SHEET.sub(" ", printable(table.id))[:31] or "Table"
        name, number = base, 2
        while name.lower() in map(str.lower, taken):
            name = f"{base[: 31 - len(str(number)) - 1]} {number}"
            number += 1
        taken[name] = None
    return list(taken)


def _content_types(sheets: int) -> str:
    names = {"workbook": "sheet.main", "styles": "styles", "sharedStrings": "sharedStrings"}
    parts = [(f"/xl/{name}.xml", f"{TYPES}.{kind}") for name, kind in names.items()]
    parts += [
        ("/xl/theme/theme.xml", "application/vnd.openxmlformats-officedocument.theme"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties"),
        *((f"/xl/worksheets/sheet{n}.xml", f"{TYPES}.worksheet") for n in range(1, sheets + 1)),
    ]
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}+xml"/>' for name, kind in parts)
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _related(parts: Iterable[tuple[str, str]]) -> str:
    """A part that lists what belongs to another: kinds and targets."""
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def _package_relations() -> str:
    core = (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml")
    return _related([(f"{RELATIONS}/officeDocument", "xl/workbook.xml"), core])


def _relations(sheets: int) -> str:
    parts = [(f"{RELATIONS}/worksheet", f"worksheets/sheet{n}.xml") for n in range(1, sheets + 1)]
    return _related([*parts, *((f"{RELATIONS}/{kind}", f"{part}.xml") for kind, part in PARTS)])


def _workbook(names: list[str], tables: tuple[Table | Listing, ...]) -> str:
    """The sheets, and the filters' ranges under the name that Excel keeps for them."""
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">'
        f"'{escape(name)}'!$A$1:${get_column_letter(len(table.columns))}${len(table.rows) + 1}</definedName>"
        for n, (name, table) in enumerate(zip(names, tables, strict=True))
    )
    return (
        f'{HEAD}<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets>'
        f"<definedNames>{filters}</definedNames></workbook>"
    )


def _core(report: Report) -> str:
    stamp = moment(report).strftime("%Y-%m-%dT00:00:00Z")
    when = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(printable(report.full_title))}</dc:title>"
        f"<dc:creator>{escape(printable(report.fact('authors') or 'realist-eval'))}</dc:creator>"
        f"{when}</cp:coreProperties>"
    )
