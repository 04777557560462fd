"""Hostile requests to the workshop's page, as many as asked for; what got in or broke is counted."""

from __future__ import annotations

import random
import socket
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from rooms import Phone, Server

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE votes; --",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "\x00\x01\x1b[31m\x7f",
    "../../../../etc/passwd",
    "..%2f..%2fstudy.yaml",
    "\u202eevil\u2066",
    "%00%ff%fe",
    "x" * 3_000,
    "é" * 9_000,
    "=cmd|' /C calc'!A0",
    "\r\nSet-Cookie: lead=1",
    "😀" * 500,
    "",
)
PATHS = (
    "/../study.yaml",
    "/..%2f..%2fstudy.yaml",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/static/../../study.yaml",
    "/style.css/../../../workshop.json",
    "//etc/passwd",
    "/workshops/W1/ballots.jsonl",
    "/lead/../study.yaml",
    "/lead/qr.svg?x=",
    "/lead?item=",
    "/?saved=",
    "/" + "a" * 5_000,
    "/\\..\\..\\study.yaml",
)
FORMS = ("/join", "/vote", "/lead/enter", "/lead/do")
RAW = (
    b"GET / HTTP/1.1\r\n\r\n",
    b"NONSENSE\r\n\r\n",
    b"POST /vote HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
    b"POST /join HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n" + b"a" * 50_000,
    b"POST /join HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    b"ffff\r\n" + b"a" * 65535 + b"\r\n0\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: phone=" + b"\xff\xfe" * 40 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"y" * 80_000 + b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
)
Request = tuple[str, str, bytes | None, dict[str, str]]


def attack(server: Server, number: int) -> dict[str, object]:
    """Send them; a stranger must never vote, open a card, or see anything but the doors."""
    dice = random.Random(7)  # noqa: S311 - not a secret
    before = server.ballots
    secrets = (server.code, server.key, "root:", "An invented study", "Cuts around it", "Mandy", "title:")
    answers: Counter[str] = Counter()
    got_in = crashed = 0
    for n in range(number):
        if n % 8 == 7:
            answers["raw"] += 1
            _raw(server, dice.choice(RAW))
            continue
        method, path, body, headers = _request(dice)
        try:
            status, text, given = Phone(server).ask(method, path, body, headers)
        except (OSError, ValueError):  # the server hung up, or the client refused to send it
            answers["closed"] += 1
            continue
        answers[str(status)] += 1
        crashed += status >= 500
        got_in += any(secret in text for secret in secrets) or "set-cookie" in {
            name.lower() for name in given
        }
        got_in += "<script>alert" in text or "content-security-policy" not in given
    alive = Phone(server).ask("GET", "/")[0] == 200
    return {
        "hostile": number,
        "answers": dict(sorted(answers.items())),
        "got in": got_in + (server.ballots != before),
        "crashed": crashed + (not alive),
    }


def attack_from_inside(server: Server, number: int) -> dict[str, object]:
    """The same by a phone that joined: its words are only ever text, and only its own votes are there."""
    dice = random.Random(8)  # noqa: S311
    lead, phone = Phone(server).lead(), Phone(server).join()
    lead.do("open", "F1")
    token, mine = phone.token(), len(server.ballots)
    answers: Counter[str] = Counter()
    for _ in range(number):
        said = {name: dice.choice(NASTY) for name in ("comment", "change")}
        form = {"token": token, "item": "F1", "round": "1", "choice": "agree"}
        changed = dice.choice(("token", "item", "round", "choice", "comment"))
        status, text = phone.post("/vote", **(said | form | {changed: dice.choice(NASTY)}))
        answers[str(status)] += 1
        answers["broken"] += status >= 500 or "<script>alert" in text
        answers["led"] += phone.post("/lead/do", token=token, op="close", item="F1")[0] != 303
    lines = server.ballots[mine:]
    seen = lead.get("/lead?item=F1") + phone.get()
    strange = [line for line in lines if (line["op"], line["item"]) != ("vote", "F1")]
    return {
        "answers": dict(answers),
        "got in": int("<script>alert" in seen) + len(strange),
        "voters": len({line["voter"] for line in lines}),
        "open": "Close voting" in seen,
    }


def _request(dice: random.Random) -> Request:
    if dice.random() < 0.4:
        return (
            "GET",
            quote(dice.choice(PATHS), safe="/%?=.\\") + quote(dice.choice(NASTY[:8])),
            None,
            _headers(dice),
        )
    names = (
        "token",
        "item",
        "round",
        "choice",
        "comment",
        "change",
        "code",
        "key",
        "op",
        "name",
        "part",
        "text",
    )
    fields = [
        (name, dice.choice((*NASTY, "F1", "1", "agree"))) for name in dice.sample(names, dice.randint(0, 12))
    ]
    fields *= dice.choice((1, 1, 1, 3))
    body = dice.choice((urlencode(fields).encode(), dice.randbytes(300), b"%ff%fe=%c3", b"a=1&" * 5_000))
    return dice.choice(("POST", "POST", "POST", "PUT")), dice.choice(FORMS), body, _headers(dice)


def _headers(dice: random.Random) -> dict[str, str]:
    kinds = ("application/x-www-form-urlencoded",) * 4 + (
        "multipart/form-data; boundary=x",
        "application/json",
        "",
    )
    found = {"Content-Type": dice.choice(kinds)}
    more: Iterator[tuple[str, str]] = iter(
        (
            ("Origin", "http://evil.example"),
            ("Cookie", "phone=x; lead=x"),
            ("Cookie", "lead=" + "0" * 32),
            ("Sec-Fetch-Site", "cross-site"),
            ("X-Forwarded-For", "127.0.0.1"),
            ("Host", "evil.example"),
        )
    )
    return found | {name: value for name, value in more if dice.random() < 0.2}


def _raw(server: Server, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=2) as line:
        line.settimeout(0.1)
        try:
            line.sendall(data)
            line.recv(4096)
        except OSError:
            return
