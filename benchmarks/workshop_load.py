"""Sixty phones vote at once while the server is killed three times: `python benchmarks/workshop_load.py`.

Then a thousand hostile requests (`--hostile`). Everything happens on the loopback, in a temporary folder.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from rooms import Phone, Server, make_study

from realist_eval.workshop import Rule, Wanted, pack
from realist_eval.workshop.guard import seal, voter_of

KILLS = 3
CHOICES = ("agree", "amend", "reject", "not_mine")


@dataclass
class Figures:
    """What was measured: seconds of acknowledged requests, and what was acknowledged."""

    votes: list[float] = field(default_factory=list)
    retried: list[float] = field(default_factory=list)  # with the wait for the server to come back
    pulses: list[float] = field(default_factory=list)
    acknowledged: list[tuple[str, str, int, str, str]] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)


class Handset:
    """A phone with one connection that it opens again when it breaks."""

    def __init__(self, server: Server, figures: Figures) -> None:
        """It has not joined yet."""
        self.server, self.figures, self.cookie = server, figures, ""
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: str = "") -> tuple[int, dict[str, str]]:
        """One request; raises OSError or EOFError when the server dies."""
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.server.port)
        reader, writer = self.streams
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
        head += f"Cookie: phone={self.cookie}\r\n" if self.cookie else ""
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        try:
            writer.write((head + body).encode())
            await writer.drain()
            lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
            cookie = next(
                (line.split(": ", 1)[1] for line in lines if line.lower().startswith("set-cookie")), ""
            )
            if cookie.startswith("phone="):
                self.cookie = cookie[len("phone=") :].split(";")[0]
            await reader.readexactly(int(headers.get("content-length", "0")))
            return int(lines[0].split()[1]), headers
        except (OSError, EOFError):
            writer.close()
            self.streams = None
            raise

    async def insist(self, method: str, path: str, body: str = "") -> tuple[int, float, float]:
        """Ask until there is an answer: status, seconds of the last try, seconds of all."""
        first = time.perf_counter()
        while True:
            began = time.perf_counter()
            try:
                status, _ = await self.ask(method, path, body)
            except (OSError, EOFError) as error:
                self.figures.failures[type(error).__name__] += 1
                await asyncio.sleep(random.uniform(0.05, 0.3))  # noqa: S311 - not a secret
                continue
            now = time.perf_counter()
            return status, now - began, now - first

    async def vote(self, item: str, number: int, choice: str, comment: str) -> None:
        """Vote until it is acknowledged."""
        fields = {"token": seal(self.cookie, "form"), "item": item, "round": str(number)}
        body = urlencode(fields | {"choice": choice, "comment": comment})
        status, last, whole = await self.insist("POST", "/vote", body)
        if status != 303:
            self.figures.failures[str(status)] += 1
            return
        self.figures.votes.append(last)
        if whole - last > 0.01:
            self.figures.retried.append(whole)
        self.figures.acknowledged.append((voter_of(self.cookie), item, number, choice, comment))

    async def watch(self) -> None:
        """Look for news every two seconds, as the page does; a second connection, as browsers have."""
        other = Handset(self.server, self.figures)
        other.cookie = self.cookie
        await asyncio.sleep(random.uniform(0, 2))  # noqa: S311
        while True:
            _, last, _ = await other.insist("GET", "/pulse")
            self.figures.pulses.append(last)
            await asyncio.sleep(2)


async def workshop(server: Server, phones: int, seconds: float) -> Figures:
    """Cards are opened one after the other; everybody votes at once, then thinks again."""
    figures = Figures()
    handsets = [Handset(server, figures) for _ in range(phones)]
    await asyncio.gather(*(one.insist("POST", "/join", urlencode({"code": server.code})) for one in handsets))
    watching = [asyncio.create_task(one.watch()) for one in handsets]
    lead = await asyncio.to_thread(Phone(server).lead)
    began, burst = time.perf_counter(), 0
    killing = asyncio.create_task(kills(server, seconds))
    while time.perf_counter() - began < seconds:
        burst += 1
        item, number = ("F1", "F2")[burst % 2], (burst + 1) // 2
        await step(lead, "open" if number == 1 else "next", item)
        for again in ("first", "second"):
            await asyncio.gather(
                *(
                    one.vote(item, number, random.choice(CHOICES), f"{again} {burst} of {place}")  # noqa: S311
                    for place, one in enumerate(handsets)
                )
            )
            await asyncio.sleep(0.5)
    await killing
    for task in watching:
        task.cancel()
    return figures


async def step(lead: Phone, op: str, item: str) -> None:
    """What the facilitator presses, again until the server is there."""
    while True:
        try:
            if await asyncio.to_thread(lead.do, op, item) == 303:
                return
        except OSError:
            await asyncio.sleep(0.2)


async def kills(server: Server, seconds: float) -> None:
    """Kill and restart, spread over the time."""
    for _ in range(KILLS):
        await asyncio.sleep(seconds / (KILLS + 1))
        server.kill()
        await asyncio.to_thread(server.start)


def told(figures: Figures, server: Server) -> dict[str, object]:
    """Whether every acknowledged vote is on disk once, and how long they took."""
    said = ("voter", "item", "round", "choice", "comment")
    disk = Counter(tuple(vote.get(name, "") for name in said) for vote in server.votes)
    acknowledged = Counter(figures.acknowledged)
    return {
        "votes acknowledged": len(figures.acknowledged),
        "lost": sum(disk[vote] == 0 for vote in acknowledged),
        "double": sum(count > 1 for count in disk.values()),
        "p50 ms": share(figures.votes, 0.5),
        "p95 ms": share(figures.votes, 0.95),
        "slowest ms": share(figures.votes, 1.0),
        "pulse p95 ms": share(figures.pulses, 0.95),
        "votes that met a dead server": len(figures.retried),
        "slowest of those, with its restart, ms": share(figures.retried, 1.0),
        "refused or broken": dict(figures.failures),
    }


def share(seconds: list[float], part: float) -> float:
    """A quantile in milliseconds."""
    ordered = sorted(seconds) or [0.0]
    return round(1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))], 1)


def main() -> None:
    """Print figures as JSON; exit code 1 where a vote was lost or stands twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--hostile", type=int, default=1000, help="hostile requests afterwards")
    wanted = parser.parse_args()
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        study = make_study(Path(folder))
        pack(study, "W1", Wanted(), Rule())
        with Server(study.layout.root) as server:
            figures = asyncio.run(workshop(server, wanted.phones, wanted.seconds))
            server.kill()
            found = told(figures, server)
            server.start()
            found |= hostile(server, wanted.hostile)
    print(json.dumps(found, indent=1))
    sys.exit(1 if found["lost"] or found["double"] or found.get("got in") else 0)


def hostile(server: Server, number: int) -> dict[str, object]:
    """Hostile requests, by the same means as the tests'."""
    from hostility import attack

    return attack(server, number) if number else {}


if __name__ == "__main__":
    main()
