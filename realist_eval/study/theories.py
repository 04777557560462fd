"""Programme theories: their text and versions in theory.yaml, and what each configuration says of them."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from realist_eval.codebook.tree import NotText, Tree, read_tree
from realist_eval.codebook.words import nearest
from realist_eval.errors import InputError, Problem, StudyError
from realist_eval.model import Theory
from realist_eval.study import events as ev
from realist_eval.study import files, finding
from realist_eval.study.facade import Study
from realist_eval.study.recoding import noted, rewrite, versions

FILE = "theory.yaml"
Weight = Literal["supports", "refines", "refutes", "silent"]
WEIGHTS: tuple[Weight, ...] = get_args(Weight)
_FIELDS = {"id": "id", "if": "if_", "then": "then", "because": "because", "status": "status"}


@dataclass(frozen=True)
class Told:
    """A theory with how many configurations say what of it; `waiting` touch its codes and are not weighed."""

    theory: Theory
    weights: dict[str, int]
    waiting: tuple[str, ...]


def load(study: Study) -> tuple[Theory, ...]:
    """The theories of theory.yaml, or, where there is none, of the codebook; raises InputError."""
    path = study.layout.theory
    if not path.exists():
        return study.codebook().theories
    return parse(path.read_bytes(), str(path))


def parse(data: bytes, name: str = FILE) -> tuple[Theory, ...]:
    """The theories in the bytes of a theory.yaml; raises StudyError with every fault."""
    try:
        tree = read_tree(data.decode("utf-8-sig").replace("\r\n", "\n"), name)
    except InputError as error:
        raise StudyError(error.problems) from error
    except UnicodeDecodeError as error:
        raise StudyError("is not UTF-8.", name) from error
    entries = tree.value.get("theories") if isinstance(tree.value, dict) else None
    if not isinstance(entries, list):
        raise StudyError("holds no list of `theories`.", name, 1, hint="Begin with `theories:`.")
    found = [_theory(tree, n, entry) for n, entry in enumerate(entries)]
    counted = Counter(one.id for one in found)
    twice = [one for one in counted if counted[one] > 1]
    tree.problems += [Problem(f"The theory “{one}” stands twice.", name) for one in twice]
    if tree.problems:
        raise StudyError(tree.problems)
    return tuple(found)


def begin(study: Study) -> None:
    """Write theory.yaml from the codebook's theories; raises StudyError where there is one already."""
    if study.layout.theory.exists():
        raise StudyError("is there already.", study.layout.theory)
    start = {"id": "T1", "if": "", "then": "", "because": "", "status": "initial"}
    data = of_codebook(study) if study.codebook().theories else _written([start])
    with files.locked(study.layout.lock):
        rewrite(study, FILE, data, "the initial theory")


def of_codebook(study: Study) -> bytes:
    """The codebook's theories as a theory.yaml."""
    return _written(map(_entry, study.codebook().theories))


def _written(entries: Iterable[dict[str, Any]]) -> bytes:
    from ruamel.yaml import YAML

    out = io.StringIO()
    yaml = YAML()
    yaml.width = 100
    yaml.dump({"theories": list(entries)}, out)
    return out.getvalue().encode()


def note_version(study: Study, reason: str) -> bool:
    """Keep theory.yaml as it is now, if it has changed since it was last noted; raises StudyError."""
    load(study)
    return noted(study, reason, FILE)


def diff(study: Study, version: str = "") -> Iterator[str]:
    """What has changed since a version (the beginning of its SHA-256; or else the last), in words."""
    known = [one.sha for one in versions(study, FILE)]
    if not known:
        hint = "Note one first: realist-eval theory note"
        raise StudyError("No version of the theory was noted yet.", hint=hint)
    sha = finding.event_id(known, version) if version else known[-1]
    old = {theory.id: theory for theory in parse(study.settling.versions.get(sha))}
    new = {theory.id: theory for theory in load(study)}
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in new:
            yield f"{name} was dropped."
        elif name not in old:
            yield f"{name} is new: {statement(new[name])}"
        else:
            yield from _changes(name, old[name], new[name])


def weigh(study: Study, link: str, theory: str, weight: Weight, memo: str = "") -> str:
    """Say what a decided configuration says of a theory; gives the configuration's id. Raises StudyError."""
    known = [one.id for one in load(study)]
    if theory not in known:
        raise StudyError(f"There is no theory “{theory}”.", hint=nearest(theory, known))
    found = finding.item(study, link)
    if found.id not in {name for one in study.material().configurations for name in one.ids}:
        hint = "Accept it first, or link codings: realist-eval codings link"
        raise StudyError(f"“{link}” is not a configuration that somebody decided.", hint=hint)
    study.record(ev.Draft(ev.Weigh, found.id, ev.Weighed(theory=theory, weight=weight, memo=memo)))
    return found.id


def told(study: Study) -> list[Told]:
    """Each theory with the evidence so far."""
    material = study.material()
    links = material.configurations
    stands = {name: link.id for link in links for name in link.ids}
    codes = {link.id: {material.by_id[name].code for name in link.parts.values()} for link in links}
    latest = sorted(study.state.weighed().items(), key=lambda pair: pair[1].at)
    weighed = {(stands[link], name): event for (link, name), event in latest if link in stands}
    found = []
    for theory in load(study):
        touching = (link for link, used in codes.items() if used & set(theory.codes))
        waiting = tuple(link for link in touching if (link, theory.id) not in weighed)
        counted = Counter(event.payload.weight for (_, name), event in weighed.items() if name == theory.id)
        found.append(Told(theory, {weight: counted[weight] for weight in WEIGHTS}, waiting))
    return found


def statement(theory: Theory) -> str:
    """A theory as one sentence."""
    parts = (("If ", theory.if_), ("then ", theory.then), ("because ", theory.because))
    return ", ".join(f"{lead}{words.strip().rstrip('.')}" for lead, words in parts if words.strip()) + "."


def _theory(tree: Tree, n: int, entry: Any) -> Theory:
    where = ("theories", n)
    if not isinstance(entry, dict) or not entry.get("id"):
        tree.complain(where, "A theory needs an `id`.")
        return Theory("")
    allowed = [*_FIELDS, "codes"]
    for key in entry:
        if key not in allowed:
            tree.complain((*where, key), f"A theory has no “{key}”.", nearest(key, allowed))
    codes = entry.get("codes") or []
    if not isinstance(codes, list):
        tree.complain((*where, "codes"), "`codes` should be a list.")
        codes = []
    said = {name: _word(tree, (*where, key), entry.get(key)) for key, name in _FIELDS.items()}
    return Theory(**said, codes=tuple(_word(tree, (*where, "codes"), code) for code in codes))


def _word(tree: Tree, where: tuple[str | int, ...], value: Any) -> str:
    if value is None or isinstance(value, str | NotText):
        return value.raw if isinstance(value, NotText) else value or ""
    tree.complain(where, "This should be text.")
    return ""


def _entry(theory: Theory) -> dict[str, Any]:
    said = {key: getattr(theory, name) for key, name in _FIELDS.items()} | {"codes": list(theory.codes)}
    return {key: value for key, value in said.items() if value}


def _changes(name: str, old: Theory, new: Theory) -> Iterator[str]:
    for key, attribute in _FIELDS.items():
        before, after = getattr(old, attribute), getattr(new, attribute)
        if before != after:
            yield f"{name}, {key}: “{before}” became “{after}”"
    if old.codes != new.codes:
        yield f"{name}, codes: {', '.join(old.codes) or 'none'} became {', '.join(new.codes) or 'none'}"
