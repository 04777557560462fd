"""What keeps strangers out and phones apart: keys, limits, headers, and forms read within bounds."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

from realist_eval.study import files

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
MOST_BYTES = 16_384  # of a form
MOST_FIELDS = 12
MOST_TEXT = 2_000  # characters of a comment
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


class Keys(msgspec.Struct, frozen=True):
    """The room's code, for everybody in the room, and the facilitator's key."""

    code: str
    key: str

    @classmethod
    def kept(cls, path: Path) -> Keys:
        """Those made before, so that phones stay in after a restart; new ones where there are none."""
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            made = cls(_letters(4, 2), _letters(5, 5))
            files.write_atomic(path, msgspec.json.encode(made))
            path.chmod(0o600)
            return made


def _letters(length: int, groups: int) -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(length)) for _ in range(groups))


def same(given: str, kept: str) -> bool:
    """Whether a code is the one kept: dashes, spaces and capitals aside, in a time that tells nothing."""
    return hmac.compare_digest(_plain(given), _plain(kept))


def _plain(code: str) -> bytes:
    return "".join(letter for letter in code.lower() if letter.isalnum()).encode()


def new_token() -> str:
    """What only one phone will know."""
    return secrets.token_urlsafe(24)


def voter_of(token: str) -> str:
    """What the ballots call the phone that knows a token."""
    return hashlib.sha256(b"voter " + token.encode()).hexdigest()[:20]


def seal(token: str, purpose: str) -> str:
    """A value that only who knows `token` can make, for one purpose."""
    return hmac.new(token.encode(), purpose.encode(), hashlib.sha256).hexdigest()[:32]


class Limit:
    """At most `most` events of one name in `seconds`; remembers no more than `names` names."""

    def __init__(self, most: int, seconds: float = 60.0, names: int = 4096) -> None:
        """Nothing has happened yet."""
        self.most, self.seconds, self.names = most, seconds, names
        self._seen: dict[str, tuple[float, int]] = {}

    def reached(self, name: str) -> bool:
        """Whether no more is allowed just now."""
        began, count = self._seen.get(name, (0.0, 0))
        return time.monotonic() - began < self.seconds and count >= self.most

    def count(self, name: str) -> None:
        """One more."""
        now = time.monotonic()
        began, count = self._seen.get(name, (now, 0))
        if name not in self._seen and len(self._seen) >= self.names:
            self._seen.pop(next(iter(self._seen)))
        self._seen[name] = (now, 1) if now - began >= self.seconds else (began, count + 1)


def address(request: Request) -> str:
    """Where a request comes from; a whole home network of IPv6 counts as one."""
    host = request.client.host if request.client else ""
    try:
        found = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return host
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else host


def check_host(request: Request, names: frozenset[str]) -> None:
    """Refuse names that some web site made point here: an address, or a name of this machine."""
    host = request.headers.get("host", "").lower()
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        if name not in names:
            raise HTTPException(400, "This page has another address.") from None


def check_origin(request: Request) -> None:
    """Refuse forms that another site sent."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", "null")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if site not in ("same-origin", "none") or origin not in ("null", own):
        raise HTTPException(403, "This form came from another page.")


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a posted form; raises HTTPException for whatever is no small form of text."""
    check_origin(request)
    if (
        request.headers.get("content-type", "").split(";")[0].strip().lower()
        != "application/x-www-form-urlencoded"
    ):
        raise HTTPException(415, "This is no form.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, "That is too long. Please shorten it.")
    try:
        fields = parse_qsl(
            bytes(body).decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise HTTPException(400, "This form could not be read.") from error
    return dict(fields)


def clean(text: str, most: int = MOST_TEXT) -> str:
    """What somebody typed: line ends as line feeds, no control characters, within bounds."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(letter for letter in lines if letter == "\n" or letter.isprintable())
    if len(kept) > most:
        raise HTTPException(413, f"That is too long: {most} characters are read. Please shorten it.")
    return kept.strip()
