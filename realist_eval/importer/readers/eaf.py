"""ELAN files (.eaf): the tier on which each participant's words stand, in the order of time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from statistics import mean

from realist_eval.errors import Problem
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Script, Utterance
from realist_eval.importer.readers.times import plausible
from realist_eval.importer.source_file import Element, SourceFile

_UNITS = {"PAL-frames": 0.04, "NTSC-frames": 1001 / 30_000}
_MAX_CHAIN = 50  # annotations that refer to annotations that refer ...
_SPEECH = re.compile(
    r"(?i)orth|transcri|trans?kript|utter|speech|spch|spoken|sentence|phrase|words?-?txt|verbatim|\btx\b|\btxt?\b|text"
)
_NO_SPEECH = re.compile(
    r"(?i)gloss|transl|übersetz|traduc|tradu|\bft\b|\bfree|\bge\b|\bgl\b|\bmb\b|\bps\b|\bpos\b|morph|lemma|note|comment"
    r"|remark|gest|gaze|posture|hand|head|face|annotator|coder|coding|\bcod|topic|theme|phon|\bipa\b|pitch|prosod"
    r"|\bref\b|\bid\b|segment|event|action|activity|silence|pause|noise|music|laugh|eaf|check|todo|quality|\bwords?\b"
    r"|\btokens?\b|\bmot\b|english|literal|context"
)


@dataclass(frozen=True, slots=True)
class _Annotation:
    start: float | None
    end: float | None
    text: str
    root: str  # the id of the annotation with times that it hangs on


@dataclass(frozen=True, slots=True)
class _Tier:
    name: str
    participant: str
    type: str
    stands_alone: bool  # and does not hang on another
    line: int
    annotations: tuple[_Annotation, ...] = field(repr=False)

    @property
    def words(self) -> float:
        """How many words an annotation has on average."""
        return mean(len(item.text.split()) for item in self.annotations)


def read_eaf(source: SourceFile, profile: Profile) -> Script:  # noqa: ARG001 - all readers are called alike
    """Read an ELAN file; raises SourceError when it is damaged or has no tier of speech."""
    tiers = [tier for tier in _tiers(source.xml()) if tier.annotations]
    if not tiers:
        raise source.cannot("holds no tier with words.", "Was it saved before it was transcribed?")
    chosen = _speech(tiers)
    said = [utterance for tier in chosen for utterance in _utterances(tier)]
    if any(utterance.start_time is not None for utterance in said):
        said = _in_time(said)
    problems = source.problems
    names = {tier.name for tier in chosen}
    left = [tier.name for tier in tiers if tier.name not in names]
    if left:
        message = f"tiers that are not taken for speech: {', '.join(left[:20])}."
        problems = (*problems, Problem(message, source.file, severity="note"))
    return Script(tuple(said), f"ELAN tiers {', '.join(tier.name for tier in chosen[:6])}", problems)


def _in_time(said: list[Utterance]) -> list[Utterance]:
    """By start; an utterance without times stays behind the one before it."""
    last, keyed = 0.0, []
    for utterance in said:
        last = last if utterance.start_time is None else utterance.start_time
        keyed.append((last, utterance))
    return [utterance for _, utterance in sorted(keyed, key=lambda pair: pair[0])]


# ---------------------------------------------------------------- reading


def _tiers(root: Element) -> Iterator[_Tier]:
    slots = _slots(root)
    found = _annotations(root, slots)
    for tier in root.iter("TIER"):
        own = (found[id_] for item in _of(tier) if (id_ := item.get("ANNOTATION_ID", "")) in found)
        name, who = tier.get("TIER_ID", "").strip(), " ".join(tier.get("PARTICIPANT", "").split())
        stands_alone, line = not tier.get("PARENT_REF"), tier.sourceline or 0
        said = tuple(item for item in own if item.text)
        yield _Tier(name, who, tier.get("LINGUISTIC_TYPE_REF", ""), stands_alone, line, said)


def _of(tier: Element) -> Iterator[Element]:
    for holder in tier.iterfind("ANNOTATION"):
        yield from holder.iterfind("*")


def _slots(root: Element) -> dict[str, float]:
    """Times of the slots in seconds; slots without one take that of the slot before."""
    header = root.find("HEADER")
    scale = _UNITS.get(header.get("TIME_UNITS", "") if header is not None else "", 0.001)
    times: dict[str, float] = {}
    last = 0.0
    for slot in root.iter("TIME_SLOT"):
        value = slot.get("TIME_VALUE", "")
        if re.fullmatch(r"\d{1,12}", value, re.ASCII):
            last = plausible(int(value) * scale) or 0.0
        times[slot.get("TIME_SLOT_ID", "")] = last
    return times


def _annotations(root: Element, slots: Mapping[str, float]) -> dict[str, _Annotation]:
    """All annotations by id; those that refer to another have its times."""
    items = {item.get("ANNOTATION_ID", ""): item for tier in root.iter("TIER") for item in _of(tier)}
    found: dict[str, _Annotation] = {}
    for id_, item in items.items():
        base, base_id = item, id_
        for _ in range(_MAX_CHAIN):
            parent = base.get("ANNOTATION_REF")
            if parent is None or parent not in items:
                break
            base, base_id = items[parent], parent
        start, end = (slots.get(base.get(f"TIME_SLOT_REF{number}", "")) for number in (1, 2))
        end = end if start is not None and end is not None and end >= start else None
        text = " ".join((item.findtext("ANNOTATION_VALUE") or "").split())
        found[id_] = _Annotation(start, end, text, base_id)
    return found


# ---------------------------------------------------------------- choosing


def _speech(tiers: list[_Tier]) -> list[_Tier]:
    """The tiers on which people speak, each under the name of who speaks."""
    people: dict[str, list[_Tier]] = {}
    for tier in tiers:
        people.setdefault(tier.participant or _who(tier.name), []).append(tier)
    named = [tier for tier in tiers if tier.participant]
    if len({tier.participant for tier in named}) == 1 and _one_label_for_all(tiers):
        people = {tier.name: [tier] for tier in tiers}
        named = []
    best = {who: max(group, key=_likeness) for who, group in people.items()}
    chosen = {who: tier for who, tier in best.items() if _likeness(tier) > 0} or best
    chosen = _of_one_kind(chosen, bool(named))
    if len(chosen) == 1 and not named and _nobody(next(iter(chosen))):
        chosen = dict(zip([""], chosen.values(), strict=True))
    order = [(tier.line, replace(tier, participant=who)) for who, tier in chosen.items()]
    return [tier for _, tier in sorted(order, key=lambda pair: pair[0])]


def _of_one_kind(chosen: dict[str, _Tier], named: bool) -> dict[str, _Tier]:
    """Without gestures and remarks: once some tiers are surely speech, the others must be of their kind."""
    sure = [who for who, tier in chosen.items() if named and tier.participant]
    sure = sure or [who for who, tier in chosen.items() if _says(_SPEECH, f"{tier.name} {tier.type}")]
    types = {chosen[who].type for who in sure}
    return {who: tier for who, tier in chosen.items() if not sure or who in sure or tier.type in types}


def _who(name: str) -> str:
    """The speaker in a tier's name: `orth@ANN`, `K-Spch`, `Transcription_P1` and plain `P1`."""
    if "@" in name:
        return name.rpartition("@")[2].strip() or name
    parts = re.split(r"[\s_\-:.]+", name)
    rest = [part for part in parts if part and not _SPEECH.search(part) and not _NO_SPEECH.search(part)]
    return " ".join(rest) if rest and len(rest) < len(parts) else name


