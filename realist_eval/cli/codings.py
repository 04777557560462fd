"""`codings`: code by hand, and look at what is coded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from realist_eval.cli import study_options
from realist_eval.cli.console import say, show_table

if TYPE_CHECKING:
    from realist_eval.model import Coding, Configuration, Transcript

_MEMO = click.option("--memo", default="", help="A note that is kept with the decision.")


@click.group(name="codings", short_help="Code by hand; list, amend and remove codings.")
def command() -> None:
    """Code by hand by quoting the words, and list, amend, accept or remove what is coded."""


@command.command(name="add")
@click.argument("transcript")
@click.argument("quote")
@click.argument("code")
@click.option("--turn", type=int, help="The turn that the words stand in, where they stand in several.")
@click.option("--valence", default="", help="enabling, hindering; achieved, not_achieved, ...")
@_MEMO
@study_options.STUDY
@study_options.CODER
@study_options.BLIND
def add(
    transcript: str,
    quote: str,
    code: str,
    turn: int | None,
    valence: str,
    memo: str,
    study: Path,
    coder: str,
    *,
    blind: bool,
) -> None:
    """Put the words QUOTE of TRANSCRIPT under CODE.

    \b
    Example:
      realist-eval codings add interview-3 "we trusted each other" mec.trust --valence enabling
    """
    from realist_eval.study import Study
    from realist_eval.study.hand import add_coding

    opened = Study.open(study, coder=coder, blind=blind)
    made = add_coding(opened, transcript, quote, code, turn=turn, valence=valence, memo=memo)
    say(f"Coded as {made.code}: {made.id}")


@command.command(name="link")
@click.argument("ids", nargs=-1, required=True)
@click.option(
    "--polarity", type=click.Choice(["+", "-"]), default="+", help="- where it fails or is held back."
)
@_MEMO
@study_options.STUDY
@study_options.CODER
@study_options.BLIND
def link(ids: tuple[str, ...], polarity: str, memo: str, study: Path, coder: str, *, blind: bool) -> None:
    """Link two or three codings into a configuration, by their IDS or the beginnings of these.

    \b
    Example:
      realist-eval codings link 1a2003 1a2004 1a2005
    """
    from realist_eval.study import Study
    from realist_eval.study.hand import link as link_codings

    say(f"Linked: {link_codings(Study.open(study, coder=coder, blind=blind), list(ids), polarity, memo).id}")


@command.command(name="list")
@click.option("--in", "transcript", default="", metavar="TRANSCRIPT", help="Only in this transcript.")
@click.option("--code", default="", metavar="CODE", help="Only under this code.")
@click.option("--by", default="", metavar="NAME", help="Only by this coder.")
@click.option("--suggested", is_flag=True, help="What is suggested and undecided, too.")
@study_options.STUDY
@study_options.CODER
@study_options.BLIND
def show(
    transcript: str, code: str, by: str, study: Path, coder: str, *, suggested: bool, blind: bool
) -> None:
    """List what is coded, with the words.

    \b
    Example:
      realist-eval codings list --in interview-3
    """
    from realist_eval.study import Study
    from realist_eval.study.deciding import known_code

    opened = Study.open(study, coder=coder, blind=blind)
    if transcript:
        opened.transcript(transcript)
    material = opened.material(suggested, coder=by or None, apart=True)
    rows = [
        _row(coding, material.transcripts[coding.transcript])
        for coding in material.codings
        if transcript in {"", coding.transcript} and code in {"", coding.code}
    ]
    rows += [
        _link_row(one)
        for one in material.configurations
        if transcript in {"", one.transcript}
        and (not code or code in {material.by_id[c].code for c in one.parts.values()})
    ]
    if suggested and not any(coding.status == "suggested" for coding in material.codings):
        say("Nothing is suggested at present. To have it computed: realist-eval suggest")
    if code and not rows:
        known_code(material.codebook, code)
    if not rows:
        say("Nothing is coded yet." if not (transcript or code or by) else "Nothing that is coded fits.")
    show_table("Codings", ("id", "where", "code", "valence", "status", "coder", "words"), rows)


@command.command(name="accept")
@click.argument("ids", nargs=-1, required=True)
@_MEMO
@study_options.STUDY
@study_options.CODER
@study_options.BLIND
def accept(ids: tuple[str, ...], memo: str, study: Path, coder: str, *, blind: bool) -> None:
    """Accept suggestions, or confirm codings under the present definition of their codes.

    \b
    Example:
      realist-eval codings accept 3f9a 77c1
    """
    from realist_eval.study import Study
    from realist_eval.study.hand import accept as accept_one

    opened = Study.open(study, coder=coder, blind=blind)
    for name in ids:
        say(f"Accepted: {accept_one(opened, name, memo).id}")


@command.command(name="amend")
@click.argument("id_", metavar="ID")
@click.option("--code", default="", help="Another code.")
@click.option("--valence", default="", help="Another valence.")
@click.option("--quote", default="", help="Other words, of the same turn.")
@click.option("--polarity", default="", type=click.Choice(["", "+", "-"]), help="Of a configuration.")
@_MEMO
@study_options.STUDY
@study_options.CODER
@study_options.BLIND
def amend(id_: str, memo: str, study: Path, coder: str, *, blind: bool, **changes: str) -> None:
    """Change the code, valence or words of a coding, or the polarity of a configuration.

    \b
    Example:
      realist-eval codings amend 3f9a --code mec.trust
    """
    from realist_eval.study import Study
    from realist_eval.study.hand import amend as amend_one

    say(f"Amended: {amend_one(Study.open(study, coder=coder, blind=blind), id_, changes, memo).id}")


@command.command(name="remove")
@click.argument("ids", nargs=-1, required=True)
@_MEMO
@study_options.STUDY
@study_options.CODER
@study_options.BLIND
def remove(ids: tuple[str, ...], memo: str, study: Path, coder: str, *, blind: bool) -> None:
    """Take codings or configurations out, or reject suggestions. They stay in the log.

    \b
    Example:
      realist-eval codings remove 3f9a --memo "about the other team"
    """
    from realist_eval.study import Study
    from realist_eval.study.hand import remove as remove_one

    opened = Study.open(study, coder=coder, blind=blind)
    for name in ids:
        say(f"Removed: {remove_one(opened, name, memo).id}")


def _row(coding: Coding, transcript: Transcript) -> tuple[str, ...]:
    where = f"{coding.transcript}, turn {transcript.turn_at(coding.start).n}"
    words = transcript.quote(coding.span)
    return (coding.id, where, coding.code, coding.valence, coding.status, coding.by, words)


def _link_row(link: Configuration) -> tuple[str, ...]:
    parts = ", ".join(f"{kind}: {name}" for kind, name in link.parts.items())
    return (link.id, link.transcript, "configuration", link.polarity, link.status, link.by, parts)
