"""Which reader opens which kind of file; each is loaded when the first file of its kind comes."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module

from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Page, Script
from realist_eval.importer.source_file import SAME, SourceFile

Reader = Callable[[SourceFile, Profile], Page | Script]

READERS: dict[str, str] = {  # suffix: module and function under importer.readers
    ".docx": "docx.read_docx",
    ".odt": "odt.read_odt",
    ".rtf": "rtf.read_rtf",
    ".txt": "plain.read_text",
    ".md": "plain.read_markdown",
    ".rst": "plain.read_rst",
    ".html": "html.read_html",
    ".pdf": "pdf.read_pdf",
    ".vtt": "cues.read_cues",
    ".srt": "cues.read_cues",
    ".csv": "tables.read_csv",
    ".tsv": "tables.read_csv",
    ".xlsx": "tables.read_xlsx",
    ".ods": "tables.read_ods",
    ".json": "json_asr.read_json",
    ".eaf": "eaf.read_eaf",
    ".cha": "chat.read_chat",
    ".trs": "trs.read_trs",
    ".qdpx": "qdpx.read_qdpx",
}
SUFFIXES: frozenset[str] = frozenset({*READERS, *SAME})


def reader_for(source: SourceFile) -> tuple[str, Reader]:
    """The format's name and its reader, by content before name; raises SourceError where there is none."""
    suffix = source.suffix
    if suffix not in READERS:
        message = f"is of a kind that cannot be read ({suffix or 'no suffix'})."
        raise source.cannot(message, _hint(suffix))
    module, function = READERS[suffix].split(".")
    reader: Reader = getattr(import_module(f"realist_eval.importer.readers.{module}"), function)
    return suffix.removeprefix("."), reader


def _hint(suffix: str) -> str:
    near = get_close_matches(suffix, READERS, n=1, cutoff=0.7)
    known = ", ".join(suffix.removeprefix(".") for suffix in READERS)
    return f"Is it meant to be {near[0]}?" if near else f"These can be read: {known}."
