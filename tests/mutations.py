"""One sample of every format that the importer reads, and ways to damage it: the same for the same seed."""

from __future__ import annotations

import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable

from realist_eval.importer.formats import READERS

TURNS = [
    ("Interviewer", "What changed for you when the café opened? Tell me about it."),
    ("Ana", "Because the team had a shared office, we trusted each other, so referrals went up."),
    ("Interviewer", "And then, in 2019?"),
    ("Ana", "The money stopped [laughs], so people left – “nobody” came at 17:30 any more."),
    ("Bob Lee", "I would say that depends; it was different for us."),
] * 4
CLOCK = [(f"00:00:{3 * n:02}.000", f"00:00:{3 * n + 2:02}.500") for n in range(len(TURNS))]
TIMED = list(zip(TURNS, CLOCK, strict=True))
URN = "urn:oasis:names:tc:opendocument:xmlns:"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FONT = "<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>"


def _lines() -> str:
    return "".join(f"{who}: {words}\n\n" for who, words in TURNS)


def _rst() -> bytes:
    return f"Talk\n====\n\n{_lines()}".encode()


def _zip(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def _docx() -> bytes:
    said = "".join(
        f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{who}:</w:t></w:r><w:r><w:t> {words}</w:t></w:r></w:p>"
        for who, words in TURNS
    )
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = "".join(
        f"<w:tr>{cell.format(when[0])}{cell.format(who)}{cell.format(words)}</w:tr>"
        for (who, words), when in TIMED[:4]
    )
    body = f'<w:document xmlns:w="{W}"><w:body>{said}<w:tbl>{rows}</w:tbl></w:body></w:document>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}" Target="word/document.xml"/></Relationships>'
    )
    return _zip({"[Content_Types].xml": types, "_rels/.rels": links, "word/document.xml": body})


def _open_document(kind: str, body: str) -> bytes:
    names = " ".join(f'xmlns:{name}="{URN}{name}:1.0"' for name in ("office", "text", "table"))
    content = f"<office:document-content {names}><office:body>{body}</office:body></office:document-content>"
    return _zip({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content})


def _odt() -> bytes:
    said = "".join(f"<text:p>{who}:<text:s/>{words}</text:p>" for who, words in TURNS)
    return _open_document("text", f"<office:text>{said}</office:text>")


def _ods() -> bytes:
    rows = [(when[0][:8], who, words) for (who, words), when in TIMED]
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in [("Time", "Speaker", "Text"), *rows]
    )
    table = f'<office:spreadsheet><table:table table:name="T">{cells}</table:table></office:spreadsheet>'
    return _open_document("spreadsheet", table)


def _xlsx() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Time", "Speaker", "Text"])
    for (who, words), when in TIMED:
        book.active.append([when[0][:8], who, words])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _pdf() -> bytes:
    shown = [f"{who}: {words}"[:90] for who, words in TURNS]
    marks = "\n".join(
        f"BT /F1 10 Tf 1 0 0 1 70 {780 - 30 * n} Tm ({line}) Tj ET" for n, line in enumerate(shown)
    )
    words = zlib.compress(marks.encode("cp1252", "replace"))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font{FONT}>>/Contents 4 0 R>>".encode(),
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(words), words),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = (
        f"xref\n0 5\n0000000000 65535 f \n{table}trailer<</Size 5/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    )
    return out + end.encode()


def _rtf() -> bytes:
    said = "".join(rf"\pard {{\b {who}:}} {words}\par " for who, words in TURNS)
    escaped = "".join(letter if ord(letter) < 128 else rf"\u{ord(letter)}?" for letter in said)
    return (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}" + escaped + "}").encode()


def _html() -> bytes:
    said = "".join(f"<p><b>{who}:</b> {words}</p>\n" for who, words in TURNS)
    return f"<!DOCTYPE html><html><head><title>T</title></head><body>{said}</body></html>".encode()


def _vtt() -> bytes:
    cues = "".join(f"{a} --> {b}\n<v {who}>{words}</v>\n\n" for (who, words), (a, b) in TIMED)
    return f"WEBVTT\n\n{cues}".encode()


def _srt() -> bytes:
    cues = (
        f"{n}\n{a.replace('.', ',')} --> {b.replace('.', ',')}\n{who}: {words}\n\n"
        for n, ((who, words), (a, b)) in enumerate(TIMED, 1)
    )
    return "".join(cues).encode("cp1252")


def _table(between: str) -> bytes:
    rows = [("Time", "Speaker", "Text")] + [(when[0], who, f'"{words}"') for (who, words), when in TIMED]
    return "\n".join(between.join(row) for row in rows).encode("utf-8-sig")


def _json() -> bytes:
    words = [
        {"start": 3.0 * n, "end": 3.0 * n + 2, "text": text, "speaker": who, "words": [{"word": "a"}]}
        for n, (who, text) in enumerate(TURNS)
    ]
    return json.dumps({"text": "", "language": "en", "segments": words}).encode()


