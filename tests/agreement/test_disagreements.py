from coders_at_work import talk, work

from realist_eval.agreement.disagreements import confusions, disagreements

TALKS = [
    talk(
        "one",
        "We had an office and a kettle.",
        "So we trusted each other.",
        "And calls came in.",
        "People stayed for a very long time, longer than anybody had ever stayed in that town before, "
        "and then they brought their friends along with them too.",
    )
]
LONG = "People stayed for a very long time, longer than anybody had ever stayed in that town before, and then"


def test_only_differences_are_listed_and_each_side_is_told() -> None:
    ana = work("ana", TALKS, ("an office", "con.office"), ("trusted", "mec.trust"), aided=(1,))
    ben = work("ben", TALKS, ("an office", "con.office"), ("trusted each other", "mec.fear"))
    (one,) = disagreements(TALKS, [ana, ben])
    assert (one.about, one.turn, one.codes) == ("code", 2, ("mec.trust", "mec.fear"))
    assert [(side.coder, side.said, side.quote, side.aided) for side in one.readings] == [
        ("ana", "mec.trust", "trusted", True),
        ("ben", "mec.fear", "trusted each other", False),
    ]


def test_what_matters_most_comes_first() -> None:
    ana = work("ana", TALKS, ("an office", "con.office"), ("trusted", "mec.trust"), ("calls", "out.calls"),
               (LONG, "out.stay"), ("a kettle", "mec.tea"), links=("0 1 2",))  # fmt: skip
    ben = work("ben", TALKS, ("an office", "con.office"), ("trusted", "mec.fear"), ("calls", "out.calls"),
               ("a kettle", "con.tea"), links=("0 1 2",))  # fmt: skip
    found = disagreements(TALKS, [ana, ben])
    assert [one.about for one in found] == ["configuration", "kind", "one coded", "code"]
    assert found[0].parts == ("mechanism",)
    assert found[2].readings[1].said == ""


def test_codes_that_are_confused_often_come_before_those_that_are_seldom() -> None:
    words = ("an office", "trusted", "calls", "kettle")
    ana = work("ana", TALKS, *zip(words, ("mec.a", "mec.b", "mec.b", "mec.b"), strict=True))
    ben = work("ben", TALKS, *zip(words, ("mec.c", "mec.d", "mec.d", "mec.d"), strict=True))
    found = disagreements(TALKS, [ana, ben])
    assert [one.often for one in found] == [3, 3, 3, 1]
    assert found[0].codes == ("mec.b", "mec.d")
    assert confusions(found) == [(("mec.b", "mec.d"), 3)]


def test_another_valence_is_a_disagreement_and_the_same_reading_is_none() -> None:
    ana, ben = (work(name, TALKS, ("calls", f"out.calls/{valence}")) for name, valence in
                (("ana", "achieved"), ("ben", "not_achieved")))  # fmt: skip
    (one,) = disagreements(TALKS, [ana, ben])
    assert one.about == "valence"
    assert one.readings[1].said == "out.calls (not achieved)"
    assert disagreements(TALKS, [ana, work("ben", TALKS, ("calls", "out.calls/achieved"))]) == []


def test_a_configuration_that_only_one_found_is_told() -> None:
    marks = (("an office", "con.office"), ("trusted", "mec.trust"))
    ana, ben = work("ana", TALKS, *marks, links=("0 1 -",)), work("ben", TALKS, *marks)
    (one,) = disagreements(TALKS, [ben, ana])
    assert one.about == "one found a configuration"
    assert [side.said for side in one.readings] == ["", "con.office > mec.trust > (unstated) (+)"]
