"""`codings`: code by hand, and look at what is coded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from realist_eval import study as studies
from realist_eval.cli.console import say, show_table
from realist_eval.cli.study_options import BLIND, CODER, in_study

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
@in_study(CODER, BLIND)
def add(study: studies.Study, transcript: str, quote: str, code: str, **said: Any) -> None:
    """Put the words QUOTE of TRANSCRIPT under CODE.

    \b
    Example:
      realist-eval codings add interview-3 "we trusted each other" mec.trust
    """
    from realist_eval.study.hand import add_coding

    made = add_coding(study, transcript, quote, code, **said)
    say(f"Coded as {made.code}: {made.id}")


@command.command(name="link")
@click.argument("ids", nargs=-1, required=True)
@click.option(
    "--polarity", type=click.Choice(["+", "-"]), default="+", help="- where it fails or is held back."
)
@_MEMO
@in_study(CODER, BLIND)
def link(study: studies.Study, ids: tuple[str, ...], polarity: str, memo: str) -> None:
    """Link two or three codings into a configuration, by their IDS or the beginnings of these.

    \b
    Example:
      realist-eval codings link 1a2003 1a2004 1a2005
    """
    from realist_eval.study.hand import link as link_codings

    say(f"Linked: {link_codings(study, list(ids), polarity, memo).id}")


@command.command(name="list")
@click.option("--in", "transcript", default="", metavar="TRANSCRIPT", help="Only in this transcript.")
@click.option("--code", default="", metavar="CODE", help="Only under this code.")
@click.option("--by", default="", metavar="NAME", help="Only by this coder.")
@click.option("--suggested", is_flag=True, help="What is suggested and undecided, too.")
@in_study(CODER, BLIND)
def show(study: studies.Study, transcript: str, code: str, by: str, *, suggested: bool) -> None:
    """List what is coded, with the words.

    \b
    Example:
      realist-eval codings list --in interview-3
    """
    from realist_eval.study.deciding import known_code

    if transcript:
        study.transcript(transcript)
    material = study.material(suggested, coder=by or None, apart=True)
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
@in_study(CODER, BLIND)
def accept(study: studies.Study, ids: tuple[str, ...], memo: str) -> None:
    """Accept suggestions, or confirm codings under the present definition of their codes.

    \b
    Example:
      realist-eval codings accept 3f9a 77c1
    """
    from realist_eval.study.hand import accept as accept_one

    for name in ids:
        say(f"Accepted: {accept_one(study, name, memo).id}")


@command.command(name="amend")
@click.argument("id_", metavar="ID")
@click.option("--code", default="", help="Another code.")
@click.option("--valence", default="", help="Another valence.")
@click.option("--quote", default="", help="Other words, of the same turn.")
@click.option("--polarity", default="", type=click.Choice(["", "+", "-"]), help="Of a configuration.")
@_MEMO
@in_study(CODER, BLIND)
def amend(study: studies.Study, id_: str, memo: str, **changes: str) -> None:
    """Change the code, valence or words of a coding, or the polarity of a configuration.

    \b
    Example:
      realist-eval codings amend 3f9a --code mec.trust
    """
    from realist_eval.study.hand import amend as amend_one

    say(f"Amended: {amend_one(study, id_, changes, memo).id}")


@command.command(name="remove")
@click.argument("ids", nargs=-1, required=True)
@_MEMO
@in_study(CODER, BLIND)
def remove(study: studies.Study, ids: tuple[str, ...], memo: str) -> None:
    """Take codings or configurations out, or reject suggestions. They stay in the log.

    \b
    Example:
      realist-eval codings remove 3f9a --memo "about the other team"
    """
    from realist_eval.study.hand import remove as remove_one

    for name in ids:
        say(f"Removed: {remove_one(study, name, memo).id}")


def _row(coding: Coding, transcript: Transcript) -> tuple[str, ...]:
    where = f"{coding.transcript}, turn {transcript.turn_at(coding.start).n}"
    words = transcript.quote(coding.span)
    return (coding.id, where, coding.code, coding.valence, coding.status, coding.by, words)


def _link_row(link: Configuration) -> tuple[str, ...]:
    parts = ", ".join(f"{kind}: {name}" for kind, name in link.parts.items())
    return (link.id, link.transcript, "configuration", link.polarity, link.status, link.by, parts)
