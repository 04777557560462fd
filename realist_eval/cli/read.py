"""`realist-eval read`: how a file will be read, before anything is imported."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from realist_eval.cli.console import many, say, say_problem, say_problems, show_table
from realist_eval.errors import InputError, Problem

if TYPE_CHECKING:
    from realist_eval.importer import Profile, Reading

FIRST_TURNS = 6
_SHOWN = 150  # characters of a turn


READING = (  # option, what it takes, what many of them are called, help
    ("label", "REGEX", "", "What stands before a speaker's words; its first group is the name."),
    ("convention", "NAME", "", "Read by this convention; “list” shows them."),
    ("speaker", "LABEL=NAME", "speakers", "Call a speaker by another name."),
    ("part", "LABEL=PART", "parts", "interviewer, participant or other."),
    ("role", "LABEL=ROLE", "roles", "Their job in the programme."),
    ("column", "WHAT=COLUMN", "columns", "speaker, text, start, end: header or number."),
    ("sheet", "NAME", "", "The sheet of a workbook."),
    ("encoding", "NAME", "", "Such as cp1252, where letters come out wrong."),
    ("kind", "KIND", "", "interview, focus_group, document, observation or open_answers."),
    ("language", "CODE", "", "Such as en."),
)


def with_reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how a file is to be read; `import` has them too."""
    for name, takes, many_, text in reversed(READING):
        option = click.option(f"--{name}", many_ or name, metavar=takes, multiple=bool(many_), help=text)
        function = option(function)
    return function


@click.command(short_help="See how a file will be read: turns, speakers, doubts.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="For people, or for scripts.",
)
@with_reading_options
@click.option("--all", "everything", is_flag=True, help="Show every turn, in full.")
def command(files: tuple[Path, ...], form: str, *, everything: bool, **said: Any) -> None:
    """Show how FILE will be read, before anything is imported.

    Nothing is written. Folders are opened. Every guess can be set with an option,
    and remembered in study.yaml.

    \b
    Example:
      realist-eval read "Interview 3.docx"
      realist-eval read notes.txt --label "(INT|P\\d+)\\." --part INT=interviewer
      realist-eval read interview.vtt --format json
    """
    if said["convention"] == "list":
        return _list_conventions()
    if not files:
        raise click.UsageError("Name at least one FILE, or a folder of files.")
    from realist_eval.importer import find_sources

    profile = profile_of(said)
    failed: list[Problem] = []
    for at, path in enumerate(find_sources(files)):
        try:
            _show(path, profile, form, everything=everything, first=at == 0)
        except InputError as error:
            failed += error.problems
    if failed:
        raise InputError(failed)
    return None


def _show(path: Path, profile: Profile, form: str, *, everything: bool, first: bool) -> None:
    from realist_eval.importer import read_file

    reading = read_file(path, profile)
    if form == "json":
        click.echo(json.dumps(as_json(reading, path), ensure_ascii=False))
        return
    if not first:
        click.echo("")
    _for_people(reading, path, everything=everything)


def as_json(reading: Reading, path: Path) -> dict[str, Any]:
    """The contract of `read --format json`."""
    transcript = reading.transcript
    facts = ("n", "speaker", "part", "text", "start", "end", "start_time", "end_time")
    turns = [
        {name: transcript.quote(turn) if name == "text" else getattr(turn, name) for name in facts}
        for turn in transcript.turns
    ]
    return {
        "file": str(path),
        "format": reading.format,
        "language": transcript.language,
        "text": transcript.text,
        "speakers": [speaker.label for speaker in transcript.speakers],
        "turns": turns,
        "problems": [str(problem) for problem in reading.problems],
        "kind": transcript.kind,
        "convention": transcript.convention,
        "why": reading.why,
    }


def _for_people(reading: Reading, path: Path, *, everything: bool) -> None:
    transcript = reading.transcript
    click.echo(f"{path}")
    words = len(transcript.text.split())
    kind = transcript.kind.replace("_", " ")
    said = f"{many(len(transcript.turns), 'turn')}, {many(words, 'word')}"
    click.echo(f"Read as: {reading.format}, {kind}, language {transcript.language}; {said}")
    click.echo(f"Turns told apart by: {transcript.convention} ({reading.why})")
    if transcript.speakers:
        click.echo("")
        columns = ("Speaker", "Turns", "Words", "Part", "Because")
        show_table("Speakers", columns, _speakers(reading), numbers=("Turns", "Words"))
    click.echo("")
    shown = transcript.turns if everything else transcript.turns[:FIRST_TURNS]
    for turn in shown:
        text = transcript.quote(turn).replace("\n", "\n    ")
        text = text if everything or len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()} …"
        click.echo(f"{turn.n:>4} {_clock(turn.start_time)}{turn.speaker or '(nobody named)'}: {text}")
    rest = len(transcript.turns) - len(shown)
    if rest:
        click.echo(f"     … and {rest} more")
    _several(reading)
    say_problems(reading.problems)


def _speakers(reading: Reading) -> list[tuple[object, ...]]:
    transcript = reading.transcript
    turns = Counter(turn.speaker for turn in transcript.turns)
    words: Counter[str | None] = Counter()
    for turn in transcript.turns:
        words[turn.speaker] += len(transcript.quote(turn).split())
    rows: list[tuple[object, ...]] = [
        (each.label, turns[each.label], words[each.label], each.part, each.reason)
        for each in transcript.speakers
    ]
    if turns[None]:
        rows.append(("(nobody named)", turns[None], words[None], "participant", ""))
    return rows


def _several(reading: Reading) -> None:
    from realist_eval.importer import interviews_in

    titles = interviews_in(reading)
    if titles:
        shown = ", ".join(f"“{title}” (turn {n})" for n, title in titles[:5])
        said = f"{len(titles)} interviews seem to stand in this file: {shown}."
        hint = "To make a transcript of each: realist-eval import --split FILE."
        say_problem(Problem(said, severity="question", hint=hint))


def _clock(time: float | None) -> str:
    if time is None:
        return ""
    minutes, rest = divmod(int(time), 60)
    hours, minutes = divmod(minutes, 60)
    return f"[{hours}:{minutes:02d}:{rest:02d}] "


def profile_of(said: dict[str, Any]) -> Profile:
    """Options to a profile; raises InputError in plain words."""
    from realist_eval.importer import Profile

    plain = {name: said[name] for name, _, many_, _ in READING if not many_ and said[name]}
    maps = {many_: _pairs(name, said[many_]) for name, _, many_, _ in READING if many_ and said[many_]}
    return Profile.from_dict({**plain, **maps})


def _pairs(name: str, given: tuple[str, ...]) -> dict[str, str]:
    wrong = [each for each in given if "=" not in each]
    if wrong:
        said = "there must be a name, = and a value."
        raise InputError([Problem(f"--{name} {each}: {said}") for each in wrong])
    return dict((part.strip() for part in each.split("=", 1)) for each in given)  # type: ignore[misc] # two parts


def _list_conventions() -> None:
    from realist_eval.importer.conventions import CONVENTIONS, UNLABELLED

    rows = [(row.name, row.example) for row in CONVENTIONS]
    rows.append((UNLABELLED, "Every paragraph is a turn of nobody."))
    show_table("Conventions", ("Name", "Example"), rows)
    say("Use one with --convention NAME.")
