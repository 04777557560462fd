"""How things look: a table of styles. Every difference that they make is also made by a letter or a sign."""

from __future__ import annotations

LOOKS = {  # colours that people with any colour vision can tell apart, on a dark ground
    "context undecided": "#8fbcff",
    "context decided": "bold underline #8fbcff",
    "mechanism undecided": "#ffc857",
    "mechanism decided": "bold underline #ffc857",
    "outcome undecided": "#74d69a",
    "outcome decided": "bold underline #74d69a",
    "signal": "italic #e6a0ff",
    "chosen": "reverse",
    "label": "bold",
    "aside": "dim bold",  # what the interviewer says needs less attention
    "number": "dim",
    "arrow": "bold",
    "name": "dim",
    "strong": "bold",
    "plain": "",
}


def look(name: str) -> str:
    """The style of a name; kinds that a study adds look alike."""
    known = LOOKS.get(name)
    return known if known is not None else ("bold underline" if name.endswith(" decided") else "bold")
