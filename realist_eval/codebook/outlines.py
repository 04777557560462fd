"""A codebook to read: outlines as plain text of 80 columns, as Markdown, and as JSON values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from textwrap import wrap
from typing import Any

from realist_eval.codebook.dump import dump_codebook
from realist_eval.codebook.words import many
from realist_eval.model import Code, Codebook, Theory

_WIDTH = 80
_HEADINGS = {
    "context": "Contexts",
    "mechanism": "Mechanisms",
    "outcome": "Outcomes",
    "intervention": "Interventions",
    "actor": "Actors",
}
_PARTS = (
    ("", "definition"),
    ("Use it for: ", "include"),
    ("Not for: ", "exclude"),
    ("Offered: ", "resource"),
    ("Response: ", "reasoning"),
)


def outline(codebook: Codebook, form: str = "text") -> str:
    """The codebook in one of `FORMS`."""
    return FORMS[form](codebook)


def heading(kind: str) -> str:
    """What the codes of a kind are called together."""
    return _HEADINGS.get(kind, kind.capitalize())


def as_values(codebook: Codebook) -> dict[str, Any]:
    """The codebook as plain values, its theories' `if` under that name."""
    values = asdict(codebook)
    for theory in values["theories"]:
        theory["if"] = theory.pop("if_")
    return values


def _as_json(codebook: Codebook) -> str:
    import json

    return json.dumps(as_values(codebook), ensure_ascii=False, indent=2) + "\n"


def _as_text(codebook: Codebook) -> str:
    lines = [codebook.title, "=" * min(len(codebook.title), _WIDTH), _summary(codebook)]
    for kind in codebook.kinds:
        codes = [code for code in codebook.codes if code.kind == kind]
        if codes:
            lines += ["", f"{heading(kind).upper()} ({len(codes)})"]
        for code in codes:
            lines += ["", *_code_lines(code)]
    if codebook.theories:
        lines += ["", f"PROGRAMME THEORIES ({len(codebook.theories)})"]
    for theory in codebook.theories:
        lines += ["", *_wrapped(f"{theory.id}  {_sentence(theory)}", 2, 6)]
    return "\n".join(lines) + "\n"


def _summary(codebook: Codebook) -> str:
    codes = many(len(codebook.codes), "code")
    return f"version {codebook.version}, {codes}, {many(len(codebook.theories), 'theory', 'theories')}"


def _code_lines(code: Code) -> Iterator[str]:
    marks = [code.expected, code.level, code.theme, "retired" if code.retired else ""]
    yield from _wrapped(f"{code.label}  [{code.id}]", 2, 4)
    if any(marks):
        yield from _wrapped(", ".join(mark for mark in marks if mark), 4)
    for name, field in _PARTS:
        if getattr(code, field):
            yield from _wrapped(name + getattr(code, field), 4)
    for quote in code.examples.typical:
        yield from _wrapped(f"“{quote}”", 6)
    if code.indicators:
        yield from _wrapped(f"Indicators ({len(code.indicators)}): {_shown_indicators(code)}", 4)


def _shown_indicators(code: Code, most: int = 6) -> str:
    plain = [text for text in code.indicators if not text.startswith("re:")]
    return ", ".join(plain[:most]) + (", ..." if len(code.indicators) > min(most, len(plain)) else "")


def _wrapped(text: str, indent: int, hanging: int | None = None) -> list[str]:
    after = " " * (indent if hanging is None else hanging)
    return wrap(text, _WIDTH, initial_indent=" " * indent, subsequent_indent=after, break_on_hyphens=False)


def _sentence(theory: Theory) -> str:
    parts = (("if", theory.if_), ("then", theory.then), ("because", theory.because))
    said = ", ".join(f"{word} {text}" for word, text in parts if text)
    touched = f" ({', '.join(theory.codes)})" if theory.codes else ""
    return said[:1].upper() + said[1:] + "." + touched if said else touched.strip()


def _as_markdown(codebook: Codebook) -> str:
    lines = [f"# {codebook.title}", "", _summary(codebook) + "."]
    for kind in codebook.kinds:
        codes = [code for code in codebook.codes if code.kind == kind]
        if codes:
            lines += ["", f"## {heading(kind)}", "", *_table(codes)]
    if codebook.theories:
        lines += ["", "## Programme theories", ""]
        lines += [f"- **{theory.id}** {_sentence(theory)}" for theory in codebook.theories]
    return "\n".join(lines) + "\n"


def _table(codes: Sequence[Code]) -> Iterator[str]:
    yield "| code | label | definition | use it for | not for | level | expected |"
    yield "|---|---|---|---|---|---|---|"
    for code in codes:
        rules = (code.label, code.definition, code.include, code.exclude, code.level, code.expected)
        flat = (" ".join(cell.split()).replace("|", "\\|") for cell in (f"`{code.id}`", *rules))
        yield f"| {' | '.join(flat)} |"


FORMS: dict[str, Callable[[Codebook], str]] = {
    "text": _as_text,
    "md": _as_markdown,
    "json": _as_json,
    "yaml": dump_codebook,
}
