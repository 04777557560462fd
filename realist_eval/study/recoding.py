"""Changes of the codebook that keep its history and the team's comments: rename, merge, split, retire.

The YAML is edited in place: comments, order and quoting of everything else stay. Each change is an event with
the codebook's SHA-256 before and after; both files are in versions/.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from realist_eval.errors import StudyError
from realist_eval.model import Codebook
from realist_eval.study import events as ev
from realist_eval.study import files
from realist_eval.study.deciding import known_code
from realist_eval.study.fold import CODEBOOK, Standing, State
from realist_eval.study.material import Reader
from realist_eval.study.settling import expected
from realist_eval.study.yaml_edits import edited

if TYPE_CHECKING:
    from realist_eval.study.facade import Study


@dataclass(frozen=True)
class Version:
    """A codebook as it was after a change."""

    sha: str
    at: str
    coder: str
    what: str
    reason: str


def rename(study: Study, code: str, new: str, reason: str = "") -> None:
    """Give a code another id; codings, parents and theories follow. Raises StudyError."""
    _refuse_taken(study, new)
    _change(study, ev.Rename, code, (new,), reason, lambda book: _rename(book, code, new))


def merge(study: Study, code: str, into: str, reason: str = "") -> None:
    """Make a code part of another, which takes over its indicators and examples. Raises StudyError."""
    kinds = {name: known_code(study.codebook(), name).kind for name in (code, into)}
    if code == into or kinds[code] != kinds[into]:
        hint = "Merge two different codes of one kind."
        raise StudyError(f"“{code}” cannot become part of “{into}”.", hint=hint)
    _change(study, ev.Merge, code, (into,), reason, lambda book: _merge(book, code, into))


def split(study: Study, code: str, into: Sequence[str], reason: str = "") -> None:
    """Make several codes of one; its codings wait to be looked at. Raises StudyError."""
    if len(set(into)) < 2:
        raise StudyError("A code is split into two or more.", hint="Name the new ids.")
    for new in into:
        _refuse_taken(study, new)
    _change(study, ev.Split, code, tuple(into), reason, lambda book: _split(book, code, into))


def retire(study: Study, code: str, reason: str = "") -> None:
    """Use a code no longer for new codings; those it has stay. Raises StudyError."""
    _change(study, ev.Retire, code, (), reason, lambda book: _retire(book, code))


def note_edits(study: Study, reason: str = "", file: str = CODEBOOK) -> str:
    """Keep a file as it is now, if it was changed in an editor; gives its SHA-256. Needs the lock."""
    sha = study.settling.keep(file)
    known = expected(study.state, file)
    if sha and sha != known.now:
        study.record(ev.Draft(ev.Edit, file, ev.Recoded(before=known.now, after=sha, reason=reason)))
    return sha


def note(study: Study, reason: str) -> bool:
    """Keep the codebook as it is now as a version; False where it has not changed since the last one."""
    study.codebook()
    return noted(study, reason, CODEBOOK)


def noted(study: Study, reason: str, file: str) -> bool:
    """The same for either file, which is sound."""
    with files.locked(study.layout.lock):
        before = expected(study.state, file).now
        return note_edits(study, reason, file) not in {"", before}


def versions(study: Study, file: str = CODEBOOK) -> list[Version]:
    """Every version of the codebook, or of the theory, that the log knows, oldest first."""
    found, state = [], study.state
    for event in state.replaced(file):
        if isinstance(event, ev.Recode) and state.active(event):
            into = f" into {', '.join(event.payload.into)}" if event.payload.into else ""
            what = "edited" if isinstance(event, ev.Edit | ev.Change) else f"{event.op} {event.target}{into}"
            found.append(Version(event.payload.after, event.at, event.coder, what, event.payload.reason))
    return found


def rewrite(study: Study, file: str, data: bytes, reason: str) -> None:
    """Write a codebook or theory anew, to be undone like anything else. Needs the lock, and edits noted."""
    before, after = study.settling.keep(file), study.settling.versions.keep(data)
    study.record(ev.Draft(ev.Change, file, ev.Recoded(before=before, after=after, reason=reason)))
    study.settling.settle(study.state)


def stale(state: State, codebook: Codebook) -> dict[str, str]:
    """Codings to be looked at, by id with the reason: their code or their words have changed since."""
    doubt = Doubt(state, codebook)
    return {one.target: why for one in state.verdicts() if (why := doubt.why(one))}


class Doubt:
    """Says why a decided coding should be looked at again."""

    def __init__(self, state: State, codebook: Codebook) -> None:
        """Look at what the codes mean now, and at what they were."""
        self._reader = Reader(state, {})
        self._now = codebook.meanings
        self._apart = {event.target: event.id for event in state.recodes() if isinstance(event, ev.Split)}

    def why(self, one: Standing) -> str:
        """The reason; empty where nothing has changed, and for what is no coding."""
        fact = one.fact
        if one.status == "rejected" or not isinstance(fact, ev.CodingFact):
            return ""
        code = self._reader.code(fact)
        span, _, unsure = self._reader.route(fact).follow(fact)
        if span is None or unsure:
            return "its words were lost" if span is None else "its words were changed"
        if code not in self._now:
            return f"“{code}” is not in the codebook"
        if self._apart.get(code, "") > one.event.id:
            return f"“{code}” was split"
        changed = fact.definition and fact.definition != self._now[code] and fact.code == code
        return f"the definition of “{code}” has changed" if changed else ""


# ------------------------------------------------------------ one change


def _change(
    study: Study,
    kind: type[ev.Event],
    code: str,
    into: tuple[str, ...],
    reason: str,
    edit: Callable[[Any], None],
) -> None:
    """Edit, check the result as any codebook is checked, write the event, then the file."""
    from realist_eval.codebook import parse_codebook

    known_code(study.codebook(), code)
    with files.locked(study.layout.lock):
        before = note_edits(study)
        data = edited(study.layout.codebook.read_bytes(), edit)
        parse_codebook(data.decode(), str(study.layout.codebook))
        after = study.settling.versions.keep(data)
        if files.sha256(data) == before:
            raise StudyError(f"“{code}” is so already.", CODEBOOK)
        study.record(ev.Draft(kind, code, ev.Recoded(before=before, after=after, into=into, reason=reason)))
        study.settling.settle(study.state)


def _refuse_taken(study: Study, new: str) -> None:
    """An id that codings once went by would draw them to itself."""
    if new in study.codebook().by_id or new in study.state.renamed():
        raise StudyError(f"The id “{new}” is taken, now or in the study's past.", hint="Choose another.")


# ------------------------------------------------------------ edits of the YAML tree


def _entry(book: Any, code: str) -> Any:
    return next(entry for entry in book["codes"] if entry["id"] == code)


def _refer(book: Any, old: str, new: str) -> None:
    for entry in book["codes"]:
        if entry.get("parent") == old and entry["id"] != new:
            entry["parent"] = new
    for theory in book.get("theories") or ():
        codes = theory.get("codes")
        for place, code in enumerate(codes or ()):
            if code == old:
                codes[place] = new


def _rename(book: Any, code: str, new: str) -> None:
    _entry(book, code)["id"] = new
    _refer(book, code, new)


def _merge(book: Any, code: str, into: str) -> None:
    source, target = _entry(book, code), _entry(book, into)
    _extend(target, "indicators", source.get("indicators"))
    for name, quotes in (source.get("examples") or {}).items():
        _extend(target.setdefault("examples", {}), name, quotes)
    if target.get("parent") == code:
        del target["parent"]
    _refer(book, code, into)
    source["retired"] = True


def _extend(entry: Any, key: str, more: Any) -> None:
    new = [word for word in more or () if word not in (entry.get(key) or ())]
    if new:
        entry[key] = [*(entry.get(key) or ()), *new]


def _split(book: Any, code: str, into: Sequence[str]) -> None:
    source = _entry(book, code)
    at = list(book["codes"]).index(source)
    kept = ("kind", "definition", "level", "theme", "expected", "parent")
    for offset, new in enumerate(into, 1):
        entry = {"id": new, "kind": source["kind"], "label": new}
        entry |= {key: source[key] for key in kept if key in source}
        book["codes"].insert(at + offset, entry)
    source["retired"] = True


def _retire(book: Any, code: str) -> None:
    _entry(book, code)["retired"] = True
