"""YAML text to plain values with the line of each: the user's file before anybody judges it.

ruamel.yaml composes nodes, each with its place; nothing in the file is ever constructed or run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from realist_eval.codebook.words import shown
from realist_eval.errors import CodebookError, Problem

Path = tuple[str | int, ...]
MOST_NODES = 200_000  # counted after aliases are followed
_SWITCHES = {  # words that older YAML readers take for true and false
    word: value
    for words, value in ((("yes", "on", "true"), True), (("no", "off", "false"), False))
    for base in words
    for word in (base, base.capitalize(), base.upper())
}
_TAG = "tag:yaml.org,2002:"
_NOT_TEXT = {"int": "a number", "float": "a number", "timestamp": "a date", "bool": "yes or no"}

# fmt: off
_IN_PLAIN_WORDS = (  # what the YAML reader says: what we say, and what to do
    ("mapping values are not allowed", "A colon stands where YAML does not expect one.",
     "Put a text that holds a colon and a space in quotes, and check how the lines are indented."),
    ("'\\t' that cannot start", "The line is indented with a tab.", "Use spaces instead of tabs."),
    ("that cannot start any token", "A value begins with a sign that has a meaning of its own in YAML.",
     "Put the value in quotes."),
    ("unexpected end of stream", "A quotation mark is opened and never closed.", "Close it."),
    ("unknown escape character", "A backslash inside double quotes must be doubled.",
     "Write \"re:\\\\bword\" or use single quotes: 're:\\bword'."),
    ("undefined alias", "A value begins with *, which YAML reads as a reference.", "Put it in quotes."),
    ("found another document", "A second YAML document begins here.", "Keep one codebook in a file."),
    ("could not find expected ':'", "A line is neither “key: value” nor part of the text above it.",
     "Add the colon, or indent the line further than its key."),
    ("expected ',' or", "A bracket is opened and never closed, or a comma is missing.", "Check this list."),
    ("expected <block end>", "The indentation changes here in a way that YAML cannot follow.",
     "Line up the keys of one code with each other, and the dashes of one list with each other."),
    ("expected the node content", "A value is missing here.", "Write it, or remove the comma or the sign."),
    ("duplicate anchor", "Two values carry the same &name.", "Rename one."),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class NotText:
    """A value that YAML reads as something other than text, as it stands in the file."""

    raw: str
    what: str


@dataclass
class Tree:
    """The values of a YAML file, and where each stands."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    file: str = ""

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def complain(self, path: Path, message: str, hint: str = "") -> None:
        """Note a fault at a value."""
        self.problems.append(Problem(message, self.file, self.line(path), hint=hint))


def read_tree(text: str, name: str) -> Tree:
    """Values and lines of a YAML text, with doubled keys noted; None for an empty one.

    Raises CodebookError on faulty YAML.
    """
    node = _compose(text, name)
    tree = Tree(file=name)
    try:
        tree.value = None if node is None else _Reader(tree).read(node, ())
    except RecursionError:
        raise CodebookError(Problem("is nested too deeply to be a codebook.", name)) from None
    return tree


def _compose(text: str, name: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        return YAML(typ="safe", pure=True).compose(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message, hint = "holds an invisible control character.", "Delete it, or type the line anew."
        raise CodebookError(Problem(message, name, line, hint=hint)) from error
    except RecursionError:
        raise CodebookError(Problem("is nested too deeply to be a codebook.", name)) from None
    except YAMLError as error:
        raise CodebookError(_plain(error, name)) from error
    except Exception as error:
        raise CodebookError(Problem(f"could not be read as YAML ({error}).", name)) from error


def _plain(error: Any, name: str) -> Problem:
    """A YAML reader's complaint in plain words, at the line to look at."""
    said = getattr(error, "problem", None) or str(error)
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    if opened is not None and ("end of stream" in said or "<stream end>" in said):
        mark = opened
    line = mark.line + 1 if mark is not None else None
    usual = ("", f"This is not valid YAML: {said}.", "Look at this line and the one above.")
    _, message, hint = next((words for words in _IN_PLAIN_WORDS if words[0] in said), usual)
    return Problem(message, name, line, hint=hint)


class _Reader:
    """Turns nodes into values; counts them, so that references to references cannot fill the memory."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.count = 0

    def read(self, node: Any, path: Path) -> Any:
        self.count += 1
        if self.count > MOST_NODES:
            hint = "Check for references (*name) inside references."
            raise CodebookError(Problem("holds far too many values.", self.tree.file, hint=hint))
        self.tree.lines.setdefault(path, node.start_mark.line + 1)
        if node.id == "mapping":
            return dict(self._pairs(node, path))
        if node.id == "sequence":
            return [self.read(item, (*path, n)) for n, item in enumerate(node.value)]
        return _scalar(node)

    def _pairs(self, node: Any, path: Path) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = key_node.value if key_node.id == "scalar" else str(key_node.id)
            line = key_node.start_mark.line + 1
            if key in seen:
                self._doubled(key, seen[key], line)
                continue
            seen[key] = line
            self.tree.lines[(*path, key)] = line
            yield key, self.read(value_node, (*path, key))

    def _doubled(self, key: str, first: int, line: int) -> None:
        message = f"The key {shown(key)} stands twice: in line {first} and in line {line}."
        hint = "Keep one, or begin a new entry with a dash."
        self.tree.problems.append(Problem(message, self.tree.file, line, hint=hint))


def _scalar(node: Any) -> Any:
    """Text, True, False, None, or NotText."""
    tag = node.tag.removeprefix(_TAG)
    if node.style is None and node.value in _SWITCHES:
        return NotText(node.value, _NOT_TEXT["bool"])
    if tag == "null":
        return None
    if tag == "str":
        return node.value
    return NotText(node.value, _NOT_TEXT.get(tag, "a tagged value"))


def switch(value: NotText) -> bool | None:
    """The yes or no that a value stands for; None where it is neither."""
    return _SWITCHES.get(value.raw)
