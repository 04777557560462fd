"""The names of features in plain words, for people who want to know why."""

from __future__ import annotations

from collections.abc import Mapping

PARTS = {  # parts of speech, from outside and inside a clause
    "ADJ": "an adjective", "ADP": "a preposition", "ADV": "an adverb", "AUX": "“be”, “have” or “do”",
    "DET": "“the”, “a” or the like", "INTJ": "an “um” or “yeah”", "NOUN": "a noun", "NUM": "a number",
    "PART": "“to” or “not”", "PRON": "a pronoun", "PROPN": "a name", "PUNCT": "a sign",
    "SCONJ": "a connective",
    "VERB": "a verb", "X": "an odd word", "break": "a pause or stop", "edge": "the edge of the sentence",
    "CCONJ": "“and”, “or” or “but”",
}  # fmt: skip
HINTS = {
    "able": "being able to", "become": "becoming", "better": "getting better", "do": "doing things",
    "exist": "being there", "feel": "feeling, thinking or deciding", "hinder": "difficulty",
    "more": "more or less", "past": "the past", "personal": "people", "setting": "the setting",
    "tool": "what a programme uses", "wish": "wishing", "worse": "getting worse",
}  # fmt: skip
SUBJECTS = {
    "i": "“I”", "we": "“we”", "you": "“you”", "they": "“they”, “he” or “she”", "it": "“it” or “that”",
    "there": "“there is”", "none": "not named", "NOUN": "a noun", "PRON": "a pronoun", "PROPN": "a name",
}  # fmt: skip
TOLD = {
    "aim": "it is told as an aim", "future": "it is told as to come", "should": "it is told as a duty",
    "denied": "it is denied", "denied before": "a “no” or “not” stands before it",
    "not yet": "“yet” or “still”",
    "against the facts": "it is told as what did not happen", "to": "it begins with “to”",
    "tense past": "it is told in the past", "tense present": "it is told in the present",
    "tense perfect": "“has” or “have” done", "tense modal": "“can”, “would” or the like",
    "tense none": "it has no tense",
}  # fmt: skip
TABLES: dict[str, Mapping[str, str]] = {"PARTS": PARTS, "HINTS": HINTS, "SUBJECTS": SUBJECTS}
WHOLE = {
    "signal:nothing": "no connective stands between them", "turns:0": "one turn holds both",
    "turns:1": "they stand in different turns", "sentences:0": "one sentence holds both",
    "kinds:cm": "the context comes before the mechanism",
    "kinds:mc": "the mechanism comes before the context",
    "kinds:mo": "the mechanism comes before the outcome",
    "kinds:om": "the outcome comes before the mechanism",
    "kinds:co": "the context comes before the outcome",
    "kinds:oc": "the outcome comes before the context",
    "apart:1": "nothing coded stands between them", "between:c": "a context stands between them",
    "between:m": "a mechanism stands between them", "between:o": "an outcome stands between them",
    "comparative": "it compares (“more”, “better”)",
    "complement outside": "what completes it stands outside",
    "is cause": "it is the cause of a claim",
    "is effect": "it is the effect of a claim",
    "near sentence end": "it stands near the end of the sentence",
    "near sentence start": "it stands near the start of the sentence",
    "negated": "it holds a “no” or “not”",
    "no verb": "it has no verb", "number": "it holds a number", "question": "the sentence is a question",
    "subject outside": "its subject stands outside",
    "torn before": "a word that belongs to it stands before",
    "touches cause": "it is part of the cause of a claim",
    "touches effect": "it is part of the effect of a claim",
    "turn start": "it stands at the start of a turn", "claim": "a causal claim joins them",
    "same code theme": "both stand under one code", "meaning": "what its words and those beside it mean",
    "usual": "where every one of them starts from",
    "smaller": "smaller things together",
    "words around": "its other words, and those around",
}  # fmt: skip
PREFIXES = {  # the beginning of a name: what it says, with {} for the rest as it stands or from a table
    "word ": "“{}”", "code:": "decisions so far on {}", "kind:": "decisions so far on codes of the kind {}",
    "before2": "two words before it: {PARTS}", "before": "before it: {PARTS}", "after": "after it: {PARTS}",
    "opens": "it begins with {PARTS}", "closes": "it ends with {PARTS}",
    "subject": "its subject is {SUBJECTS}",
    "hints": "it speaks of {HINTS}", "root hints": "its main word speaks of {HINTS}",
    "root is": "its main verb is “{}”", "root as": "its place in the sentence ({})",
    "root has": "its verb has a {}",
    "root": "the form of its main word ({})", "aux": "a helping verb: “{}”", "modal": "“{}” or the like",
    "is cause by": "it is the cause in a claim {RULES}",
    "is effect by": "it is the effect in a claim {RULES}",
    "sentence opens": "the sentence begins with “{}”", "tokens": "its length",
    "content words": "how much it says",
    "pieces": "how many clauses it joins", "share of sentence": "how much of the sentence it is",
    "sentence length": "the length of the sentence", "turn length": "the length of the turn",
    "fillers in sentence": "how halting the sentence is", "finite verbs": "how many verbs it has",
    "breaks inside": "pauses and stops inside it", "names": "names in it", "loose ends": "how whole it is",
    "torn off": "how much that belongs to it stands outside", "apart": "how many elements apart they stand",
    "between": "an element of another kind stands between", "gap": "how far apart they stand",
    "sentences": "how many sentences apart they stand", "turns": "whether the same turn holds them",
    "kinds": "which of the two kinds comes first", "signal": "“{}” stands between them",
    "claim by": "a claim {RULES} joins them",
}  # fmt: skip


LAST = (" subject:", " opens:", " kinds:", " apart:")  # second halves of names that join two features


def plain(name: str) -> str:
    """What a feature says, in plain words; a name that is in no table stands as it is."""
    if name.startswith("told: "):
        return TOLD.get(name[6:], name)
    for mark in LAST:
        first, joint, second = name.partition(mark)
        if joint and first != "sentence":
            return f"{plain(first)}, and {plain(joint.strip() + second)}"
    return WHOLE.get(name) or _one(name)


def plain_rule(rule: str) -> str:
    """A claim's rule by its words: `clause.because` is “because”."""
    shape, _, name = rule.partition(".")
    return "as learned from coded sentences" if shape == "learned" else f"with “{name.replace('-', ' ')}”"


def _one(name: str) -> str:
    for prefix in sorted(PREFIXES, key=len, reverse=True):
        rest = name.removeprefix(prefix)
        if rest != name and (prefix[-1] in " :" or rest.startswith(":")):
            return _filled(PREFIXES[prefix], rest.removeprefix(":"))
    return name


def _filled(saying: str, value: str) -> str:
    for table, words in TABLES.items():
        if f"{{{table}}}" in saying:
            return saying.replace(f"{{{table}}}", words.get(value) or PARTS.get(value, f"“{value}”"))
    return saying.replace("{RULES}", plain_rule(value)).replace("{}", value)
