"""A small decided study, the workshop's server as a process of its own, and phones that talk to it."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from urllib.parse import urlencode

from realist_eval.model import Coding, Configuration
from realist_eval.study import Study

RUN = "from realist_eval.cli.main import main; main()"
CODEBOOK = """\
version: 1
title: An invented codebook
codes:
- id: ctx.cuts
  kind: context
  label: Cuts around it
  definition: Other services were closed or cut.
  exclude: Plain lack of money.
- {id: ctx.trust, kind: context, label: Old trust, definition: People knew each other before.}
- id: mec.leader
  kind: mechanism
  label: A leader who stays
  definition: Somebody keeps at it.
  indicators: [INDICATORS]
  examples:
    typical:
    - She never gave up on us.
- {id: mec.voice, kind: mechanism, label: Having a say, definition: People decide on things.}
- {id: out.stay, kind: outcome, label: People stay, definition: They come back., expected: achieved}
- {id: out.work, kind: outcome, label: Paid work, definition: They find work., expected: achieved}
""".replace("INDICATORS", ", ".join(["never gave up", '"re:\\\\bstay(s|ed)? with\\\\b"', "kept at it"] * 4))
SAID = (
    "When the centre closed they had nowhere to go.",
    "Mandy sat with each of them until they came back.",
    "So they stayed, every one of them.",
    "We had known each other for years.",
    "They asked us what the money was for.",
    "And two of the lads found work.",
)
CODES = ("ctx.cuts", "mec.leader", "out.stay", "ctx.trust", "mec.voice", "out.work")


def make_study(folder: Path, *, untold: str = "We never told the council about the roof.") -> Study:
    """A study with two decided configurations; `untold` is said in it but coded by nobody."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "interview-1.txt"
    lines = [f"Interviewer: What happened?\nMandy Bright: {words}" for words in (*SAID, untold)]
    source.write_text("\n".join(lines), encoding="utf-8")
    book = folder / "book.yaml"
    book.write_text(CODEBOOK, encoding="utf-8")
    study = Study.create(folder / "study", "An invented study", codebook=book, coder="Ana")
    study.import_sources([source])
    (name,) = study.ids()
    text = study.transcript(name).text
    ids = []
    for words, code in zip(SAID, CODES, strict=True):
        start = text.index(words)
        kind = study.codebook().by_id[code].kind
        ids.append(study.make(Coding("", name, start, start + len(words), kind, code)))
    for c, m, o in (ids[:3], ids[3:]):
        study.make(Configuration("", name, c, m, o))
    return study


class Server:
    """`realist-eval workshop serve` on a free port of the loopback."""

    def __init__(self, study: Path, port: int = 0, name: str = "W1") -> None:
        self.study, self.port, self.name = study, port, name
        self.process: subprocess.Popen[str] | None = None
        self.code = self.key = ""

    def start(self) -> Server:
        command = [sys.executable, "-c", RUN, "workshop", "serve", "--study", str(self.study)]
        command += ["--name", self.name, "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        said = dict(self.process.stdout.readline().rstrip("\n").split(": ", 1) for _ in range(4))
        self.port = int(re.search(r":(\d+)/$", said["Page"])[1])  # type: ignore[index]
        self.code, self.key = said["Room code"], said["Facilitator's key"]
        return self

    def kill(self) -> None:
        """As a power cut would: no time to say goodbye."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
        self.process = None

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self.kill()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ballots(self) -> list[dict[str, object]]:
        """The lines on disk."""
        path = self.study / "workshops" / self.name / "ballots.jsonl"
        return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []

    @property
    def votes(self) -> list[dict[str, object]]:
        return [line for line in self.ballots if line["op"] == "vote"]


class Phone:
    """Keeps cookies, follows nothing."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, ({"Cookie": cookies} if cookies else {}) | (headers or {}))
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("set-cookie") or ():
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, text, answer.headers

    def get(self, path: str = "/") -> str:
        return self.ask("GET", path)[1]

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields).encode(), form)[:2]

    def join(self, **more: str) -> Phone:
        assert self.post("/join", code=self.server.code, **more)[0] == 303
        return self

    def lead(self) -> Phone:
        assert self.post("/lead/enter", key=self.server.key)[0] == 303
        return self

    def token(self, path: str = "/") -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.get(path))
        return found[1] if found else ""

    def vote(self, item: str, choice: str, number: int = 1, **more: str) -> tuple[int, str]:
        return self.post("/vote", token=self.token(), item=item, round=str(number), choice=choice, **more)

    def do(self, op: str, item: str, **more: str) -> int:
        return self.post("/lead/do", token=self.token("/lead"), op=op, item=item, **more)[0]
