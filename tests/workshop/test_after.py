from pathlib import Path

import pytest
from docx import Document
from rooms import make_study

from realist_eval.errors import StudyError
from realist_eval.study import Study, recoding, theories
from realist_eval.workshop import Rule, Wanted, accept, close, pack
from realist_eval.workshop.ballots import Agreed, Joined, Vote
from realist_eval.workshop.box import add


def vote(study: Study, item: str, *choices: str, number: int = 1, change: str = "") -> None:
    lines = [
        Vote(voter=f"v{n}", item=item, round=number, choice=choice, change=change)
        for n, choice in enumerate(choices)
    ]
    add(study.layout.root / "workshops" / "W1" / "ballots.jsonl", lines)


def words(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_agreement_stands_beside_the_coders_decision(study: Study) -> None:
    before = study.material()
    vote(study, "F1", "agree", "agree", "agree")
    closed = close(study, "W1")
    (one,) = closed.outcomes
    assert (one.result.verdict, one.written, one.against) == ("accept", 1, 0)
    standing = study.state.standing(before.configurations[0].id)
    assert {judgement.coder for judgement in standing} == {"Ana", "workshop-W1"}
    assert len(study.material().configurations) == len(before.configurations)
    assert not study.state.contested()


def test_a_rejection_never_replaces_a_coder_but_waits_to_be_settled(study: Study) -> None:
    vote(study, "F1", "reject", "reject")
    (one,) = close(study, "W1").outcomes
    assert (one.result.verdict, one.written, one.against) == ("reject", 1, 1)
    (contested,) = study.state.contested().values()
    assert {(judgement.coder, judgement.status) for judgement in contested} == {
        ("Ana", "manual"),
        ("workshop-W1", "rejected"),
    }


def test_closing_again_adds_only_what_is_new(study: Study) -> None:
    vote(study, "F1", "reject", "reject")
    vote(study, "F2", "amend", "amend")
    close(study, "W1")
    events = len(study.state.events)
    assert sum(one.written for one in close(study, "W1").outcomes) == 0
    assert len(study.state.events) == events
    vote(study, "F1", "agree", "agree", number=2)
    close(study, "W1")
    assert not study.state.contested()
    assert len(study.state.standing(study.material().configurations[0].id, "workshop-W1")) == 1


def test_a_wish_to_amend_is_a_memo_without_anybodys_words(study: Study) -> None:
    vote(study, "F1", "amend", "amend", change="Say who closed it")
    close(study, "W1")
    (memo,) = [memo for memo in study.state.memos() if memo.coder == "workshop-W1"]
    assert "The group wants a change" in memo.payload.text
    assert "who closed it" not in memo.payload.text


def test_a_suggestion_that_the_workshop_accepts_is_decided_by_the_workshop(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    study.suggest()
    pack(study, "W1", Wanted(include_suggestions=True), Rule(quorum=2))
    made = {one.id for one in study.material(True).configurations if one.status == "suggested"}
    if not made:
        pytest.skip("the engine suggests nothing here")
    from realist_eval.workshop.plan import load

    item = next(one for one in load(study, "W1").items if set(one.targets) & made)
    assert item.undecided
    vote(study, item.id, "agree", "agree")
    close(study, "W1")
    decided = {one.id: one for one in study.material().configurations}
    assert set(item.targets) <= set(decided)


def test_minutes_say_what_was_said_and_by_which_rule(study: Study) -> None:
    add(study.layout.root / "workshops" / "W1" / "ballots.jsonl", [Joined(voter="v0"), Joined(voter="v1")])
    vote(study, "F1", "amend", "amend", change="Say who closed it")
    vote(study, "Q1", "none", "none")
    closed = close(study, "W1")
    place = study.layout.root / "workshops" / "W1"
    assert place / "minutes.docx" in closed.files
    minutes, changed = words(place / "minutes.docx"), words(place / "you-said-we-changed.docx")
    assert "The group wants a change" in minutes
    assert "2 people voted" in minutes
    assert "Consensus needs 2 votes" in minutes
    assert "Say who closed it" in minutes
    assert "“Say who closed it”" in changed
    assert "Mandy" not in minutes


def test_what_people_typed_is_text_in_minutes(study: Study) -> None:
    vote(study, "F1", "amend", "amend", change="<script>alert(1)</script>\x0b")
    close(study, "W1")
    page = (study.layout.root / "workshops" / "W1" / "minutes.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_codebook_changes_only_when_the_team_accepts(study: Study) -> None:
    code = study.codebook().codes[0]
    add(
        study.layout.root / "workshops" / "W1" / "ballots.jsonl",
        [Agreed(item="C1", part="definition", text="Services nearby were shut.")],
    )
    vote(study, "C1", "amend", "amend")
    vote(study, "Q1", "none", "none")
    before = study.layout.codebook.read_bytes()
    closed = close(study, "W1")
    assert study.layout.codebook.read_bytes() == before
    diff = (study.layout.reports / "workshop-W1" / "codebook.diff").read_text(encoding="utf-8")
    assert "+  definition: Services nearby were shut." in diff
    taken_out = [line for line in diff.splitlines() if line.startswith("-") and not line.startswith("---")]
    assert taken_out == ["-  definition: Other services were closed or cut."]
    assert [made.part for made in closed.proposals] == ["definition", "close_but_no"]
    accept(study, "W1", ["P1"])
    assert study.codebook().by_id[code.id].definition == "Services nearby were shut."
    assert (study.layout.versions / _sha(before)).read_bytes() == before
    accept(study, "W1")
    assert any(one.examples.close_but_no for one in study.codebook().codes)
    with pytest.raises(StudyError, match="say all that already"):
        accept(study, "W1")


def _sha(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def test_what_the_workshop_is_about_holds_no_words_of_the_sources(study: Study) -> None:
    vote(study, "Q1", "none", "none")
    close(study, "W1")
    place = study.layout.root / "workshops" / "W1"
    kept = (place / "workshop.json").read_text() + (place / "proposals.json").read_text()
    assert "centre closed" not in kept
    assert "Mandy" not in kept


def test_a_workshop_without_ballots_cannot_be_closed(study: Study) -> None:
    with pytest.raises(StudyError, match="holds no ballots"):
        close(study, "W1")


def test_words_that_are_gone_leave_the_card_without_them(study: Study) -> None:
    from realist_eval.workshop.cards import WITHDRAWN, gone, items
    from realist_eval.workshop.plan import load

    def nowhere(name: str) -> object:
        raise StudyError(f"{name} is gone")

    shown = items(load(study, "W1"), study.codebook(), nowhere)  # type: ignore[arg-type]
    assert shown[0].quotes[0].text == WITHDRAWN
    assert gone(shown)


THEORY = """\
# ours
theories:
- id: T1
  if: services nearby close
  then: people stay
  because: a leader keeps at it
  codes: [ctx.cuts, mec.leader, out.stay]
  status: initial
"""


def test_findings_change_the_theory_when_the_team_accepts_and_its_versions_are_kept(study: Study) -> None:
    study.layout.theory.write_text(THEORY, encoding="utf-8")
    wording = "If other services close, then people stay, because one person never gives up."
    ballots = study.layout.root / "workshops" / "W1" / "ballots.jsonl"
    add(ballots, [Agreed(item="F1", part="finding", text=wording)])
    vote(study, "F1", "amend", "agree")
    vote(study, "F2", "agree", "agree")
    closed = close(study, "W1")
    assert study.layout.theory.read_text(encoding="utf-8") == THEORY
    assert [(one.code, one.part) for one in closed.proposals] == [
        ("T1", "if"),
        ("T1", "then"),
        ("T1", "because"),
        ("T1", "status"),
        ("W1-F2", "new"),
    ]
    diff = (study.layout.reports / "workshop-W1" / "theory.diff").read_text(encoding="utf-8")
    assert "+  because: one person never gives up" in diff
    accept(study, "W1")
    first, second = theories.load(study)
    assert (first.if_, first.status) == ("other services close", "to be refined (workshop W1)")
    assert second.codes == ("ctx.trust", "mec.voice", "out.work")
    assert study.layout.theory.read_text(encoding="utf-8").startswith("# ours\n")
    assert "workshop W1: P1" in recoding.versions(study, theories.FILE)[-1].reason
    assert any(
        "“services nearby close” became" in line for line in theories.diff(study, _sha(THEORY.encode())[:8])
    )
    with pytest.raises(StudyError, match="say all that already"):
        accept(study, "W1")
    study.undo()
    assert study.layout.theory.read_text(encoding="utf-8") == THEORY


def test_an_agreed_wording_begins_a_theory_where_there_is_none(study: Study) -> None:
    ballots = study.layout.root / "workshops" / "W1" / "ballots.jsonl"
    add(ballots, [Agreed(item="F1", part="finding", text="Somebody who stays makes the difference.")])
    vote(study, "F1", "agree", "agree")
    vote(study, "F2", "agree", "agree")
    assert [one.code for one in close(study, "W1").proposals] == ["W1-F1"]
    accept(study, "W1", ["P1"])
    (theory,) = theories.load(study)
    assert theory.then == "Somebody who stays makes the difference."
    assert theory.status == "agreed (workshop W1)"


def test_what_was_said_in_the_first_round_stands_in_the_minutes_too(study: Study) -> None:
    vote(study, "F1", "reject", "agree", change="Say who closed it")
    vote(study, "F1", "agree", "agree", number=2)
    (one,) = close(study, "W1").outcomes
    assert (one.round, one.changes) == (2, ("Say who closed it",))


def test_what_goes_to_participants_speaks_of_codes_by_their_labels(study: Study) -> None:
    vote(study, "C1", "reject", "reject")
    vote(study, "F1", "amend", "amend")
    close(study, "W1")
    said = words(study.layout.root / "workshops" / "W1" / "you-said-we-changed.docx")
    assert "retire “Cuts around it”" in said
    assert "ctx.cuts" not in said
    assert "Agree if amended: 2" in said
    assert "median" not in said
