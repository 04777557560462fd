import re
from concurrent.futures import ThreadPoolExecutor

from hostility import attack, attack_from_inside
from rooms import Phone, Server

from realist_eval.workshop.guard import MOST_BYTES, Limit


def test_strangers_see_only_the_door(server: Server) -> None:
    stranger = Phone(server)
    assert "Room code" in stranger.get()
    assert "An invented study" not in stranger.get()
    assert "Facilitator’s key" in stranger.get("/lead")
    assert stranger.ask("GET", "/lead/qr.svg")[0] == 303
    assert stranger.get("/pulse") == ""
    assert stranger.post("/vote", item="F1", round="1", choice="agree")[0] == 303
    assert stranger.post("/lead/do", op="open", item="F1")[0] == 303
    assert server.ballots == []


def test_a_round_is_voted_on_shown_and_voted_on_again(server: Server) -> None:
    lead, ada, ben = Phone(server).lead(), Phone(server).join(), Phone(server).join()
    assert "Please wait" in ada.get()
    assert lead.do("open", "F1") == 303
    page = ada.get()
    assert "If “" in page
    assert "A participant" in page
    assert "Mandy Bright" not in page
    assert ada.vote("F1", "agree", comment="Just so.")[0] == 303
    assert ben.vote("F1", "reject", comment="Not <b>here</b>", change="Ask us")[0] == 303
    assert "Just so." not in ben.get()
    assert "2 votes; median 2, interquartile range 1" in lead.get("/lead?item=F1")
    assert "Not &lt;b&gt;here&lt;/b&gt;" in lead.get("/lead?item=F1")
    token = ada.token()
    lead.do("close", "F1")
    assert "This card is closed" in ada.get()
    assert ada.post("/vote", token=token, item="F1", round="1", choice="reject")[0] == 409
    lead.do("show", "F1")
    assert "2 votes; median 2" in ben.get()
    assert "Just so." not in ben.get()
    lead.do("next", "F1")
    again = ben.get()
    assert "What the room said in round 1" in again
    assert ben.vote("F1", "agree", 1)[0] == 409
    assert ben.vote("F1", "agree", 2)[0] == 303
    assert [(vote["round"], vote["choice"]) for vote in server.votes] == [
        (1, "agree"),
        (1, "reject"),
        (2, "agree"),
    ]


def test_the_studys_code_stays_hidden_until_it_is_revealed(server: Server) -> None:
    lead, phone = Phone(server).lead(), Phone(server).join()
    lead.do("open", "Q1")
    item = re.search(r'name="choice" value="([^"]+)"', phone.get())
    assert item
    assert phone.vote("Q1", item[1])[0] == 303
    assert "The study’s code" not in phone.get()
    lead.do("show", "Q1")
    assert "The study’s code is “" in phone.get()


def test_votes_are_kept_once_whatever_is_sent_again(server: Server) -> None:
    Phone(server).lead().do("open", "F1")
    phone = Phone(server).join()
    token = phone.token()
    form = {"token": token, "item": "F1", "round": "1", "choice": "agree", "comment": "One"}
    with ThreadPoolExecutor(8) as many:
        assert {status for status, _ in many.map(lambda _: phone.post("/vote", **form), range(16))} == {303}
    assert len(server.votes) == 1
    phone.post("/vote", **form | {"choice": "reject"})
    assert len(server.votes) == 2
    assert "Change my vote" in phone.get()


def test_after_a_kill_phones_are_still_in_and_the_card_is_still_open(server: Server) -> None:
    lead, phone = Phone(server).lead(), Phone(server).join()
    lead.do("open", "F1")
    phone.vote("F1", "amend")
    server.kill()
    server.start()
    assert "Change my vote" in phone.get()
    assert "Close voting" in lead.get("/lead")
    assert phone.vote("F1", "agree")[0] == 303


