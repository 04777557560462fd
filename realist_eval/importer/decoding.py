"""Bytes to clean text: byte-order marks, UTF-8, UTF-16, and the old one-byte encodings."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 32_768  # bytes looked at to guess an encoding
_OLD_ENCODINGS = (  # what office programs wrote before Unicode; the guess stays among them
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "mac_roman"),
    *("koi8_r", "iso8859_2", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
)
_LINE_ENDS = re.compile("\r\n|[\r\v\f\u2028\u2029]")
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MARK_AT_LINE_START = re.compile("^\ufeff+", re.MULTILINE)
_WORD_BYTE = re.compile(rb"[A-Za-z\x80-\xff]")
# cp1252: curly quotes, dashes, ellipsis, no-break space, accented letters; capitals only where one may stand
_WESTERN = re.compile(
    rb"[\x80\x85\x91-\x97\xa0\xa3\xab\xb0\xb7\xbb\xbf\xdf-\xf6\xf8-\xff]|(?<![a-z])[\xc0-\xd6\xd8-\xde]"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Clean text, the encoding it was read in, and how many characters were lost."""

    text: str
    encoding: str
    lost: int = 0
    guessed: bool = False


def clean_text(text: str) -> str:
    """`text` with `\\n` as its only line end and without control characters; all else verbatim."""
    text = _LINE_ENDS.sub("\n", text)
    return _MARK_AT_LINE_START.sub("", _NOT_TEXT.sub("", text))


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode and clean `data`; raises LookupError for an encoding nobody knows."""
    if encoding:
        return _decoded(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], name)
    if wide := _utf16(data):
        return _decoded(data, wide)
    try:
        return Decoded(clean_text(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        damaged = _decoded(data, "utf-8")
    if damaged.lost <= _wide_characters(damaged.text) // 10 or _cut_short(data):
        return damaged
    guess = _decoded(data, _old_encoding(data))
    return Decoded(guess.text, guess.encoding, guess.lost, guessed=True)


def looks_binary(data: bytes) -> bool:
    """Whether the first bytes cannot be text in any encoding known here."""
    head = data[:_SAMPLE]
    if any(head.startswith(mark) for mark, _ in _MARKS) or _utf16(head):
        return False
    controls = sum(head.count(byte) for byte in (*range(9), *range(14, 27), *range(28, 32)))
    return controls > len(head) // 50


def _decoded(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    return Decoded(clean_text(text), encoding, text.count("\ufffd"))


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: in Western text every other byte is zero."""
    head = data[:4096]
    half = len(head) // 2
    if half < 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.05 else None


def _wide_characters(text: str) -> int:
    return sum(1 for char in text[:1_000_000] if char > "\x7f" and char != "\ufffd")


def _cut_short(data: bytes) -> bool:
    """Whether only the last character is broken, as in a file cut off."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return len(data) > 3 and fault.start >= len(data) - 3 and fault.reason == "unexpected end of data"
    return False


def _old_encoding(data: bytes) -> str:
    """The likeliest one-byte or East Asian encoding, judged by the lines that are not plain ASCII."""
    sample = _telling_sample(data)
    letters = _WORD_BYTE.findall(sample)
    high = [letter for letter in letters if letter > b"\x7f"]
    western = len(_WESTERN.findall(sample))
    if len(high) <= len(letters) * 0.25 and western >= len(high) * 0.9:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_OLD_ENCODINGS), preemptive_behaviour=False).best()
    return best.encoding if best else "cp1252"


def _telling_sample(data: bytes) -> bytes:
    lines: list[bytes] = []
    size = 0
    for line in re.split(rb"[\r\n]+", data[: _SAMPLE * 32]):
        if size < _SAMPLE and not line.isascii():
            lines.append(line[:2000])
            size += len(lines[-1])
    return b"\n".join(lines) or data[:_SAMPLE]
