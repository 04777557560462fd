"""Put replacements into effect over a whole study: planned, shown, then done altogether or not at all.

With the withdrawal of consent this is the exception to "nothing is lost": the replaced words leave
sources, transcripts, versions, tables, logs, reports and cache. Codings stay on their words, since an event
keeps where the text was changed (never the words); memos that held the words are the only lines of a log
that are ever rewritten.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from realist_eval.errors import InputError, Problem
from realist_eval.model import Transcript
from realist_eval.study import events as ev
from realist_eval.study import files, removal
from realist_eval.study import pseudonym_files as contents
from realist_eval.study.facade import Study
from realist_eval.study.fold import CODEBOOK, transcript_file
from realist_eval.study.ids import free_name, safe_id
from realist_eval.study.pseudonym_table import PLAIN, Row, add_to_key
from realist_eval.study.pseudonym_words import Replacer, renamed
from realist_eval.study.reanchor import Edit
from realist_eval.study.removal import Change
from realist_eval.study.transcripts import Header, freeze

_TEXTS = frozenset({".md", ".txt", ".csv", ".tsv", ".json", ".yaml", ".yml", ".html", ".svg", ".tex", ".bib"})
_FOLDERS = ("sources", "transcripts", "log", "versions", "reports", ".realist-eval", removal.FOLDER, ".git")
_SETTINGS = ("study.yaml", "codebook.yaml", "theory.yaml", "participants.csv")  # seen to by their own rules


@dataclass
class Plan:
    """What applying a table would do; nothing is written yet."""

    rows: tuple[Row, ...]
    undecided: int
    transcripts: dict[str, int] = field(default_factory=dict)  # those that change: replacements in the text
    rewritten: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    stand_ins: list[str] = field(default_factory=list)
    memos: int = 0
    left: list[Problem] = field(default_factory=list)  # what the person has to see to
    change: Change = field(default_factory=Change)

    def leave(self, message: str, file: Path | str, hint: str = "") -> None:
        """Note what the person has to see to."""
        self.left.append(Problem(message, str(file), None, "warning", hint))


@dataclass(frozen=True)
class _Old:
    head: Header
    old: Transcript
    new: Transcript
    edits: tuple[Edit, ...]
    held: tuple[str, ...]  # every version of it and of its source

    @property
    def changed(self) -> bool:
        """Whether its words, labels or names change."""
        return self.new != self.old


def plan(study: Study, table: Sequence[Row]) -> Plan:
    """All that the decisions of a table lead to; raises InputError where they cannot be carried out."""
    rows = tuple(row for row in table if row.decision == "replace" and row.words != row.replacement)
    by = _replacer(rows)
    made = Plan(rows, sum(row.decision == "?" for row in table))
    all_of_them = list(_transcripts(study, by))
    _refuse_two_people(all_of_them, by)
    touched = _touched(study, all_of_them, by)
    drafts = list(_put_transcripts(study, touched, by, made))
    drafts += _put_settings(study, by, made, all_of_them)
    _sweep(study, by, made)
    _put_logs(study, by, made, drafts, touched)
    _look_again(study, by, made)
    return made


def carry_out(study: Study, table: Sequence[Row], key: Path) -> Plan:
    """Write the key, then replace; gives what was done. The study is to be opened anew after this."""
    with removal.alone(study.layout):
        planned = plan(study, table)
        add_to_key(key, planned.rows)
        removal.carry_out(study.layout, planned.change)
    return planned


def _replacer(rows: Sequence[Row]) -> Replacer:
    """Raises InputError where nothing is to be replaced or where a replacement brings a name back."""
    if not rows:
        raise InputError("The table replaces nothing.", hint="Write replace in the column “decision”.")
    by = Replacer((row.words, row.replacement) for row in rows)
    back = "holds words that are replaced themselves."
    marks = "holds marks that files take for theirs."
    wrong = [(row, back) for row in rows if by.holds(row.replacement)]
    wrong += [(row, marks) for row in rows if not PLAIN.fullmatch(row.replacement)]
    if wrong:
        said = (f"“{row.replacement}” for “{row.words}” {why}" for row, why in wrong)
        raise InputError(Problem(one, hint="Choose another replacement.") for one in said)
    return by


def _refuse_two_people(olds: Iterable[_Old], by: Replacer) -> None:
    """Raise InputError where somebody would get the name of somebody else who speaks."""
    faults = []
    for one in olds:
        labels = [speaker.label for speaker in one.old.speakers]
        staying = {label for label in labels if not by.holds(label)}
        for label in labels:
            if label not in staying and by.apply(label) in staying:
                message = f"“{label}” would become “{by.apply(label)}”, who is another speaker there."
                faults.append(Problem(message, one.old.id, hint="Choose another replacement."))
    if faults:
        raise InputError(faults)


# ---------------------------------------------------------------- transcripts and their sources


def _transcripts(study: Study, by: Replacer) -> Iterator[_Old]:
    taken: set[str] = set(study.ids())
    for name, head in study.shelf.headers().items():
        old = study.shelf.load(name)
        new, edits = renamed(old, by)
        wanted = safe_id(by.file_name(name))
        if wanted != name:
            wanted = free_name(wanted, taken)
            taken.add(wanted)
        yield _Old(head, old, replace(new, id=wanted), edits, study.settling.held(study.state, name))


def _touched(study: Study, olds: list[_Old], by: Replacer) -> list[_Old]:
    """Those that change, those whose source or earlier versions hold the words, and what shares a source."""
    shared: set[str] = set()
    for one in olds:
        places = [study.layout.sources / one.head.stored, *(study.layout.versions / sha for sha in one.held)]
        places = [path for path in places if path.is_file()]
        if one.changed or any(contents.holds(path.read_bytes(), by) is not False for path in places):
            shared.add(one.head.stored)
    return [one for one in olds if one.head.stored in shared]


def _put_transcripts(study: Study, touched: list[_Old], by: Replacer, made: Plan) -> Iterator[ev.Draft]:
    day = ev.now()[:10]
    names = {path.name for path in study.layout.sources.glob("*")} - {one.head.stored for one in touched}
    for one in touched:
        source = contents.stand_in(one.new, day)
        stored = free_name(one.new.id, names, ".txt")
        names.add(stored)
        changes = (*one.old.changes, f"pseudonymised {day}")
        new = replace(one.new, changes=changes, source_sha=files.sha256(source))
        frozen = freeze(new, received=contents.path_without(one.head.received, by), stored=stored)
        made.change.puts |= {
            transcript_file(new.id): frozen,
            f"sources/{stored}": source,
            f"versions/{files.sha256(frozen)}": frozen,
            f"versions/{files.sha256(source)}": source,
        }
        made.change.removes |= {transcript_file(one.old.id), f"sources/{one.head.stored}"}
        made.change.removes |= {f"versions/{sha}" for sha in one.held}
        made.transcripts[new.id] = len(one.edits)
        made.stand_ins.append(one.head.stored)
        payload = ev.Masked(
            before=study.settling.current(transcript_file(one.old.id)),
            after=files.sha256(frozen),
            old=one.old.sha,
            new=new.sha,
            edits=one.edits,
            purged=one.held,
        )
        yield ev.Draft(ev.Pseudonymise, new.id, payload)


# ---------------------------------------------------------------- everything else in the folder


def _put_settings(study: Study, by: Replacer, made: Plan, olds: Iterable[_Old]) -> Iterator[ev.Draft]:
    layout = study.layout
    for path in (layout.config, layout.codebook, layout.theory):
        if not path.is_file():
            continue
        old = path.read_bytes()
        new = contents.yaml_without(path.name, old, by)
        if new == old:
            continue
        _rewrite(made, path.name, new)
        if path.name == CODEBOOK and study.state.replaced(CODEBOOK):
            made.change.puts[f"versions/{files.sha256(new)}"] = new
            before, after = files.sha256(old), files.sha256(new)
            yield ev.Draft(ev.Edit, CODEBOOK, ev.Recoded(before=before, after=after, reason="names"))
    if layout.participants.is_file():
        people = (speaker.label for one in olds for speaker in one.old.speakers)
        labels = {label.casefold(): by.apply(label) for label in people if by.holds(label)}
        old = layout.participants.read_bytes()
        new = contents.people_without(old, by, labels)
        if new != old:
            _rewrite(made, layout.participants.name, new)


def _rewrite(made: Plan, name: str, data: bytes) -> None:
    made.change.puts[name] = data
    made.rewritten.append(name)


def _sweep(study: Study, by: Replacer, made: Plan) -> None:
    """Whatever else lies in the folder and holds the words: deleted, rewritten, or left to the person."""
    root = study.layout.root
    versions = (name for name in made.change.removes if name.startswith("versions/"))
    gone = sorted(name for name in versions if (root / name).is_file())
    seen = made.change.removes | set(made.change.puts)
    for folder in ("reports", "versions", "sources"):
        for name, path in _files(root / folder, root):
            if name not in seen and contents.holds(path.read_bytes(), by) is not False:
                made.change.removes.add(name)
                made.deleted.append(name)
    made.deleted += gone
    made.change.removes |= {path.relative_to(root).as_posix() for path in files.leftovers(root)}
    for name, path in _files(root, root):
        if name not in seen and path.relative_to(root).parts[0] not in (*_FOLDERS, *_SETTINGS):
            _other(path, name, by, made)
    _outside(study, made)


def _files(folder: Path, root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(root).as_posix(), path


def _other(path: Path, name: str, by: Replacer, made: Plan) -> None:
    data = path.read_bytes()
    found = contents.holds(data, by)
    if found and path.suffix.lower() in _TEXTS:
        with contextlib.suppress(UnicodeDecodeError):
            _rewrite(made, name, by.apply(data.decode("utf-8")).encode())
            found = False
    if found or contents.path_without(name, by) != name:
        hint = "It is left to you: change it, or move it out of the study."
        made.leave("holds words that are to be replaced.", name, hint)
    elif found is None:
        made.leave("cannot be searched for names; look yourself.", name)


def _outside(study: Study, made: Plan) -> None:
    """What no program can reach from here."""
    if any((folder / ".git").exists() for folder in (study.layout.root, *study.layout.root.parents)):
        hint = "Begin a new repository from the folder as it will be, or ask who keeps your repositories."
        made.leave("lies in a Git repository, whose history keeps the old words.", study.layout.root, hint)


def _put_logs(study: Study, by: Replacer, made: Plan, drafts: list[ev.Draft], touched: list[_Old]) -> None:
    """Memos without the words, transcripts under their new ids, and the events that tell of all this."""
    ids = {one.old.id: one.new.id for one in touched if one.old.id != one.new.id}
    own = study.journal.log.own
    paths = sorted({*study.layout.log.glob("*.jsonl"), *study.layout.log.glob("*.torn"), own})
    events = b"".join(map(ev.encode, study.journal.prepare(*drafts))) if drafts else b""
    for path in paths:
        old = path.read_bytes() if path.exists() else b""
        new = contents.log_without(old, by, ids)
        pairs = zip(old.splitlines(), new.splitlines(), strict=False)
        made.memos += sum(one != other for one, other in pairs)
        if path == own:
            new += (b"\n" if new and not new.endswith(b"\n") else b"") + events
        if new != old:
            made.change.puts[path.relative_to(study.layout.root).as_posix()] = new


def _look_again(study: Study, by: Replacer, made: Plan) -> None:
    """Names that stay where they must, such as those of coders and codes: said, not hidden."""
    layout = study.layout
    ours = [layout.config, layout.codebook, layout.theory, *layout.log.glob("*.jsonl")]
    stays = {path.relative_to(layout.root).as_posix(): path.read_bytes() for path in ours if path.is_file()}
    for name, data in sorted((stays | made.change.puts).items()):
        if contents.holds(data, by) or contents.path_without(name, by) != name:
            hint = "As the name of a coder, code or log it stays; rename it yourself if it is the person."
            made.leave("will still hold a replaced word.", name, hint)
