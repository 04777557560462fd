"""REFI-QDA projects (.qdpx), as ATLAS.ti, MAXQDA, NVivo and others write them: the text of their sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from realist_eval.errors import Problem, SourceError
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Line, Page, Script, Utterance
from realist_eval.importer.source_file import CheckedZip, Element, SourceFile

_TEXTS = ("TextSource", "Representation", "Transcript")  # elements that carry text, or the path to it
_PATHS = ("plainTextPath", "richTextPath")
_MEDIA = ("PDFSource", "AudioSource", "VideoSource")  # their name is that of the text inside


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of a project: its words, or the paths at which they may stand."""

    name: str
    content: str
    paths: tuple[str, ...]


def read_qdpx(source: SourceFile, profile: Profile) -> Page | Script:
    """Read all texts of a project, each under a title of its own; raises SourceError when none is in it."""
    parts = source.open_zip()
    texts = list(dict.fromkeys(_texts(_project(source, parts))))  # two recordings may share a transcript
    if not texts:
        hint = "Export it again together with its documents, or export the transcripts as .docx."
        raise source.cannot("is a project without text sources.", hint)
    read: list[tuple[str, Page | Script]] = []
    problems = list(source.problems)
    for text in texts:
        try:
            read.append((text.name, _read(source, parts, text, profile)))
        except SourceError as reason:
            problems += [replace(problem, severity="warning") for problem in reason.problems]
    if not read:
        hint = "Export the project again together with its documents."
        first = Problem(f"names {len(texts)} texts, and holds none of them.", source.file, hint=hint)
        raise SourceError([first, *problems])
    if len(read) == 1:
        return replace(read[0][1], problems=(*read[0][1].problems, *problems))
    return _together(read, problems, profile)


def _project(source: SourceFile, parts: CheckedZip) -> Element:
    """The project file: project.qde, or any other .qde."""
    names = sorted(name for name in parts.names if name.lower().endswith(".qde"))
    usual = [name for name in names if name.lower().endswith("project.qde")]
    if not names:
        raise source.cannot("holds no project file (.qde).", "Export the project again as REFI-QDA.")
    return parts.xml((usual or names)[0])


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _texts(project: Element) -> Iterator[_Text]:
    """Texts of the sources in order; notes and memos of the analysts are none."""
    for holder in project.iterfind("{*}Sources/*"):
        for element in (holder, *holder.iterfind("*")):
            if _local(element) in _TEXTS:
                name = element.get("name") or holder.get("name") or "without a name"
                content = element.findtext("{*}PlainTextContent") or ""
                paths = tuple(path for key in _PATHS if (path := element.get(key)))
                if _local(holder) in _MEDIA and not paths and not content.strip():
                    paths = tuple(filter(None, [holder.get("path")]))
                yield _Text(name, content, paths)


def _read(source: SourceFile, parts: CheckedZip, text: _Text, profile: Profile) -> Page | Script:
    """The first of a text's forms that can be read; raises SourceError."""
    if text.content.strip():
        return _reader(SourceFile.of(Path(f"{text.name}.txt"), text.content.encode()), profile)
    where = ", ".join(text.paths) or "no path"
    fault = source.cannot(f"the text of “{text.name}” is not in the project ({where}).")
    for name in filter(None, (_part(parts, path) for path in text.paths)):
        try:
            return _reader(SourceFile.of(Path(name), parts.read(name)), profile)
        except SourceError as reason:
            fault = reason
    raise fault


def _reader(inner: SourceFile, profile: Profile) -> Page | Script:
    """Read a text with the reader of its own format; a project inside a project is not opened."""
    from realist_eval.importer.formats import reader_for

    name, reader = reader_for(inner)
    if name == "qdpx":
        raise inner.cannot("is a project inside a project.")
    return reader(inner, profile)


def _part(parts: CheckedZip, path: str) -> str | None:
    """The part at `internal://NAME`, in Sources/ or sources/, however its case is spelled."""
    name = path.replace("\\", "/").rpartition("://")[2].lower()
    ends = (f"sources/{name}", f"sources/{name.rpartition('/')[2]}", name)
    there = {known.lower(): known for known in parts.names}
    return next((there[end] for end in ends if end in there), None)


def _together(
    read: list[tuple[str, Page | Script]], problems: list[Problem], profile: Profile
) -> Page | Script:
    """Several texts as one: interviews as utterances told apart in each, documents as a page with titles."""
    from realist_eval.importer.turns import tell_page, tell_script

    raws = [raw for _, raw in read]
    told = [tell_page(raw, profile) if isinstance(raw, Page) else tell_script(raw, profile) for raw in raws]
    if not any(unit.speaker for each in told for unit in each.units):
        return _page(read, problems)
    said: list[Utterance] = []
    titles: list[tuple[int, str]] = []
    for (name, _), each in zip(read, told, strict=True):
        before = said[-1].number if said else 0
        titles.append((before + 1, f"Transcript: {name}"))
        for number, unit in enumerate(each.units, start=before + 2):
            said.append(Utterance(unit.text, unit.speaker, unit.start, unit.end, number))
        problems += each.problems
    return Script(tuple(said), f"project of {len(read)} texts", tuple(problems), titles=tuple(titles))


def _page(read: list[tuple[str, Page | Script]], problems: list[Problem]) -> Page:
    """Texts one below the other; numbers of lines go on from text to text."""
    lines: list[Line] = []
    for name, raw in read:
        before = lines[-1].number if lines else 0
        lines.append(Line(f"Transcript: {name}", before + 1, heading=1))
        if isinstance(raw, Page):
            lines += [replace(line, number=line.number + before + 1) for line in raw.lines]
        else:
            lines += [Line(said.text, before + 1 + n) for n, said in enumerate(raw.utterances, start=1)]
        problems += raw.problems
    return Page(tuple(lines), problems=tuple(problems))
