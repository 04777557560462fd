"""A `Codebook` to YAML text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import StringIO
from typing import Any

from realist_eval.model import Code, Codebook, Theory

_LOOKS_LIKE_TEXT = re.compile(r"[A-Za-z][^\n]*")
_READ_OTHERWISE = re.compile(r"(?:y|n|yes|no|on|off|true|false|null)", re.IGNORECASE)
_CODE_KEYS = (  # in the order in which people read them
    *("id", "kind", "label", "parent", "level", "theme", "expected"),
    *("definition", "include", "exclude", "resource", "reasoning"),
)
_EXAMPLES = ("typical", "atypical", "close_but_no")


def dump_codebook(codebook: Codebook, notes: Mapping[str, str] | None = None) -> str:
    """The codebook as YAML: reading it gives the same codebook again, but for the file's own hash.

    `notes` are written as comments beside the ids of codes and the quotations that they are about.
    """
    plain = {
        "version": _text(codebook.version),
        "title": _text(codebook.title),
        "kinds": _flow(codebook.kinds),
        "valences": {kind: _flow(codebook.valences.get(kind, ())) for kind in codebook.kinds},
        "levels": _flow(codebook.levels),
        "codes": [_code(code, notes or {}) for code in codebook.codes],
    }
    if codebook.theories:
        plain["theories"] = [_theory(theory) for theory in codebook.theories]
    return _write(plain)


def _write(plain: dict[str, Any]) -> str:
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt", pure=True)
    yaml.width = 4096  # a wrapped line would part a regular expression in double quotes
    yaml.allow_unicode = True
    stream = StringIO()
    yaml.dump(plain, stream)
    return stream.getvalue()


def _code(code: Code, notes: Mapping[str, str]) -> dict[str, Any]:
    from ruamel.yaml.comments import CommentedMap

    entry: dict[str, Any] = CommentedMap(
        (key, _text(getattr(code, key))) for key in _CODE_KEYS if getattr(code, key) or key in _CODE_KEYS[:3]
    )
    if code.id in notes:
        entry.yaml_add_eol_comment(notes[code.id], "id")  # type: ignore[attr-defined]
    examples = {
        key: _quotations(getattr(code.examples, key), notes)
        for key in _EXAMPLES
        if getattr(code.examples, key)
    }
    if examples:
        entry["examples"] = examples
    if code.indicators:
        entry["indicators"] = [_text(indicator) for indicator in code.indicators]
    if code.retired:
        entry["retired"] = True
    return entry


def _quotations(quotations: tuple[str, ...], notes: Mapping[str, str]) -> Any:
    from ruamel.yaml.comments import CommentedSeq

    sequence = CommentedSeq(map(_text, quotations))
    for place, quotation in enumerate(quotations):
        if quotation in notes:
            sequence.yaml_add_eol_comment(notes[quotation], place)
    return sequence


def _theory(theory: Theory) -> dict[str, Any]:
    texts = {"id": theory.id, "if": theory.if_, "then": theory.then, "because": theory.because}
    entry: dict[str, Any] = {key: _text(value) for key, value in texts.items() if value}
    if theory.codes:
        entry["codes"] = _flow(theory.codes)
    if theory.status:
        entry["status"] = _text(theory.status)
    return entry


def _text(value: str) -> Any:
    """A text as it is safe to write: in quotes wherever another reader of YAML might take it for more."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

    if "\\" in value and value.isprintable():
        return SingleQuotedScalarString(value)
    plain = _LOOKS_LIKE_TEXT.fullmatch(value) and value.isprintable()
    return value if plain and not _READ_OTHERWISE.fullmatch(value) else DoubleQuotedScalarString(value)


def _flow(values: tuple[str, ...]) -> Any:
    from ruamel.yaml.comments import CommentedSeq

    sequence = CommentedSeq([_text(value) for value in values])
    sequence.fa.set_flow_style()
    return sequence
