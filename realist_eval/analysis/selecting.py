"""Part of a material: by case, role, kind, level, valence, code or source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from realist_eval.analysis.evidence import Evidence
from realist_eval.model import Coding, Configuration, Material

FILTERS: Mapping[str, Callable[[Evidence, Coding], str]] = {
    "case": lambda evidence, coding: evidence.case(coding.transcript, coding.start),
    "role": lambda evidence, coding: evidence.role(coding.transcript, coding.start),
    "kind": lambda _, coding: coding.kind,
    "level": lambda evidence, coding: evidence.level(coding),
    "valence": lambda evidence, coding: evidence.valence(coding),
    "code": lambda _, coding: coding.code,
    "source": lambda _, coding: coding.transcript,
}


def select(material: Material, **wanted: str | Collection[str] | None) -> Material:
    """The codings that fit every filter, and the configurations with an element that does, kept whole.

    A filter takes one value or several (any of them fits): case, role, kind, level, valence, code, source.
    Raises ValueError for a filter there is not.
    """
    unknown = wanted.keys() - FILTERS.keys()
    if unknown:
        raise ValueError(f"no filter {', '.join(sorted(unknown))}; there are {', '.join(FILTERS)}")
    filters = {name: _values(value) for name, value in wanted.items() if value}
    if not filters:
        return material
    evidence = Evidence(material)
    fitting = {coding.id for coding in material.codings if _fits(evidence, coding, filters)}
    links = tuple(one for one in material.configurations if _touches(one, fitting))
    linked = {name for one in links for name in one.parts.values()}
    codings = tuple(coding for coding in material.codings if coding.id in fitting or coding.id in linked)
    return replace(material, codings=codings, configurations=links)


def _values(value: str | Collection[str]) -> set[str]:
    return {value} if isinstance(value, str) else set(value)


def _fits(evidence: Evidence, coding: Coding, filters: Mapping[str, set[str]]) -> bool:
    return all(FILTERS[name](evidence, coding) in values for name, values in filters.items())


def _touches(configuration: Configuration, codings: set[str]) -> bool:
    return not codings.isdisjoint(configuration.parts.values())


def choices(material: Material) -> dict[str, list[str]]:
    """What each filter can be set to, sorted."""
    evidence = Evidence(material)
    return {
        name: sorted({value for coding in evidence.codings if (value := read(evidence, coding))})
        for name, read in FILTERS.items()
    }


def zoom_out(material: Material) -> Material:
    """The same material with each code replaced by its topmost parent."""
    top = {code.id: _top(material, code.id) for code in material.codebook.codes}
    return replace(
        material, codings=tuple(replace(one, code=top.get(one.code, one.code)) for one in material.codings)
    )


def _top(material: Material, code: str) -> str:
    seen: set[str] = set()
    while code not in seen and (entry := material.codebook.by_id.get(code)) and entry.parent:
        seen.add(code)
        code = entry.parent
    return code
