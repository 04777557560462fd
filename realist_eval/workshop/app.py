"""The page of a workshop: thin, between forms and ballots. Of the study, only the items are reachable."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files as resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from realist_eval.errors import StudyError
from realist_eval.workshop import ballots as bl
from realist_eval.workshop import guard
from realist_eval.workshop.box import Box
from realist_eval.workshop.cards import Item
from realist_eval.workshop.consensus import Result
from realist_eval.workshop.plan import Plan

MOST_PHONES = 500
PATIENCE = 15.0  # seconds for a request to arrive
PARTS = {"finding": ("finding",), "code": ("definition", "include", "exclude"), "passage": ()}
Handler = Callable[[Request], Awaitable[Response]]


class Page:
    """The handlers of one workshop."""

    def __init__(
        self, plan: Plan, items: tuple[Item, ...], box: Box, keys: guard.Keys, url: str, qr: str
    ) -> None:
        """`url` is what phones open, `qr` the same as a drawing (SVG)."""
        self.plan, self.box, self.keys, self.url, self.qr = plan, box, keys, url, qr
        self.items = {item.id: item for item in items}
        self.wrong = guard.Limit(20)  # wrong codes and keys of one address in a minute
        self.busy = guard.Limit(60)  # votes of one phone in a minute
        self.pages = Environment(
            loader=PackageLoader("realist_eval.workshop", "page"), autoescape=True, undefined=StrictUndefined
        )
        for name in self.pages.list_templates(extensions=["html"]):
            self.pages.get_template(name)  # compiled now, not while the first phone waits

    @property
    def room(self) -> bl.Room:
        """What has happened so far."""
        return self.box.room

    def show(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page of the folder page/; strangers do not even see the study's title."""
        inside = name in ("card.html", "lead.html", "poster.html")
        page = self.pages.get_template(name).render(plan=self.plan, inside=inside, **values)
        return HTMLResponse(page, status)

    # ------------------------------------------------------------ phones

    def voter(self, request: Request) -> str:
        """Who asks: a phone that joined, or nobody."""
        token = request.cookies.get("phone", "")
        voter = guard.voter_of(token) if token else ""
        return voter if voter in self.room.voters else ""

    async def front(self, request: Request) -> Response:
        """The card in front of the room, or the door."""
        voter = self.voter(request)
        if not voter:
            return self.show("join.html", error="", names=self.plan.ask_names)
        item = self.items.get(self.room.current)
        number = self.room.round(item.id) if item else 1
        token = guard.seal(request.cookies["phone"], "form")
        return self.show(
            "card.html",
            item=item,
            round=number,
            open=bool(item) and self.room.open,
            pulse=self.room.pulse,
            token=token,
            vote=self.room.vote(voter, item.id, number) if item else None,
            saved=request.query_params.get("saved") == "1",
            group=self._group(item, number) if item else None,
        )

    def _group(self, item: Item, number: int) -> Mapping[str, Any] | None:
        """The result that the room may see: of this round, or of the one before."""
        for seen in (number, number - 1):
            if self.room.shown(item.id, seen):
                comments = self.room.comments_shown(item.id, seen)
                return {"round": seen, "reveal": seen == number, **self._told(item, seen, comments=comments)}
        return None

    def _told(self, item: Item, number: int, *, comments: bool) -> dict[str, Any]:
        votes = self.room.votes(item.id, number)
        said = sorted((vote.comment, vote.change) for vote in votes if vote.comment or vote.change)
        return {"result": self._result(item, number), "said": said if comments else []}

    def _result(self, item: Item, number: int) -> Result:
        return item.result([vote.choice for vote in self.room.votes(item.id, number)], self.plan.rule)

    async def join(self, request: Request) -> Response:
        """Let a phone in that knows the room's code."""
        form = await guard.read_form(request)
        refusal = self._refuse(request, form.get("code", ""), self.keys.code)
        if refusal:
            return self.show("join.html", refusal[0], error=refusal[1], names=self.plan.ask_names)
        if self.voter(request):
            return _to("/")
        if len(self.room.voters) >= MOST_PHONES:
            raise HTTPException(503, "The room is full.")
        token = guard.new_token()
        name = guard.clean(form.get("name", ""), 80) if self.plan.ask_names else ""
        await self.box.put(bl.Joined(at=bl.now(), voter=guard.voter_of(token), name=name))
        return _with_cookie(_to("/"), "phone", token)

    def _refuse(self, request: Request, given: str, kept: str) -> tuple[int, str] | None:
        """Why a code is not taken; wrong ones are counted."""
        place = guard.address(request)
        if self.wrong.reached(place):
            return 429, "Too many wrong codes. Please wait a minute."
        if guard.same(given, kept):
            return None
        self.wrong.count(place)
        return 403, "That is not the code. Please look at it again."

    async def vote(self, request: Request) -> Response:
        """Take a vote: once this answers, it is on disk."""
        form = await guard.read_form(request)
        voter = self.voter(request)
        if not voter:
            return _to("/")
        _check_token(form, request.cookies["phone"])
        vote = self._vote(form, voter)
        kept = self.room.vote(voter, vote.item, vote.round)
        if kept and kept.says == vote.says:
            await self.box.settled()
            return _to("/?saved=1")
        if self.busy.reached(voter):
            raise HTTPException(429, "That is very many votes. Please wait a minute.")
        self.busy.count(voter)
        await self.box.put(vote)
        return _to("/?saved=1")

    def _vote(self, form: Mapping[str, str], voter: str) -> bl.Vote:
        item = self.items.get(form.get("item", ""))
        number = form.get("round", "")
        if item is None or not (number.isascii() and number.isdigit() and len(number) < 5):
            raise HTTPException(400, "There is no such card.")
        if not self.room.accepts(item.id, int(number)):
            raise HTTPException(409, "This card is closed. Your vote was not taken.")
        if form.get("choice", "") not in item.choices:
            raise HTTPException(400, "Please choose one of the answers.")
        said = {name: guard.clean(form.get(name, "")) for name in ("comment", "change")}
        return bl.Vote(
            at=bl.now(), voter=voter, item=item.id, round=int(number), choice=form["choice"], **said
        )

    async def pulse(self, request: Request) -> Response:
        """Whether anything has changed; the facilitator also hears of votes."""
        if self.leads(request):
            return PlainTextResponse(self._lead_pulse())
        return PlainTextResponse(self.room.pulse if self.voter(request) else "")

    # ------------------------------------------------------------ the facilitator

    def leads(self, request: Request) -> bool:
        """Whether the facilitator asks."""
        return guard.same(request.cookies.get("lead", ""), guard.seal(self.keys.key, "lead"))

    def _lead_pulse(self) -> str:
        return f"{self.room.pulse}.{len(self.room.voters)}.{self.room.count}.{len(self.room.agreed)}"

    async def lead(self, request: Request) -> Response:
        """The facilitator's view, or its door."""
        if not self.leads(request):
            return self.show("key.html", error="")
        item = self.items.get(request.query_params.get("item", "") or self.room.current)
        item = item or next(iter(self.items.values()))
        return self.show(
            "lead.html",
            items=self.items.values(),
            item=item,
            room=self.room,
            rounds=[(number, self._told(item, number, comments=True)) for number in self._rounds(item)],
            parts=PARTS[item.kind],
            pulse=self._lead_pulse(),
            token=guard.seal(self.keys.key, "form"),
        )

    def _rounds(self, item: Item) -> list[int]:
        return sorted({self.room.round(item.id), *self.room.rounds(item.id)}, reverse=True)

    async def poster(self, request: Request) -> Response:
        """What to project while people come in."""
        if not self.leads(request):
            return _to("/lead")
        return self.show("poster.html", url=self.url, code=self.keys.code)

    async def drawing(self, request: Request) -> Response:
        """The QR code; it holds the page's address and no secret."""
        if not self.leads(request):
            return _to("/lead")
        return Response(self.qr, media_type="image/svg+xml")

    async def enter(self, request: Request) -> Response:
        """Let the facilitator in."""
        form = await guard.read_form(request)
        refusal = self._refuse(request, form.get("key", ""), self.keys.key)
        if refusal:
            return self.show("key.html", refusal[0], error=refusal[1])
        return _with_cookie(_to("/lead"), "lead", guard.seal(self.keys.key, "lead"))

    async def do(self, request: Request) -> Response:
        """Open, close, show, next round, write down what was agreed."""
        form = await guard.read_form(request)
        if not self.leads(request):
            return _to("/lead")
        _check_token(form, self.keys.key)
        item = self.items.get(form.get("item", ""))
        if item is None:
            raise HTTPException(400, "There is no such card.")
        line = self._line(form, item)
        if line is not None:
            await self.box.put(line)
        return _to(f"/lead?item={item.id}")

    def _line(self, form: Mapping[str, str], item: Item) -> bl.AnyLine | None:
        number, op = self.room.round(item.id), form.get("op", "")
        if op == "agreed" and form.get("part") in PARTS[item.kind]:
            text = guard.clean(form.get("text", ""))
            return bl.Agreed(at=bl.now(), item=item.id, part=form["part"], text=text)
        if op == "next" and not self.room.votes(item.id):
            op = "open"  # pressed twice: the round that nobody voted in yet is the next one
        if op == "open" and self.room.accepts(item.id, number):
            return None
        lines: Mapping[str, bl.AnyLine] = {
            "open": bl.Opened(at=bl.now(), item=item.id, round=number),
            "next": bl.Opened(at=bl.now(), item=item.id, round=number + 1),
            "close": bl.Closed(at=bl.now(), item=item.id),
            "show": bl.Shown(at=bl.now(), item=item.id, round=number, comments="comments" in form),
        }
        if op not in lines:
            raise HTTPException(400, "There is no such step.")
        return lines[op]

    # ------------------------------------------------------------ the whole

    def app(self, names: frozenset[str]) -> Starlette:
        """The application; it answers to addresses and to these names of the machine."""
        routes = [
            Route("/", self.front),
            Route("/join", self.join, methods=["POST"]),
            Route("/vote", self.vote, methods=["POST"]),
            Route("/pulse", self.pulse),
            Route("/lead", self.lead),
            Route("/lead/enter", self.enter, methods=["POST"]),
            Route("/lead/do", self.do, methods=["POST"]),
            Route("/lead/poster", self.poster),
            Route("/lead/qr.svg", self.drawing),
            Route("/style.css", _fixed("style.css", "text/css")),
            Route("/page.js", _fixed("page.js", "text/javascript")),
        ]
        handlers: Any = {HTTPException: self._say, StudyError: self._not_saved, Exception: self._broken}
        app = Starlette(routes=routes, exception_handlers=handlers)
        app.add_middleware(Shell, names=names)  # outermost but for Starlette's own catch of bugs
        return app

    async def _say(self, _request: Request, error: HTTPException) -> Response:
        said = error.detail if error.status_code != 404 else "There is nothing here."
        return self.show("message.html", error.status_code, said=said)

    async def _not_saved(self, _request: Request, _error: StudyError) -> Response:
        said = "Your answer could not be saved just now. Please go back and send it again."
        return self.show("message.html", 503, said=said)

    async def _broken(self, _request: Request, _error: Exception) -> Response:
        response = self.show("message.html", 500, said="Something went wrong. Please go back and try again.")
        response.headers.update(guard.HEADERS)
        return response


