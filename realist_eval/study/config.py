"""study.yaml: what the study is about and how its files are read. Faults carry file and line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from realist_eval.codebook.tree import NotText, Tree, read_tree
from realist_eval.codebook.words import nearest
from realist_eval.errors import InputError, StudyError

if TYPE_CHECKING:
    from realist_eval.importer import Profile

FILE = "study.yaml"


@dataclass(frozen=True)
class Config:
    """What study.yaml says."""

    title: str = ""
    questions: tuple[str, ...] = ()
    cases: Mapping[str, str] = field(default_factory=dict)  # id to label
    levels: tuple[str, ...] = ()  # empty: those of the codebook
    coders: tuple[str, ...] = ()
    attribution: str = "role"
    language: str = ""
    pipeline: str = "en_core_web_sm"
    semantic: bool = False  # a transformer reads, too
    profiles: Mapping[str, Profile] = field(default_factory=dict)  # file name pattern to reading profile

    def profile(self, name: str) -> Profile | None:
        """How the file `name` is to be read: under its very name, or the first pattern that it fits."""
        said = {pattern.casefold(): profile for pattern, profile in self.profiles.items()}
        wanted = name.casefold()
        return said.get(wanted) or next((said[one] for one in said if fnmatch(wanted, one)), None)


def load_config(path: Path) -> Config:
    """Read study.yaml; raises StudyError with every fault."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = "holds a character that is not UTF-8."
        raise StudyError(message, path, line, hint="Save it as UTF-8.") from error
    return parse_config(text, str(path))


def parse_config(text: str, name: str = FILE) -> Config:
    """The settings in the text of a study.yaml; raises StudyError with every fault."""
    if not text.strip():
        raise StudyError("is empty.", name, 1, hint="Give the study a name: `title: ...`.")
    try:
        tree = read_tree(text, name)
    except InputError as error:
        raise StudyError(error.problems) from error
    if not isinstance(tree.value, dict):
        raise StudyError("holds no settings.", name, 1, hint="Begin with `title: ...`.")
    said = {key: _read(tree, key, value) for key, value in tree.value.items()}
    if tree.problems:
        raise StudyError(sorted(tree.problems, key=lambda problem: problem.line or 0))
    return Config(**{key: value for key, value in said.items() if value not in (None, "")})


def _read(tree: Tree, key: str, value: Any) -> Any:
    if key not in _SHAPES:
        tree.complain((key,), f"There is no setting “{key}”.", nearest(key, _SHAPES))
    if key not in _SHAPES or value is None:
        return None
    if key == "profiles" and isinstance(value, dict):
        return _profiles(tree, value)
    read, shape = _SHAPES[key]
    found = read(value)
    if found is None:
        tree.complain((key,), f"“{key}” should be {shape}.")
    return _attribution(tree, found) if key == "attribution" and found is not None else found


def _attribution(tree: Tree, said: str) -> str:
    """Said in the words of reports, where an older study has its own."""
    from realist_eval.reporter.quotes import ALIASES, ATTRIBUTIONS

    name = ALIASES.get(said, said)
    if name not in ATTRIBUTIONS:
        message = f"Quotations cannot be attributed by “{said}”."
        tree.complain(("attribution",), message, nearest(said, ATTRIBUTIONS))
    return name


def _word(value: Any) -> str | None:
    """Text as it stands in the file, numbers and dates too; None for lists and maps."""
    if isinstance(value, NotText):
        return value.raw
    return value if isinstance(value, str) else None


def _yes(value: Any) -> bool | None:
    return {"yes": True, "true": True, "no": False, "false": False}.get((_word(value) or "").lower())


def _list(value: Any) -> tuple[str, ...] | None:
    words = [_word(item) for item in value if item is not None] if isinstance(value, list) else [None]
    return None if None in words else tuple(word for word in words if word is not None)


def _names(value: Any) -> dict[str, str] | None:
    if not isinstance(value, dict):
        listed = _list(value)
        return None if listed is None else {word: word for word in listed}
    words = {name: name if label is None else _word(label) for name, label in value.items()}
    return None if None in words.values() else {name: word or name for name, word in words.items()}


def _profiles(tree: Tree, said: dict[str, Any]) -> dict[str, Profile]:
    from realist_eval.importer.profile import Profile

    found = {}
    for pattern, one in said.items():
        if not isinstance(one, dict):
            tree.complain(("profiles", pattern), f"Nothing is said of how “{pattern}” is to be read.")
            continue
        try:
            found[pattern] = Profile.from_dict(_plain(one))
        except InputError as error:
            for problem in error.problems:
                tree.complain(("profiles", pattern), problem.message, problem.hint)
    return found


def _plain(value: Any) -> Any:
    """Values without marks of what YAML took them for."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value.raw if isinstance(value, NotText) else value


_TEXT = _word, "one line of text"
_LIST = _list, "a list, one entry a line, each after a dash"
_SHAPES: dict[str, tuple[Callable[[Any], Any], str]] = {  # setting: how it is read, and what it should be
    **dict.fromkeys(("title", "attribution", "language", "pipeline"), _TEXT),
    **dict.fromkeys(("questions", "levels", "coders"), _LIST),
    "semantic": (_yes, "yes or no"),
    "cases": (_names, "a list, or one `name: label` a line"),
    "profiles": (lambda _: None, "one `file pattern:` a line, with what is to be read differently under it"),
}


def remember(path: Path, profiles: Mapping[str, Profile]) -> None:
    """Keep in study.yaml how files are read."""

    def edit(tree: Any) -> None:
        if not tree.get("profiles"):
            tree["profiles"] = {}
        for name, profile in profiles.items():
            tree["profiles"][name] = profile.to_dict()

    _change(path, edit)


def remember_semantic(path: Path, semantic: bool) -> None:
    """Keep in study.yaml whether a transformer reads, too."""
    _change(path, lambda tree: tree.update(semantic=semantic))


def _change(path: Path, edit: Callable[[Any], None]) -> None:
    """Change study.yaml; what else it says, and its comments, stay."""
    from realist_eval.study import files
    from realist_eval.study.yaml_edits import edited

    data = edited(path.read_bytes(), edit)
    parse_config(data.decode(), str(path))
    files.write_atomic(path, data)


def new_config(title: str, coder: str) -> str:
    """The study.yaml that a study begins with."""
    import json

    from realist_eval.reporter.quotes import ATTRIBUTIONS

    return f"""\
# What the study is about. Change it in any editor; `realist-eval status` says where something is wrong.
title: {json.dumps(title, ensure_ascii=False)}

# questions:
# - What works, for whom, in what circumstances and why?

# cases:                  # sites or instances of the programme: a short name, and what to call it
#   north: The northern site

coders:
- {json.dumps(coder, ensure_ascii=False)}

attribution: role         # quotations are attributed by: {", ".join(ATTRIBUTIONS)}

# profiles:               # how files are read where the guess is wrong: a file pattern, then what differs
#   "focus*.docx":
#     kind: focus_group
#     parts: {{Anna: interviewer}}
"""
