"""The bytes of a codebook file to text: encodings, sizes, and files that are no text at all."""

from __future__ import annotations

import codecs
from pathlib import Path

from realist_eval.errors import CodebookError, Problem

MOST_BYTES = 2_000_000  # some forty times the longest codebook seen
_MARKS = (  # the longer mark first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE_AS = "In your editor choose “Save as” with the encoding UTF-8."


def read_bytes(path: Path) -> bytes:
    """The bytes of a codebook file; raises CodebookError where it is missing, a folder, or too large."""
    name = str(path)
    if path.is_dir():
        raise CodebookError(Problem("is a folder.", name, hint="Name the YAML file inside it."))
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        hint = "Check the name and the folder, or name a bundled codebook such as generic_realist."
        raise CodebookError(Problem("does not exist.", name, hint=hint)) from None
    except (OSError, ValueError) as error:
        raise CodebookError(Problem(f"could not be read ({error}).", name)) from error
    if len(data) > MOST_BYTES:
        hint = "Check that it is the codebook and not a transcript or a data file."
        raise CodebookError(Problem("is larger than 2 MB, too large for a codebook.", name, hint=hint))
    return data


def decode(data: bytes, name: str) -> str:
    """The text of a codebook file, without byte order mark and with line feeds; raises CodebookError."""
    mark, encoding = next(((mark, enc) for mark, enc in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    body = data[len(mark) :]
    if encoding == "utf-8" and b"\0" in body:
        raise CodebookError(Problem("is not a text file.", name, hint=f"A codebook is YAML text. {_SAVE_AS}"))
    try:
        return with_line_feeds(body.decode(encoding))
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        message = "holds a character that is not UTF-8."
        raise CodebookError(Problem(message, name, line, hint=_SAVE_AS)) from error


def with_line_feeds(text: str) -> str:
    """The text with every line end as one line feed, and no byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
