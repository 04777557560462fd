"""Which patterns may be one, and how far a pattern reaches."""

from dataclasses import replace

from words_and_codes import BOOK, Words

from realist_eval.analysis import Evidence, alike, patterns, spread
from realist_eval.model import Code, Codebook


def told(*configurations: tuple[tuple[str, ...], ...], book: Codebook = BOOK) -> Words:
    """A source for each configuration, each element a word of its own."""
    study = Words(book=book)
    for number, elements in enumerate(configurations, 1):
        name = f"interview-{number}"
        study.source(name, ("A", "Alpha beta gamma."), case=f"Case {number}")
        context, mechanism, outcome = (
            (code, word, *valence)
            for (code, *valence), word in zip(elements, ("Alpha", "beta", "gamma"), strict=True)
        )
        study.link(name, context=context, mechanism=mechanism, outcome=outcome)
    return study


def groups(study: Words) -> list[tuple[str, str, int]]:
    material = study.material()
    return [(one.differ_in, one.because, len(one.sources)) for one in alike(study.book, patterns(material))]


def test_a_code_and_its_parent_may_be_one():
    rest = (("ctx.austerity",), ("out.service", "achieved"))
    study = told((rest[0], ("mec.trust",), rest[1]), (rest[0], ("mec.trust.deep",), rest[1]))
    assert groups(study) == [("mechanism", "one is the other's parent", 2)]


def test_labels_that_share_half_of_their_words_may_be_one():
    book = replace(BOOK, codes=(*BOOK.codes, Code("ctx.push", "context", "Push of policy")))
    rest = (("mec.trust",), ("out.service", "achieved"))
    assert groups(told((("ctx.policy",), *rest), (("ctx.push",), *rest), book=book)) == [
        ("context", "labels share “policy push”", 2)
    ]
    assert groups(told((("ctx.policy",), *rest), (("ctx.austerity",), *rest), book=book)) == []


def test_opposite_directions_are_never_alike():
    rest = (("ctx.austerity",), ("mec.trust",))
    opposed = told((*rest, ("out.service", "achieved")), (*rest, ("out.service", "not_achieved")))
    assert groups(opposed) == []
    unsaid = told((*rest, ("out.service", "achieved")), (*rest, ("out.service",)))
    assert groups(unsaid) == [("valence", "the same codes", 2)]


def test_two_codes_that_differ_are_too_much():
    one = (("ctx.austerity",), ("mec.trust",), ("out.service", "achieved"))
    other = (("ctx.policy",), ("mec.trust.deep",), ("out.service", "achieved"))
    assert groups(told(one, other)) == []


def test_a_pattern_is_counted_by_case_role_and_level():
    same = (("ctx.austerity",), ("mec.trust",), ("out.service", "achieved"))
    material = told(same, same).material()
    evidence = Evidence(material)
    (pattern,) = patterns(evidence)
    counted = spread(evidence, pattern)
    assert counted.cases == {"Case 1": 1, "Case 2": 1}
    assert counted.levels == {"organisational": 2, "partnership": 2, "structural": 2}
