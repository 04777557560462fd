"""The page on the network of the room: its address, its QR code, its server."""

from __future__ import annotations

import io
import ipaddress
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass

from realist_eval.errors import Problem, StudyError
from realist_eval.study import Study, files
from realist_eval.workshop.box import Box
from realist_eval.workshop.cards import gone, items
from realist_eval.workshop.guard import Keys
from realist_eval.workshop.plan import folder, load

LOOPBACK = "127.0.0.1"
LOCK = ".room.lock"


@dataclass(frozen=True)
class Ready:
    """What the facilitator needs to know before people come in."""

    url: str
    keys: Keys
    phones: int
    votes: int
    problems: tuple[Problem, ...]


def serve(study: Study, name: str, host: str, port: int, on_ready: Callable[[Ready], None]) -> None:
    """Serve a workshop's page until it is stopped; raises StudyError, also where it is served already."""
    try:
        import segno  # noqa: F401 - asked for here, before anything begins
        import uvicorn

        from realist_eval.workshop.app import Page
    except ModuleNotFoundError as error:
        hint = "Install them: pip install 'realist-eval[workshop]'"
        raise StudyError(
            Problem(f"The page needs libraries that are missing ({error.name}).", hint=hint)
        ) from error
    plan = load(study, name)
    place = folder(study, name)
    shown = items(plan, study.codebook(), study.transcript)
    with files.locked(place / LOCK, wait=0.5), _bound(host, port) as door:
        box = Box(place / "ballots.jsonl")
        keys = Keys.kept(study.layout.cache / "workshops" / f"{name}.json")
        url = f"http://{_written(_reachable(host))}:{door.getsockname()[1]}/"
        app = Page(plan, shown, box, keys, url, drawing(url)).app(_names())
        settings = uvicorn.Config(
            app, log_level="critical", access_log=False, server_header=False, date_header=False, ws="none",
            lifespan="off", limit_concurrency=1000, timeout_graceful_shutdown=5, backlog=512,
            proxy_headers=False,
        )  # fmt: skip
        problems = (*box.problems, *gone(shown))
        settings.load()
        door.listen(512)  # who comes just now waits for the server
        on_ready(Ready(url, keys, len(box.room.voters), box.room.count, problems))
        uvicorn.Server(settings).run(sockets=[door])


def drawing(url: str) -> str:
    """A QR code as SVG."""
    import segno

    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", scale=10, border=4)
    return out.getvalue().decode()


def _bound(host: str, port: int) -> socket.socket:
    """A socket at the address; raises StudyError where it is taken or is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    if os.name != "nt":
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except (OSError, OverflowError) as error:
        door.close()
        hint = "Choose another one with --port, or an address of this computer with --host."
        reason = error.strerror if isinstance(error, OSError) else error
        raise StudyError(Problem(f"cannot be used ({reason}).", f"{host} port {port}", hint=hint)) from error
    return door


def _reachable(host: str) -> str:
    """The address to print: of this machine in its network where every address is served. Sends nothing."""
    try:
        if not ipaddress.ip_address(host).is_unspecified:
            return host
    except ValueError:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("10.255.255.255", 1))
            return str(asking.getsockname()[0])
        except OSError:
            return LOOPBACK


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _names() -> frozenset[str]:
    own = socket.gethostname().lower()
    return frozenset({"localhost", own, f"{own.split('.')[0]}.local"})