def _eaf() -> bytes:
    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="ts{n}" TIME_VALUE="{n * 1000}"/>' for n in range(45))
    tiers = ""
    for tier, who in enumerate(("Interviewer", "Ana", "Bob Lee")):
        said = "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{tier}{n}" TIME_SLOT_REF1="ts{2 * n}"'
            f' TIME_SLOT_REF2="ts{2 * n + 1}"><ANNOTATION_VALUE>{words}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
            for n, (speaker, words) in enumerate(TURNS)
            if speaker == who
        )
        tiers += f'<TIER TIER_ID="{who}" PARTICIPANT="{who}" LINGUISTIC_TYPE_REF="t">{said}</TIER>'
    head = '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT AUTHOR="" FORMAT="3.0" VERSION="3.0">'
    end = '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="t" TIME_ALIGNABLE="true"/></ANNOTATION_DOCUMENT>'
    return f"{head}<TIME_ORDER>{slots}</TIME_ORDER>{tiers}{end}".encode()


def _cha() -> bytes:
    names = {"Interviewer": "INV", "Ana": "PAR", "Bob Lee": "BOB"}
    said = "".join(
        f"*{names[who]}:\t{words} \x15{n * 3000}_{n * 3000 + 2000}\x15\n"
        for n, (who, words) in enumerate(TURNS)
    )
    people = "PAR Ana Participant, INV Investigator, BOB Bob Participant"
    return f"@UTF8\n@Begin\n@Languages:\teng\n@Participants:\t{people}\n{said}@End\n".encode()


def _trs() -> bytes:
    names = {"Interviewer": "s1", "Ana": "s2", "Bob Lee": "s3"}
    people = "".join(f'<Speaker id="{key}" name="{name}"/>' for name, key in names.items())
    said = "".join(
        f'<Turn speaker="{names[who]}" startTime="{3 * n}" endTime="{3 * n + 2}"><Sync time="{3 * n}"/>\n'
        f"{words}\n</Turn>\n"
        for n, (who, words) in enumerate(TURNS)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE Trans SYSTEM "trans-14.dtd">\n<Trans>'
    body = f'<Episode><Section type="report" startTime="0" endTime="60">{said}</Section></Episode>'
    return f"{head}<Speakers>{people}</Speakers>{body}</Trans>".encode()


def _qdpx() -> bytes:
    source = '<TextSource guid="A" name="P1" plainTextPath="internal://A.txt"/>'
    book = f'<Project xmlns="urn:QDA-XML:project:1.0"><Sources>{source}</Sources></Project>'
    return _zip({"project.qde": book, "sources/A.txt": _lines()})


_MAKERS: dict[str, Callable[[], bytes]] = {
    ".docx": _docx,
    ".odt": _odt,
    ".rtf": _rtf,
    ".txt": lambda: _lines().encode("utf-16"),
    ".md": lambda: "".join(f"**{who}:** {words}\n\n" for who, words in TURNS).encode(),
    ".rst": _rst,
    ".html": _html,
    ".pdf": _pdf,
    ".vtt": _vtt,
    ".srt": _srt,
    ".csv": lambda: _table(","),
    ".tsv": lambda: _table("\t"),
    ".xlsx": _xlsx,
    ".ods": _ods,
    ".json": _json,
    ".eaf": _eaf,
    ".cha": _cha,
    ".trs": _trs,
    ".qdpx": _qdpx,
}


def samples() -> dict[str, bytes]:
    """One whole file of every format in the importer's table; a format without a sample is a KeyError."""
    return {suffix: _MAKERS[suffix]() for suffix in READERS}


# ---------------------------------------------------------------- damage

_ODD = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\x1b", b"&#0;", b"<", b"&a;", b'"', b"{" * 40, b"9" * 400,
    "\u202e".encode(), "\u0301".encode() * 60, b"-1", b"1e999", b"\\u", b"]]>", b"<!--", b"(" * 200,
)  # fmt: skip


def _flip(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 40))):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data) + 1)]


def _splice(data: bytes, chance: random.Random) -> bytes:
    """Move, double or drop a stretch."""
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 400)]
    at = chance.randrange(len(data))
    rest = data if chance.random() < 0.5 else data[:start] + data[start + len(piece) :]
    return rest[:at] + piece * chance.choice((1, 1, 2, 30)) + rest[at:]


def _strange(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.choice(_ODD) * chance.choice((1, 3)) + data[at + chance.choice((0, 1, 5)) :]


_DAMAGE = (_flip, _truncate, _splice, _strange)


def mutated(data: bytes, seed: int) -> bytes:
    """The file damaged once to three times; a container as often inside one of its parts as from outside."""
    chance = random.Random(seed)  # noqa: S311 - chance that comes back with its seed
    if data[:2] == b"PK" and chance.random() < 0.5:
        return _inside(data, chance)
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = chance.choice(_DAMAGE)(data, chance) or b"\0"
    return data


def _inside(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name, part in parts.items() if part])
    part = parts[name]
    for _ in range(chance.choice((1, 1, 2, 3))):
        part = chance.choice(_DAMAGE)(bytes(part) if isinstance(part, bytes) else part.encode(), chance)
        part = part or b"\0"
    return _zip({**parts, name: part})
