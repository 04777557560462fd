"""`realist-eval workshop`: take findings to the people concerned, and bring back what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from realist_eval import study as studies
from realist_eval.cli import options
from realist_eval.cli.console import many, say, say_problems, show_table
from realist_eval.cli.study_options import in_study

if TYPE_CHECKING:
    from realist_eval.workshop import Ready

NAME = click.option(
    "--name", default="", metavar="NAME", help="The workshop, such as W1; needed where there are several."
)


@click.group("workshop")
def command() -> None:
    """Validate findings with the people concerned: cards and ballots, a page for phones, minutes.

    \b
    Example:
      realist-eval workshop pack
      realist-eval workshop serve --host 0.0.0.0
      realist-eval workshop close
    """


@command.command("pack")
@in_study()
@click.option(
    "--name", default="", metavar="NAME", help="What to call the workshop; if not given, W1, W2, ..."
)
@options.number("--findings", 12, 1, 100, "How many findings.")
@click.option(
    "--row", "rows", multiple=True, type=int, help="A row of the matrix by its number; may be repeated."
)
@options.number("--passages", 6, 0, 50, "How many passages to code.")
@options.number("--quorum", 5, 1, 500, "Votes that a result needs.")
@click.option(
    "--spread",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0, 2),
    help="Widest interquartile range.",
)
@click.option(
    "--ask-names", is_flag=True, help="Ask phones for a name, which is kept and stands in the minutes."
)
@click.option("--large-print", is_flag=True, help="Write everything in large print.")
@options.SUGGESTIONS
def pack(
    study: studies.Study,
    name: str,
    quorum: int,
    spread: float,
    *,
    ask_names: bool,
    large_print: bool,
    **wanted: Any,
) -> None:
    """Choose what a workshop is about, and write its pack, in Word and HTML.

    Cards, ballots, an agenda and slips go to reports/workshop-NAME. A workshop that is there already keeps
    its items; its pack is written again.

    \b
    Example:
      realist-eval workshop pack --name W1 --findings 10
      realist-eval workshop pack --name W1 --large-print
    """
    from realist_eval.workshop import Rule, Wanted
    from realist_eval.workshop import pack as write

    rule = Rule(quorum=quorum, spread=spread)
    plan, written, problems = write(
        study, name, Wanted(**wanted), rule, ask_names=ask_names, large=large_print
    )
    say_problems(problems)
    for path in written:
        click.echo(path)
    counts = ", ".join(
        many(sum(item.kind == kind for item in plan.items), kind) for kind in ("finding", "code", "passage")
    )
    say(f"Workshop {plan.id}: {counts}. Next: realist-eval workshop serve --name {plan.id}")


@command.command("serve")
@in_study()
@NAME
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to serve; 0.0.0.0 lets phones on the same network in.",
)
@options.number("--port", 8000, 0, 65535, "0: any that is free.")
def serve(study: studies.Study, name: str, host: str, port: int) -> None:
    """Serve the page on which phones vote. Stop it with Ctrl-C; start it again and all is as it was.

    Only this computer reaches it, unless --host says otherwise. Nothing of the study but the workshop's items
    is on it.

    \b
    Example:
      realist-eval workshop serve
      realist-eval workshop serve --host 0.0.0.0 --port 8080
    """
    from realist_eval import workshop as room

    room.serve(study, room.only_name(study, name), host, port, _say_ready)
    say("Stopped. Every vote is on disk. Next: realist-eval workshop close")


def _say_ready(ready: Ready) -> None:
    say_problems(ready.problems)
    click.echo(f"Page: {ready.url}")
    click.echo(f"Room code: {ready.keys.code}")
    click.echo(f"Facilitator: {ready.url}lead")
    click.echo(f"Facilitator's key: {ready.keys.key}")
    if ready.url.startswith(("http://127.", "http://localhost", "http://[::1]")):
        say("Only this computer reaches the page. For phones in the room: --host 0.0.0.0")
    say(f"{many(ready.phones, 'phone')} and {many(ready.votes, 'vote')} so far. Ctrl-C stops the page.")


@command.command("collect")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@in_study()
@NAME
@options.number("--round", 1, 1, 99, "Of which round.")
def collect(study: studies.Study, files: tuple[Path, ...], name: str, round: int) -> None:  # noqa: A002 - the word that users type
    """Add ballots from files: .xlsx and .csv with a row a vote, or the pack's form filled in (.docx).

    The same ballot twice counts once: its name or number tells, for a form its file name. With any fault in a
    file nothing is added.

    \b
    Example:
      realist-eval workshop collect ballots.xlsx filled-in/*.docx
    """
    from realist_eval import workshop as room

    found = room.collect(study, room.only_name(study, name), files, round)
    say_problems(found.problems)
    ballots = many(found.ballots, "ballot")
    say(f"{many(found.new, 'new vote')} from {ballots}; {found.known} were there already.")


@command.command("close")
@in_study()
@NAME
def close(study: studies.Study, name: str) -> None:
    """Write the workshop's decisions to the log, propose changes of codebook and theory, and write minutes.

    Where the workshop differs from a coder, both stand and wait to be settled: `realist-eval review`, key d.

    \b
    Example:
      realist-eval workshop close --name W1
    """
    from realist_eval import workshop as room

    closed = room.close(study, room.only_name(study, name))
    say_problems(closed.problems)
    rows = [
        (one.item.id, one.item.sentence or one.item.answer, one.round, one.result.figures, one.result.words)
        for one in closed.outcomes
    ]
    show_table("Results", ("item", "about", "round", "figures", "result"), rows)
    for path in closed.files:
        say(str(path))
    against = sum(one.against for one in closed.outcomes)
    if against:
        differ = "differs" if against == 1 else "differ"
        say(f"{many(against, 'decision')} {differ} from a coder's. Next: realist-eval review, key d")
    if closed.proposals:
        say(f"{many(len(closed.proposals), 'change')} proposed. Next: realist-eval workshop accept")


@command.command("accept")
@click.argument("proposals", nargs=-1, metavar="[PROPOSAL]...")
@in_study()
@NAME
def accept(study: studies.Study, proposals: tuple[str, ...], name: str) -> None:
    """Change codebook and theory as a closed workshop proposed: all of it, or only P1, P2, ...

    See the changes first in reports/workshop-NAME: codebook.diff, theory.diff. What was before is kept.

    \b
    Example:
      realist-eval workshop accept P1 P3
    """
    from realist_eval import workshop as room

    taken = room.accept(study, room.only_name(study, name), proposals)
    say(f"{many(len(taken), 'change')} made.")
