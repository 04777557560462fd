"""The few facts of Word's styles that a transcript needs: heading levels and bold."""

from __future__ import annotations

import re
from dataclasses import dataclass

from realist_eval.importer.containers import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset({"0", "false", "off", "none"})


def w(name: str) -> str:
    """An element's or attribute's full name."""
    return _W + name


@dataclass(frozen=True, slots=True)
class Style:
    """A heading level, 0 for running text, and whether the style is bold."""

    heading: int = 0
    bold: bool = False

    @classmethod
    def by_name(cls, name: str) -> Style:
        """What a built-in style's name says by itself: `heading 2`, `Heading2`, `Title`."""
        found = re.fullmatch(r"heading\s?([1-9])", name.lower())
        if found:
            return cls(int(found[1]), bold=False)
        return cls(1 if name.lower() == "title" else 0)


def is_on(element: Element | None) -> bool:
    """Whether a switch such as `<w:b/>` is there and not turned off."""
    return element is not None and str(element.get(w("val"), "true")).lower() not in _OFF


def read_styles(root: Element) -> dict[str, Style]:
    """Style id to what it says, bases included; the key `""` is the default paragraph style."""
    elements = {str(style.get(w("styleId"))): style for style in root.iter(w("style"))}
    styles = {key: _resolve(key, elements) for key in elements}
    for key, element in elements.items():
        if element.get(w("type")) == "paragraph" and str(element.get(w("default"))) in {"1", "true"}:
            styles[""] = styles[key]
    return styles


def _resolve(key: str, elements: dict[str, Element]) -> Style:
    heading, bold = 0, None
    for _ in range(12):  # a chain of bases; a ring ends here too
        element = elements.get(key)
        if element is None:
            break
        heading = heading or _own_heading(element)
        bold = _own_bold(element) if bold is None else bold
        base = element.find(w("basedOn"))
        key = str(base.get(w("val"))) if base is not None else ""
    return Style(heading, bool(bold))


def _own_heading(element: Element) -> int:
    name = element.find(w("name"))
    level = Style.by_name(str(name.get(w("val"), ""))).heading if name is not None else 0
    return level or outline_level(element.find(f"{w('pPr')}/{w('outlineLvl')}"))


def outline_level(element: Element | None) -> int:
    """The heading level that an outline level from 0 to 8 stands for; 0 for running text."""
    said = str(element.get(w("val"), "")) if element is not None else ""
    return int(said) + 1 if said in set("012345678") else 0


def _own_bold(element: Element) -> bool | None:
    own = element.find(f"{w('rPr')}/{w('b')}")
    return None if own is None else is_on(own)
