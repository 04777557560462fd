"""Reports to files: a table of formats, each file replaced whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from realist_eval.errors import InputError, OutputError, Problem
from realist_eval.model import Material, OnProgress
from realist_eval.reporter.build import build_report, no_collecting
from realist_eval.reporter.plan import Plan
from realist_eval.reporter.report import Report

Rendered = bytes | Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Writer:
    """A format: how its file's name ends (a folder's, for several files), what writes it, what it is."""

    suffix: str
    function: str  # module under writers, and a function in it; imported when first called
    about: str

    def render(self, report: Report, template: Path | None) -> Rendered:
        """The file's bytes, or those of each file in the folder; a template is for Word alone."""
        module, name = self.function.split(".")
        write = getattr(import_module(f"realist_eval.reporter.writers.{module}"), name)
        rendered: Rendered = write(report, template) if module == "word" else write(report)
        return rendered


WRITERS: Mapping[str, Writer] = {
    "docx": Writer(".docx", "word.write_word", "Word: the annex, with tables, captions and figures"),
    "xlsx": Writer(".xlsx", "excel.write_excel", "Excel: a sheet a table, every quotation"),
    "csv": Writer("-csv", "data.write_csv", "a folder with a CSV file for each table"),
    "md": Writer(".md", "markdown.write_markdown", "Markdown"),
    "html": Writer(".html", "page.write_page", "one page that works offline, with filters"),
    "json": Writer(".json", "data.write_json", "everything, for scripts"),
    "latex": Writer(".tex", "latex.write_latex", "LaTeX"),
    "parquet": Writer("-parquet", "graphs.write_parquet", "a folder of Parquet tables"),
    "graphml": Writer(".graphml", "graphs.write_graphml", "the codes as a graph, for Gephi and others"),
    "dot": Writer(".dot", "graphs.write_dot", "the same for Graphviz"),
    "mermaid": Writer(".mmd", "graphs.write_mermaid", "the same for Mermaid"),
    "figures": Writer("-figures", "graphs.write_figures", "a folder of the drawings as SVG and PNG"),
}
SUFFIXES = {writer.suffix.lstrip("."): name for name, writer in WRITERS.items()}
FORMATS = tuple(WRITERS)
DEFAULT_FORMATS = ("docx", "xlsx", "csv", "md", "html", "json")


def write_report(
    report: Report,
    path: Path,
    format: str | None = None,  # noqa: A002 - the word that users type
    *,
    template: Path | None = None,
) -> Path:
    """Write one format to `path` (for csv a folder); the format is told by the suffix if not given.

    The old file stays until the new one is whole. Raises OutputError where it cannot be written.
    """
    name = format or SUFFIXES.get(path.suffix.lstrip("."), path.suffix.lstrip("."))
    if name not in WRITERS:
        hint = f"Choose from {', '.join(FORMATS)}."
        raise InputError(f"There is no report format “{name}”.", hint=hint)
    with no_collecting():
        rendered = WRITERS[name].render(report, template)
    if isinstance(rendered, Mapping):
        _made(path)
        _replace_all({path / part: data for part, data in rendered.items()})
    else:
        _replace_all({path: rendered})
    return path


def write_all(
    material: Material,
    folder: Path,
    formats: Sequence[str] | None = None,
    *,
    plan: Plan | None = None,
    template: Path | None = None,
    name: str = "report",
    on_progress: OnProgress | None = None,
) -> list[Path]:
    """Write every format into `folder`; what cannot be written is told after the rest is done."""
    with no_collecting():
        report = build_report(material, plan)
        written: list[Path] = []
        problems: list[Problem] = []
        chosen = formats or DEFAULT_FORMATS
        for done, one in enumerate(chosen):
            if on_progress:
                on_progress(one, done, len(chosen))
            suffix = WRITERS[one].suffix if one in WRITERS else ""
            try:
                written.append(write_report(report, folder / f"{name}{suffix}", one, template=template))
            except OutputError as error:
                problems += error.problems
    if problems:
        raise OutputError(problems)
    return written


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError.cannot_write(folder, error) from error


def _replace_all(files: Mapping[Path, bytes]) -> None:
    """Put all beside their places first, then into them: a full disk leaves the old ones whole."""
    beside: dict[Path, Path] = {}
    path = next(iter(files), Path())
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside[path] = path.with_name(f".{path.name}.{os.getpid()}.part")
            with beside[path].open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for path, part in beside.items():
            part.replace(path)
    except OSError as error:
        raise OutputError.cannot_write(path, error) from error
    finally:
        for part in beside.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
