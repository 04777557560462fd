"""`explain`: why something was suggested, in sentences and with the numbers behind them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import click

from realist_eval import study as studies
from realist_eval.cli.study_options import in_study

if TYPE_CHECKING:
    from realist_eval.model import Coding, Configuration, Suggestions, Transcript
    from realist_eval.study import Study

WIDTH = 78
FLAGS = {
    "hedged": "It is said with a “maybe” or the like.",
    "reported": "It is what others are said to have said.",
    "counterfactual": "It tells what did not happen.",
    "hypothetical": "It tells what might be.",
    "from_question": "The words are the interviewer's: the question supplies the context of its answer.",
    "rival": "Another code fits the same words better; this one is shown beside it.",
}
POLARITY = {"+": "how something comes about", "-": "how something fails or is held back"}


@click.command(name="explain", short_help="Say why something was suggested.")
@click.argument("id_", metavar="ID")
@in_study()
def command(study: studies.Study, id_: str) -> None:
    """Say why a coding or configuration was suggested: the words, the rule, the score, what would change it.

    ID is the suggestion's id, or its first letters, as `review` and the exported tables show it. Each number
    is what the thing beside it added (+) or took away (-).

    \b
    Example:
      realist-eval explain 3f9a1c
    """
    from realist_eval.model import Coding

    transcript, made, item = _find(study, id_)
    said = (
        _coding(study, item, transcript, made) if isinstance(item, Coding) else _link(item, transcript, made)
    )
    click.echo("\n".join(said))


def _find(study: Study, name: str) -> tuple[Transcript, Suggestions, Coding | Configuration]:
    """The suggestion under an id, where it stands, and what else is suggested there; raises InputError."""
    from realist_eval.errors import InputError

    found: list[tuple[Transcript, Suggestions, Coding | Configuration]] = []
    for transcript in study.transcripts():
        if made := study.suggestions(transcript):
            found += [(transcript, made, one) for one in made.codings if one.id.startswith(name)]
            found += [(transcript, made, one) for one in made.configurations if one.id.startswith(name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{len(found)} ids begin with “{name}”.", hint="Type more of it.")
    hint = "Run `realist-eval suggest` first; ids change when the words or the codebook change."
    raise InputError(f"no suggestion has the id “{name}”.", hint=hint)


# ---------------------------------------------------------------- one coding


def _coding(study: Study, item: Coding, transcript: Transcript, made: Suggestions) -> Iterator[str]:
    from realist_eval.engine.explain import AROUND, WORD

    yield from _said(item, transcript)
    label, valence = study.codebook().label(item.code), item.valence.replace("_", " ")
    yield from _wrapped(
        f"Suggested as {'an' if item.kind[0] in 'aeiou' else 'a'} {item.kind} under “{label}” ({item.code})"
        f"{', ' + valence if valence else ''}. Nothing of it counts until somebody accepts it."
    )
    yield from _about(item, transcript, made)
    words = [(name, share) for name, share in item.reason.weights if name.startswith(WORD) or name == AROUND]
    others = [pair for pair in item.reason.weights if pair not in words]
    yield from ("", f"Why “{label}”")
    matched = any(name.startswith(WORD) for name, _ in words)
    yield from _wrapped(
        "These words fit what the codebook says of the code:"
        if matched
        else "No word fits the code by itself.",
        2,
    )
    told = [name for name, _ in words if name.startswith(WORD)]
    yield from _shares(words, dict(zip(told, item.reason.matched, strict=False)))
    if others:
        yield from ("", f"Why these words, and why {item.kind}")
        yield from _wrapped("What was learned from coded interviews, whatever the codebook:", 2)
        yield from _shares(others)
    yield from ("", *_score(item))
    yield from ("", "What would have changed it", *_wrapped(_otherwise(study, item, transcript), 2))


def _said(item: Coding, transcript: Transcript) -> Iterator[str]:
    """The words, where they stand, who says them, and the suggestion's id."""
    turn = transcript.turn_at(item.start)
    yield from _wrapped(f"“{transcript.quote(item.span)}”")
    yield from _wrapped(f"({transcript.id}, turn {turn.n}; suggestion {item.id})")
    yield ""