def test_forms_from_elsewhere_are_refused(server: Server) -> None:
    Phone(server).lead().do("open", "F1")
    phone, other = Phone(server).join(), Phone(server).join()
    form = {"item": "F1", "round": "1", "choice": "agree"}
    assert phone.post("/vote", **form)[0] == 403
    assert phone.post("/vote", token=other.token(), **form)[0] == 403
    body = f"token={phone.token()}&item=F1&round=1&choice=agree".encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert phone.ask("POST", "/vote", body, kind | {"Origin": "http://evil.example"})[0] == 403
    assert phone.ask("POST", "/vote", body, kind | {"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert phone.ask("GET", "/", None, {"Host": "evil.example"})[0] == 400
    assert server.votes == []
    assert phone.ask("POST", "/vote", body, kind)[0] == 303


def test_only_answers_of_the_card_and_comments_within_bounds_are_taken(server: Server) -> None:
    Phone(server).lead().do("open", "F1")
    phone = Phone(server).join()
    assert phone.vote("F1", "maybe")[0] == 400
    assert phone.vote("F9", "agree")[0] == 400
    assert phone.vote("F2", "agree")[0] == 409
    assert phone.vote("F1", "agree", comment="x" * 2_001)[0] == 413
    assert phone.vote("F1", "agree", comment="x" * MOST_BYTES)[0] == 413
    assert phone.vote("F1", "agree", comment="a\x00b\x1bc\r\nd\u202e")[0] == 303
    assert [vote["comment"] for vote in server.votes] == ["abc\nd"]


def test_a_code_cannot_be_tried_without_end(server: Server) -> None:
    phone = Phone(server)
    tries = [phone.post("/join", code=f"{n:08}")[0] for n in range(24)]
    assert set(tries[:20]) == {403}
    assert set(tries[20:]) == {429}
    assert phone.post("/join", code=server.code)[0] == 429


def test_a_limit_remembers_only_so_many_names() -> None:
    limit = Limit(1, names=10)
    for n in range(100):
        limit.count(str(n))
    assert limit.reached("99")
    assert not limit.reached("1")
    assert len(limit._seen) == 10


def test_the_code_of_a_room_may_be_typed_carelessly(server: Server) -> None:
    assert Phone(server).post("/join", code=f" {server.code.upper().replace('-', ' ')} ")[0] == 303


def test_headers_are_strict_on_every_answer(server: Server) -> None:
    for path in ("/", "/lead", "/style.css", "/page.js", "/nothing", "/pulse"):
        headers = Phone(server).ask("GET", path)[2]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(server: Server) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    cookie = Phone(server).ask("POST", "/join", f"code={server.code}".encode(), form)[2]["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_ballots_hold_neither_names_nor_cookies_nor_addresses(server: Server) -> None:
    Phone(server).lead().do("open", "F1")
    phone = Phone(server).join(name="Ada")
    phone.vote("F1", "agree")
    path = server.study / "workshops" / "W1" / "ballots.jsonl"
    text = path.read_text()
    assert "Ada" not in text
    assert phone.cookies["phone"] not in text
    assert "127.0.0.1" not in text


def test_nothing_hostile_gets_in_or_breaks_anything(server: Server) -> None:
    found = attack(server, 240)
    assert found["got in"] == 0, found
    assert found["crashed"] == 0, found


def test_whoever_is_inside_can_do_no_more_than_vote(server: Server) -> None:
    found = attack_from_inside(server, 100)
    answers = found["answers"]
    assert isinstance(answers, dict)
    assert not answers["broken"], found
    assert not answers["led"], found
    assert (found["got in"], found["voters"], found["open"]) == (0, 1, True), found


def test_what_is_not_on_a_card_is_nowhere_on_the_page(server: Server) -> None:
    lead, phone = Phone(server).lead(), Phone(server).join()
    seen = ""
    for item in ("F1", "F2", "C1", "C2", "Q1", "Q2"):
        lead.do("open", item)
        lead.do("show", item, comments="1")
        seen += phone.get() + lead.get(f"/lead?item={item}")
    assert "council about the roof" not in seen
    assert "Mandy Bright" not in seen
    assert "interview-1" not in seen
