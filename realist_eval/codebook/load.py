"""A codebook file to a `Codebook`; every fault of the file is reported at once, with its line."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from realist_eval.codebook.source import MOST_BYTES, decode, read_bytes, with_line_feeds
from realist_eval.errors import CodebookError, Problem
from realist_eval.model import KINDS, VALENCES, Code, Codebook, Examples, Theory

if TYPE_CHECKING:
    from realist_eval.codebook.schema import CodebookFile, CodeEntry, TheoryEntry
    from realist_eval.codebook.tree import Tree


def load_codebook(path: Path) -> Codebook:
    """Read a codebook file; raises CodebookError with every problem in it."""
    path = Path(path)
    data = read_bytes(path)
    return _build(decode(data, str(path)), str(path), sha256(data).hexdigest())


def parse_codebook(text: str, name: str = "codebook.yaml") -> Codebook:
    """Read a codebook from YAML text; `name` stands in messages. Raises CodebookError."""
    if len(text) > MOST_BYTES:
        raise CodebookError(Problem("is larger than 2 MB, too large for a codebook.", name))
    return _build(with_line_feeds(text), name, sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def read_lines(text: str, name: str = "codebook.yaml") -> Tree:
    """The values of a codebook text with the line of each; raises CodebookError on faulty YAML."""
    from realist_eval.codebook.tree import read_tree

    return read_tree(with_line_feeds(text), name)


def _build(text: str, name: str, sha: str) -> Codebook:
    from realist_eval.codebook.faults import validate
    from realist_eval.codebook.references import check_references
    from realist_eval.codebook.tree import read_tree

    tree = read_tree(text, name)
    if not tree.lines:
        hint = "Begin with a copy of the template: realist-eval codebook show template --format yaml"
        raise CodebookError(Problem("holds no codebook: it is empty.", name, 1, hint=hint))
    file = validate(tree)
    check_references(tree)
    if tree.problems or file is None:
        raise CodebookError(sorted(set(tree.problems), key=lambda p: (p.line or 0, p.message)))
    return _codebook(file, sha)


def _codebook(file: CodebookFile, sha: str) -> Codebook:
    used = {entry.kind for entry in file.codes}
    extra = () if "kinds" in file.model_fields_set else sorted(used - set(KINDS))
    kinds = tuple(file.kinds or KINDS) + tuple(extra)
    return Codebook(
        title=file.title,
        codes=tuple(map(_code, file.codes)),
        version=file.version,
        kinds=kinds,
        valences={kind: tuple(file.valences.get(kind, VALENCES.get(kind, ()))) for kind in kinds},
        levels=tuple(file.levels),
        theories=tuple(map(_theory, file.theories)),
        sha=sha,
    )


def _code(entry: CodeEntry) -> Code:
    texts = entry.model_dump(exclude={"examples", "indicators"})
    examples = Examples(**{name: tuple(quotes) for name, quotes in entry.examples.model_dump().items()})
    return Code(**texts, examples=examples, indicators=tuple(entry.indicators))


def _theory(entry: TheoryEntry) -> Theory:
    return Theory(**entry.model_dump(exclude={"codes"}), codes=tuple(entry.codes))
