"""`pseudonymise`: replace names and other details, by a table that a person has decided on."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from realist_eval import study as studies
from realist_eval.cli.console import many, progress, say, say_problems, show_table
from realist_eval.cli.study_options import CODER, CONFIRM, in_study, must_type

if TYPE_CHECKING:
    from realist_eval.study import Study
    from realist_eval.study.pseudonymising import Plan

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(name="pseudonymise", short_help="Replace names and other details that give people away.")
def command() -> None:
    """Replace names, places, numbers and other details that give people away, in two steps.

    \b
    1. propose   writes a table of what was found, with a replacement for each.
                 Open it in Excel or LibreOffice, decide on each line, and add
                 what was missed.
    2. apply     replaces what the table says, everywhere in the study, for good.
    """


@command.command(name="propose", short_help="Write a table of what could be replaced.")
@click.argument("table", type=_FILE, required=False)
@in_study()
def propose(study: studies.Study, table: Path | None) -> None:
    """Look for names of people, organisations and places, addresses, numbers and dates of birth.

    They go to TABLE (.xlsx or .csv; beside the study's folder if not given). Nothing in the study changes.

    In the column “decision” write replace or keep; ? keeps. Change “replacement” as you like: the same person
    should have the same one. Add lines for what was missed: only words, replacement and decision are needed.
    No program finds every name: read the transcripts too.

    \b
    Example:
      realist-eval pseudonymise propose ~/safe/names.xlsx
    """
    from realist_eval.study.pseudonym_table import outside, write_table
    from realist_eval.study.pseudonyms import default_table
    from realist_eval.study.pseudonyms import propose as look

    place = outside(study.layout, table or default_table(study.layout.root), "the table of names")
    with progress("Looking for names in") as on_progress:
        found = look(study, on_progress)
    write_table(place, found.rows)
    kinds = Counter(row.kind for row in found.rows)
    show_table("Found", ("kind", "wordings"), sorted(kinds.items()))
    say_problems(found.problems)
    unsure = sum(row.decision == "?" for row in found.rows)
    say(f"{many(len(found.rows), 'line')} in {place}, {unsure} of them to be decided by you (?).")
    say("The table holds the names: keep it where only those who may know them can read it.")
    say(f"Next, when you have been through it: realist-eval pseudonymise apply {place} --key KEYFILE")


@command.command(name="apply", short_help="Replace what the table says, for good.")
@click.argument("table", type=_FILE)
@click.option("--key", required=True, type=_FILE, help="Where to write who is who; never in the study.")
@CONFIRM
@in_study(CODER)
def apply(study: studies.Study, table: Path, key: Path, confirm: str) -> None:
    """Replace the words of TABLE in transcripts, labels, notes, tables, codebook and memos, for good.

    The files as you received them leave the study; a text with the replaced words takes their place.
    Codings stay on their words. Reports that hold a name are deleted; write them anew. This cannot be
    undone, so the study's title is to be typed: only the key tells who is who.

    \b
    Example:
      realist-eval pseudonymise apply ~/safe/names.xlsx --key ~/safe/key.csv
    """
    from realist_eval.study import pseudonymising
    from realist_eval.study.pseudonym_table import outside, read_table

    rows = read_table(outside(study.layout, table, "the table of names"))
    outside(study.layout, key, "the key")
    planned = pseudonymising.plan(study, rows)
    _show(planned, study)
    must_type(study.title, confirm, "replace all this")
    done = pseudonymising.carry_out(study, rows, key)
    made = sum(done.transcripts.values())
    say(f"{many(made, 'replacement')} in {many(len(done.transcripts), 'transcript')}.")
    say(f"{key} tells who is who. {_who_reads()} The table holds the names too: delete it, or keep it there.")
    say("Copies of the study, backups and what was sent by mail still hold the names.")
    say("Next: realist-eval suggest, then write the reports anew.")


def _show(planned: Plan, opened: Study) -> None:
    columns = ("words", "kind", "becomes")
    show_table("To be replaced", columns, [(row.words, row.kind, row.replacement) for row in planned.rows])
    say(f"In {many(len(planned.transcripts), 'transcript')} of “{opened.title}”, for good:")
    for name, count in planned.transcripts.items():
        say(f"  {name}: {many(count, 'replacement')}")
    if planned.stand_ins:
        say("These files as received leave sources/; a text without the names takes the place of each:")
        say(f"  {', '.join(sorted(set(planned.stand_ins)))}")
    for words, names in (("Rewritten", planned.rewritten), ("Deleted", planned.deleted)):
        if names:
            say(f"{words}: {', '.join(names)}")
    if planned.memos:
        say(f"{many(planned.memos, 'line')} of the log rewritten, since a memo or an id holds a name.")
    if planned.undecided:
        say(f"{many(planned.undecided, 'line')} of the table marked ?: kept as they are.")
    say_problems(planned.left)


def _who_reads() -> str:
    if os.name == "nt":
        return "On Windows its folder decides who can read it: put it in one that is yours alone."
    return "Only you can read it."