class Shell:
    """Around every request: the host's name is checked, slow senders are cut off, headers are set."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        """Take what it goes around."""
        self.app, self.names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def patiently() -> Message:
            try:
                return await asyncio.wait_for(receive(), PATIENCE)
            except TimeoutError:
                raise HTTPException(408, "That took too long.") from None

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        try:
            guard.check_host(Request(scope), self.names)
        except HTTPException as error:
            await PlainTextResponse(error.detail, error.status_code)(scope, receive, with_headers)
            return
        await self.app(scope, patiently, with_headers)


_HEADERS = [(name.lower().encode(), value.encode()) for name, value in guard.HEADERS.items()]


def _fixed(name: str, kind: str) -> Handler:
    """A file of the page that is the same for everybody."""
    body = (resources("realist_eval.workshop") / "page" / name).read_text("utf-8")

    async def give(_request: Request) -> Response:
        return Response(body, media_type=kind)

    return give


def _to(place: str) -> Response:
    return RedirectResponse(place, 303)


def _with_cookie(response: Response, name: str, value: str) -> Response:
    response.set_cookie(name, value, max_age=86_400, httponly=True, samesite="strict")
    return response


def _check_token(form: Mapping[str, str], secret: str) -> None:
    if not guard.same(form.get("token", ""), guard.seal(secret, "form")):
        raise HTTPException(
            403, "This form is too old. Please go back, load the page again, and send it again."
        )
