"""A language that is none: its tables in a folder, a made-up parser, and nothing of English."""

from __future__ import annotations

import json

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from realist_eval.engine import CausationCoder, tag_row
from realist_eval.engine.lexicon import load_lexicon, read_lexicon
from realist_eval.model import Code, Codebook, Suggestions, Transcript, Turn

MARKERS = """
language = "toy"
[[clause]]
id = "ka"
words = ["ka"]
after = "cause"
weight = 0.8
[[resume]]
id = "sho"
words = ["sho"]
after = "effect"
weight = 0.7
[flags]
fillers = ["eh"]
"""
LEXICON = {
    "lead_words": ["eh", "ka", "sho"],
    "openers": ["ka", "sho"],
    "linkers": ["ka", "sho"],
    "negations": ["mo"],
    "signals": ["ka", "sho"],
    "backchannels": ["eh"],
    "remarks": ["hahi"],
}
COLUMNS = ["element", "context", "mechanism", "outcome", "hindering context", "hindering mechanism"]
WEIGHTS = {
    "candidates": {
        "columns": [*COLUMNS, "not_achieved", "intended"],
        "weights": {
            "(bias)": [-2, 0, 0, 0, -1, -1, -1, -1],
            "is cause": [4, 1, 0, 0, 0, 0, 0, 0],
            "is effect": [4, 0, 1, 1, 0, 0, 0, 0],
            "before:ka": [1, 1, 0, 0, 0, 0, 0, 0],
            "negated": [0, 0, 0, 0, 0, 0, 3, 0],
        },
    },
    "links": {
        "columns": ["linked"],
        "weights": {"(bias)": [-1], "claim": [2], "signal:ka": [2], "signal:sho": [2]},
    },
    "settings": {
        "threshold": 0.3, "threshold in long turns": 0.3, "threshold without indicators": 0.3,
        "link threshold": 0.5, "context": 0.0,
        "kind fit": 4.0, "element fit": 0.5, "usual fit": 0.5, "expected": 2.5, "expected outcome": 2.2,
    },
}  # fmt: skip
BOOK = Codebook(
    "Toy",
    (
        Code("ctx.zim", "context", "zimta"),
        Code("mec.pel", "mechanism", "pel"),
        Code("out.rel", "outcome", "rel"),
    ),
)


ENDS = {"ta": ("NOUN", "NN", "nsubj"), "el": ("VERB", "VBD", "advcl")}
WORDS = {
    "eh": ("INTJ", "UH", "intj"),
    "ka": ("SCONJ", "IN", "mark"),
    "sho": ("ADV", "RB", "advmod"),
    ".": ("PUNCT", ".", "punct"),
}
OTHER = ("X", "XX", "dep")


@Language.component("toy_parser")
def toy_parser(doc: Doc) -> Doc:
    """Nouns end in -ta, verbs in -el and stand behind; a sentence's first verb is its root."""
    words = [token.text for token in doc]
    known = [WORDS.get(word) or ENDS.get(word[-2:], OTHER) for word in words]
    heads = list(range(len(words)))
    start = 0
    for stop in [place + 1 for place, word in enumerate(words) if word == "."] or [len(words)]:
        verbs = [place for place in range(start, stop) if known[place][0] == "VERB"]
        for place in range(start, stop) if verbs else ():
            after = next((verb for verb in verbs if verb >= place), verbs[0])
            heads[place] = verbs[0] if place in verbs or words[place] == "." else after
        for verb in verbs[:1]:
            known[verb] = ("VERB", "VBD", "ROOT")
        start = stop
    pos, tags, deps = (list(column) for column in zip(*known, strict=True))
    spaces = [bool(token.whitespace_) for token in doc]
    return Doc(doc.vocab, words, spaces, pos=pos, tags=tags, deps=deps, heads=heads, lemmas=words)


@pytest.fixture(scope="module")
def coder(tmp_path_factory: pytest.TempPathFactory) -> CausationCoder:
    folder = tmp_path_factory.mktemp("toy")
    (folder / "markers.toml").write_text(MARKERS, encoding="utf-8")
    (folder / "lexicon.json").write_text(json.dumps(LEXICON), encoding="utf-8")
    (folder / "weights.json").write_text(json.dumps(WEIGHTS), encoding="utf-8")
    (folder / "thesaurus.json").write_text('{"common": ["eh"], "groups": {}}', encoding="utf-8")
    pipeline = spacy.blank("xx")
    pipeline.add_pipe("toy_parser")
    pipeline.to_disk(folder / "pipeline")
    return CausationCoder(str(folder / "pipeline"), str(folder))


def suggest(coder: CausationCoder, text: str) -> tuple[Transcript, Suggestions]:
    said = Transcript("toy", text, (Turn(1, 0, len(text), "A"),))
    ((_, digest),) = coder.digest([said])
    return said, coder.suggest(said, digest, BOOK)


def test_elements_and_links_are_found_by_the_toy_language_s_own_tables(coder: CausationCoder) -> None:
    said, made = suggest(coder, "eh bolta pel ka zimta gel . sho nolta rel .")
    quoted = {one.code: said.quote(one.span) for one in made.codings if not one.rival}
    assert quoted == {"mec.pel": "bolta pel", "ctx.zim": "zimta gel", "out.rel": "nolta rel"}
    triple = next(link for link in made.configurations if len(link.parts) == 3)
    assert triple.signal is not None
    assert said.quote(triple.signal) == "ka"


def test_claims_come_from_its_rules(coder: CausationCoder) -> None:
    said, made = suggest(coder, "eh bolta pel ka zimta gel .")
    (claim,) = [one for one in made.claims if one.rule == "clause.ka"]
    assert (said.quote(claim.cause), said.quote(claim.effect)) == ("zimta gel", "bolta pel")
    assert tag_row("toy", said, made)["causal"] == 1


def test_features_read_its_word_lists(coder: CausationCoder) -> None:
    _, plain = suggest(coder, "zimta gel . sho nolta rel .")
    _, denied = suggest(coder, "zimta gel . sho nolta mo rel .")
    valences = [{one.code: one.valence for one in made.codings}["out.rel"] for made in (plain, denied)]
    assert valences == ["achieved", "not_achieved"]


def test_english_words_mean_nothing_to_it(coder: CausationCoder) -> None:
    _, made = suggest(coder, "bolta pel because zimta gel not .")
    assert not [one for one in made.claims if one.rule.startswith("clause")]


def test_marks_are_trimmed_by_its_own_remarks(coder: CausationCoder) -> None:
    said, made = suggest(coder, "[hahi] bolta pel ka zimta gel .")
    assert {said.quote(one.span) for one in made.codings} == {"bolta pel", "zimta gel"}


def test_another_table_is_another_version(coder: CausationCoder) -> None:
    assert coder.version != CausationCoder(coder.pipeline).version


def test_a_fault_in_the_lists_is_named() -> None:
    with pytest.raises(ValueError, match="unknown list 'openerz'; the lists are"):
        read_lexicon('{"openerz": []}')
    assert load_lexicon("toy") == load_lexicon("en")  # where there is no such language, English stands in
    assert read_lexicon("{}").signal.search("because") is None