def _nobody(name: str) -> bool:
    """Whether the one tier of a file is called after what stands on it and not after who speaks."""
    return name.casefold() in {"default", "tier", "tier 1", "main"} or _says(_SPEECH, name)


def _one_label_for_all(tiers: list[_Tier]) -> bool:
    """Whether several tiers of one kind share one participant, so that only their names tell who speaks."""
    roots = [tier for tier in tiers if tier.stands_alone and _likeness(tier) > 0]
    types = Counter(tier.type for tier in roots)
    return bool(types) and max(types.values()) > 1 and all(tier.words >= 2 for tier in roots)


def _says(pattern: re.Pattern[str], name: str) -> bool:
    """Whether a name holds one of the words, which underscores and numbers may keep apart."""
    return bool(pattern.search(re.sub(r"[_\d]+", " ", name)))


def _likeness(tier: _Tier) -> float:
    """How much a tier is like speech: by its name and kind, its place, and how much stands on it."""
    score = min(tier.words, 8.0)
    score += 6.0 if _says(_SPEECH, tier.name) or _says(_SPEECH, tier.type) else 0.0
    score += 3.0 if tier.stands_alone else 0.0
    score -= 12.0 if _says(_NO_SPEECH, tier.name.partition("@")[0]) else 0.0
    score -= 4.0 if _says(_NO_SPEECH, tier.type) and not _says(_SPEECH, tier.type) else 0.0
    return score - (8.0 if _ids(tier) else 0.0)


def _ids(tier: _Tier) -> bool:
    """Whether numbers or names of units stand there and no words: `kpv_izva20140330.001`."""
    texts = [item.text for item in tier.annotations]
    marks = [bool(re.fullmatch(r"[\w.\-]*\d[\w.\-]*", text)) for text in texts]
    return sum(marks) > len(marks) * 0.8 and len(set(texts)) > len(texts) * 0.8


def _utterances(tier: _Tier) -> Iterator[Utterance]:
    """One utterance an annotation; those that divide one annotation above them are one."""
    groups: dict[str, list[_Annotation]] = {}
    for item in tier.annotations:
        groups.setdefault(item.root, []).append(item)
    for items in groups.values():
        text = " ".join(item.text for item in items)
        yield Utterance(text, tier.participant or None, items[0].start, items[-1].end, tier.line)
