"""`suggest`: the engine over a study."""

from __future__ import annotations

import click

from realist_eval import study as studies
from realist_eval.cli import options
from realist_eval.cli.console import many, progress, say, show_table
from realist_eval.cli.study_options import in_study


@click.command(name="suggest", short_help="Suggest codings and configurations for the study's transcripts.")
@in_study()
@options.JOBS
@click.option(
    "--semantic/--no-semantic",
    default=None,
    help="Whether a small transformer reads too: finds more, takes longer. Kept in study.yaml.",
)
@click.option(
    "--freeze",
    default="",
    metavar="NAME",
    help="Keep the output as that of a coder of this name, for `agree`.",
)
@click.option("--learn", is_flag=True, help="Rank by what has been accepted and rejected so far.")
@click.option("--forget-learned", is_flag=True, help="Go back to the engine's own ranking.")
def command(
    study: studies.Study, jobs: int, semantic: bool | None, freeze: str, learn: bool, forget_learned: bool
) -> None:
    """Find causal claims, and suggest context, mechanism and outcome with the links between them.

    Only what has changed is computed again. Suggestions are never findings: nothing of them stands in a
    report until somebody has accepted it.

    --learn takes the decisions so far and ranks later suggestions of each code higher or lower by them. The
    numbers stand in learned.json in the study, to be read or dropped. Nothing is added or taken away.

    \b
    Example:
      realist-eval suggest
      realist-eval suggest --learn
    """
    from realist_eval.errors import InputError

    if learn and forget_learned:
        raise click.UsageError("--learn and --forget-learned exclude each other.")
    if not study.ids():
        hint = "Bring some in: realist-eval import FILES"
        raise InputError("The study has no transcripts yet.", hint=hint)
    if semantic is not None:
        study.set_semantic(semantic)
    if forget_learned:
        say("What was learned is dropped." if study.forget_learned() else "Nothing had been learned.")
    if learn:
        ranking = study.learn()
        say(f"Learned from {many(ranking.decisions, 'decision')}; the numbers stand in learned.json.")
    with progress("Suggesting") as on_progress:
        rows = study.suggest(on_progress, jobs, freeze)
    columns = ("transcript", "turns", "claims", "codings", "configurations")
    cells = [(row.transcript, row.turns, row.claims, row.codings, row.configurations) for row in rows]
    show_table("Suggested, not reviewed", columns, cells, numbers=columns[1:])
    found = many(sum(row.configurations for row in rows), "configuration")
    say(f"{found} suggested in {many(len(rows), 'transcript')}.")
    say("Next: realist-eval review, or realist-eval matrix --include-suggestions")
    if freeze:
        say(f"Kept as the codings of “{freeze}”.")
