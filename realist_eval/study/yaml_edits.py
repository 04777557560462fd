"""A person's YAML file changed in one place: comments, order and quoting of everything else stay."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any


def edited(data: bytes, edit: Callable[[Any], None]) -> bytes:
    """YAML with one change made in place; comments, order and quoting stay."""
    from ruamel.yaml import YAML

    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    if re.search(r"^\w+:\n  - ", text, re.MULTILINE):
        yaml.indent(mapping=2, sequence=4, offset=2)
    tree = yaml.load(text)
    edit(tree)
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue().encode()
