"""What several coders made alike stands once in reports, with the names of all who made it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from realist_eval.agreement.pairing import HALF, overlap
from realist_eval.model import Code, Codebook, Coding, Configuration
from realist_eval.study import events as ev
from realist_eval.study.fold import Standing, State, differ

One = TypeVar("One", Coding, Configuration)


def adjudicated(state: State, target: str) -> bool:
    """Whether somebody settled what others had decided on it."""
    return any(isinstance(event, ev.Adjudicate) and state.active(event) for event in state.history(target))


def with_others(state: State, standing: Standing, item: Coding | Configuration) -> Coding | Configuration:
    """The same with everybody else who decided this one thing so; an adjudication is the adjudicator's."""
    if isinstance(standing.event, ev.Adjudicate):
        return item
    names = dict.fromkeys(event.coder for event in state.history(item.id) if event.coder != item.coder)
    says = {name: state.standing(item.id, name) for name in names}
    others = [name for name in says if any(not differ([one, standing]) for one in says[name])]
    return replace(item, alike=tuple((item.id, name) for name in others)) if others else item


def once(
    state: State, codebook: Codebook, codings: Sequence[Coding], links: Sequence[Configuration]
) -> tuple[list[Coding], list[Configuration]]:
    """Count once what different coders made alike, in the order given; of suggestions nothing changes.

    Codings are alike under one code, valence and level where they share HALF of the words they cover
    together; configurations where they link the same codings with one polarity. What was adjudicated
    stands for the others, then what was made first; what one coder made twice stays two.
    """

    known = codebook.by_id
    items: list[Coding | Configuration] = [*codings, *links]
    if len({one.coder for one in items if one.status != "suggested"}) < 2:
        return list(codings), list(links)

    def says(one: Coding) -> Hashable:
        code = known.get(one.code, _NO_CODE)
        return one.transcript, one.code, one.valence or code.expected, one.level or code.level

    groups = _alike(state, codings, says, lambda one, other: overlap(one.span, other.span))
    heads = {one.id: group[0].id for group in groups for one in group}
    element = {one.element: _element(group) for group in groups if group[1:] for one in group}
    merged = [_merged(group) for group in groups]
    merged = [replace(one, element=element.get(one.element, one.element)) for one in merged]
    linked = [_relinked(link, heads) for link in links]
    kept = _alike(state, linked, lambda one: (one.transcript, *_parts(one), one.polarity), lambda *_: 1.0)
    return _in_order(merged, codings), _in_order(map(_merged, kept), links)


_NO_CODE = Code("", "", "")


def _alike(
    state: State, items: Iterable[One], says: Callable[[One], Hashable], share: Callable[[One, One], float]
) -> list[list[One]]:
    """Items in groups, those that stand for the others first; of each coder a group has one."""
    rank = {target: n for n, target in enumerate(state.targets())}
    groups: dict[Hashable, list[list[One]]] = defaultdict(list)
    for one in sorted(items, key=lambda one: (not adjudicated(state, one.id), rank.get(one.id, 0))):
        if one.status == "suggested":
            groups[one.id] = [[one]]
            continue
        who = set(one.coders)
        near = [group for group in groups[says(one)] if not any(who & set(other.coders) for other in group)]
        best = max(near, key=lambda group: share(group[0], one), default=[one])
        if best[0] is one or share(best[0], one) < HALF:
            groups[says(one)].append([one])
        else:
            best.append(one)
    return [group for some in groups.values() for group in some]


def _merged(group: Sequence[One]) -> One:
    first: One = group[0]
    if not group[1:]:
        return first
    alike = [*first.alike, *(who for one in group[1:] for who in ((one.id, one.coder), *one.alike))]
    memo = "; ".join(dict.fromkeys(one.memo for one in group if one.memo))
    return replace(first, alike=tuple(alike), memo=memo)


def _element(group: Iterable[Coding]) -> str:
    return next((one.element for one in group if one.element), "")


def _parts(link: Configuration) -> tuple[str | None, ...]:
    return link.context, link.mechanism, link.outcome


def _relinked(link: Configuration, heads: Mapping[str, str]) -> Configuration:
    context, mechanism, outcome = (heads.get(name, name) if name else None for name in _parts(link))
    return replace(link, context=context, mechanism=mechanism, outcome=outcome)


def _in_order(found: Iterable[One], items: Iterable[One]) -> list[One]:
    kept = {one.id: one for one in found}
    return [kept[one.id] for one in items if one.id in kept]