def _about(item: Coding, transcript: Transcript, made: Suggestions) -> Iterator[str]:
    """What else is known of the words: their halves and parts, how they are said, what they answer."""
    for name, span in (("What is offered", item.resource), ("What people make of it", item.reasoning)):
        if span is not None:
            yield from _wrapped(f"{name}: “{transcript.quote(span)}”.")
    parts = [
        one for one in made.codings if item.element and one.element == item.element and one.id != item.id
    ]
    for part in parts:
        yield from _wrapped(f"It goes on over an interruption: “{transcript.quote(part.span)}” ({part.id}).")
    yield from (line for name, said in FLAGS.items() if getattr(item, name) for line in _wrapped(said))
    for claim in made.claims:
        if claim.from_question and item.span.overlaps(claim.cause):
            asked = transcript.quote(transcript.turn_at(claim.effect.start))
            yield from _wrapped(f"It answers the question “{asked}”")


def _otherwise(study: Study, item: Coding, transcript: Transcript) -> str:
    """What the engine would have done without the word that says most; that, or what the reason says."""
    from realist_eval.engine.explain import WORD, without_word

    word = next((name.removeprefix(WORD) for name, _ in item.reason.weights if name.startswith(WORD)), "")
    said = f"{item.reason.otherwise[:1].upper()}{item.reason.otherwise[1:]}."
    if not word or item.from_question:
        return said
    ((_, digest),) = study.digests(transcript.id)
    codebook = study.codebook()
    other = without_word(word, transcript, digest, codebook, item, study.config.language or "en")
    if other is None:
        found = "these words would not have been suggested at all"
    elif other.code == item.code:
        found = f"they would still be suggested under this code, with score {other.score:.2f}"
    else:
        label = codebook.label(other.code)
        found = f"they would be suggested as {other.kind}, “{label}”, with score {other.score:.2f}"
    return f"If “{item.reason.matched[0]}” said nothing, {found}. {said if 'almost' in said else ''}".rstrip()


# ---------------------------------------------------------------- one configuration


def _link(item: Configuration, transcript: Transcript, made: Suggestions) -> Iterator[str]:
    from realist_eval.engine.wording import plain_rule
    from realist_eval.model import KINDS, UNSTATED

    codings = {coding.id: coding for coding in made.codings}
    yield from _wrapped(f"Configuration {item.id} ({transcript.id}): {POLARITY[item.polarity]}.")
    for kind in KINDS:
        part = codings.get(item.parts.get(kind, ""))
        yield ""
        yield f"{kind.capitalize()}: {f'{part.code} ({part.id})' if part else UNSTATED}"
        if part:
            mark = "[from the question] " if part.from_question else ""
            yield from _wrapped(f"{mark}“{transcript.quote(part.span)}”", 2)
    yield from ("", "Why these belong together")
    rule = item.reason.rule
    joined = f"A causal claim {plain_rule(rule[6:])} joins them." if rule.startswith("claim ") else ""
    if item.signal:
        joined = f"{joined} “{transcript.quote(item.signal)}” stands between them.".strip()
    yield from _wrapped(joined or "They are said next to each other; no connective joins them.", 2)
    yield from _shares(item.reason.weights)
    yield from (line for name, said in FLAGS.items() if getattr(item, name, False) for line in _wrapped(said))
    yield from ("", *_score(item))
    if item.reason.otherwise:
        yield from ("", "What would have changed it")
        yield from _wrapped(f"{item.reason.otherwise[:1].upper()}{item.reason.otherwise[1:]}.", 2)


# ---------------------------------------------------------------- lines


def _score(item: Coding | Configuration) -> Iterator[str]:
    """The score, and from which on the engine suggests."""
    from realist_eval.engine.weights import load_weights
    from realist_eval.model import Coding

    bars = load_weights().settings
    if not isinstance(item, Coding):
        bar = f"Links are suggested from {bars['link threshold']:.2f} on."
    elif item.from_question:
        bar = "It says how well the words fit the code."
    else:
        long, bare = bars["threshold in long turns"], bars["threshold without indicators"]
        bar = (
            f"Suggestions begin at {bars['threshold']:.2f}, in long turns at {long:.2f}, and at {bare:.2f} "
            "where most codes have no indicators."
        )
    yield from _wrapped(f"Score {item.score:.2f}, where 1 would be certain. {bar}")


def _shares(weights: Iterable[tuple[str, float]], spoken: Mapping[str, str] | None = None) -> Iterator[str]:
    """What each thing added or took away; words as they were `spoken`."""
    from realist_eval.engine.wording import plain

    for name, share in weights:
        said = f"“{spoken[name]}”" if spoken and name in spoken else plain(name)
        first, *rest = textwrap.wrap(said, WIDTH - 12) or [""]
        yield f"    {share:+.2f}  {first}"
        yield from (f"{'':11}{line}" for line in rest)


def _wrapped(words: str, indent: int = 0) -> list[str]:
    margin = " " * indent
    return textwrap.wrap(words, WIDTH, initial_indent=margin, subsequent_indent=margin)
