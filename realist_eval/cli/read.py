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


READING_OPTIONS = (
    click.option(
        "--label", metavar="REGEX", help="What stands before a speaker's words; its first group is the name."
    ),
    click.option("--convention", metavar="NAME", help="Read by this convention; “list” shows them."),
    click.option(
        "--speaker", "speakers", multiple=True, metavar="LABEL=NAME", help="Call a speaker by another name."
    ),
    click.option(
        "--part", "parts", multiple=True, metavar="LABEL=PART", help="interviewer, participant or other."
    ),
    click.option("--role", "roles", multiple=True, metavar="LABEL=ROLE", help="Their job in the programme."),
    click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="WHAT=COLUMN",
        help="speaker, text, start, end: header or number.",
    ),
    click.option("--sheet", metavar="NAME", help="The sheet of a workbook."),
    click.option("--encoding", metavar="NAME", help="Such as cp1252, where letters come out wrong."),
    click.option(
        "--kind", metavar="KIND", help="interview, focus_group, document, observation or open_answers."
    ),
    click.option("--language", metavar="CODE", help="Such as en."),
)


def with_reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how a file is to be read; `import` has them too."""
    for option in reversed(READING_OPTIONS):
        function = option(function)
    return function


@click.command(short_help="See how a file will be read: turns, speakers, doubts.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
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
    turns = [
        {
            "n": turn.n,
            "speaker": turn.speaker,
            "part": turn.part,
            "text": transcript.quote(turn),
            "start": turn.start,
            "end": turn.end,
            "start_time": turn.start_time,
            "end_time": turn.end_time,
        }
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
        show_table(
            "Speakers",
            ("Speaker", "Turns", "Words", "Part", "Because"),
            _speakers(reading),
            numbers=("Turns", "Words"),
        )
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


def _speakers(reading: Reading) -> list[tuple[str, ...]]:
    transcript = reading.transcript
    turns = Counter(turn.speaker for turn in transcript.turns)
    words: Counter[str | None] = Counter()
    for turn in transcript.turns:
        words[turn.speaker] += len(transcript.quote(turn).split())
    rows: list[tuple[str, ...]] = [
        (each.label, str(turns[each.label]), str(words[each.label]), each.part, each.reason)
        for each in transcript.speakers
    ]
    if turns[None]:
        rows.append(("(nobody named)", str(turns[None]), str(words[None]), "participant", ""))
    return rows


def _several(reading: Reading) -> None:
    from realist_eval.importer import interviews_in

    titles = interviews_in(reading)
    if titles:
        shown = ", ".join(f"“{title}” (turn {n})" for n, title in titles[:5])
        say_problem(
            Problem(
                f"{len(titles)} interviews seem to stand in this file: {shown}.",
                severity="question",
                hint="To make a transcript of each: realist-eval import --split FILE.",
            )
        )


def _clock(time: float | None) -> str:
    if time is None:
        return ""
    minutes, rest = divmod(int(time), 60)
    hours, minutes = divmod(minutes, 60)
    return f"[{hours}:{minutes:02d}:{rest:02d}] "


def profile_of(said: dict[str, Any]) -> Profile:
    """Options to a profile; raises InputError in plain words."""
    from realist_eval.importer import Profile

    plain = {
        key: said[key]
        for key in ("label", "convention", "sheet", "encoding", "kind", "language")
        if said[key]
    }
    maps = {key: _pairs(key, said[key]) for key in ("speakers", "parts", "roles", "columns") if said[key]}
    return Profile.from_dict({**plain, **maps})


def _pairs(what: str, given: tuple[str, ...]) -> dict[str, str]:
    wrong = [each for each in given if "=" not in each]
    if wrong:
        raise InputError(
            [
                Problem(f"--{what.removesuffix('s')} {each}: there must be a name, = and a value.")
                for each in wrong
            ]
        )
    return dict((part.strip() for part in each.split("=", 1)) for each in given)  # type: ignore[misc] # two parts


def _list_conventions() -> None:
    from realist_eval.importer.conventions import CONVENTIONS, UNLABELLED

    rows = [(row.name, row.example) for row in CONVENTIONS]
    show_table(
        "Conventions", ("Name", "Example"), [*rows, (UNLABELLED, "Every paragraph is a turn of nobody.")]
    )
    say("Use one with --convention NAME.")
