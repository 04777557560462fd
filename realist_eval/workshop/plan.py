"""What a workshop is about, chosen once: codes and places, never words, so that a withdrawal holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from realist_eval.analysis import Evidence, Pattern, Quotation, patterns
from realist_eval.errors import Problem, StudyError
from realist_eval.model import KINDS, Coding, Speaker
from realist_eval.study import Study, files
from realist_eval.workshop.consensus import Rule

FEWEST = 3  # people who must share a role before a quotation is attributed to it
ANYONE = "A participant"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")


class Place(msgspec.Struct, frozen=True):
    """Where a quotation stands, in which text, and whose it may be said to be."""

    transcript: str
    sha: str
    spans: tuple[tuple[int, int], ...]
    by: str


class Chosen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item of the workshop: a finding, a code, or a passage whose code is asked for."""

    id: str
    kind: Literal["finding", "code", "passage"]
    codes: dict[str, str] = {}  # of a finding: kind to code; what is missing is unstated
    valence: str = ""
    polarity: Literal["+", "-"] = "+"
    targets: tuple[str, ...] = ()  # the configurations (of a passage: the coding) behind it
    sources: int = 0
    undecided: bool = False
    code: str = ""  # the code that it defines, or that the study gave the passage
    options: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """workshop.json."""

    v: int = 1
    id: str
    title: str
    rule: Rule
    items: tuple[Chosen, ...]
    ask_names: bool = False


@dataclass(frozen=True)
class Wanted:
    """How much is to be chosen."""

    findings: int = 12
    passages: int = 6
    rows: tuple[int, ...] = ()  # of the matrix, counted from 1; empty: from the top
    include_suggestions: bool = False


def folder(study: Study, name: str) -> Path:
    """workshops/NAME; raises StudyError for a name that is no plain word."""
    if not _NAME.fullmatch(name):
        hint = "Use letters, digits, - and _, such as W1."
        raise StudyError(Problem(f"“{name}” cannot name a workshop.", hint=hint))
    return study.layout.root / "workshops" / name


def new_name(study: Study) -> str:
    """W1, W2: the first that is free."""
    number = 1
    while folder(study, f"W{number}").exists():
        number += 1
    return f"W{number}"


def only_name(study: Study, name: str = "") -> str:
    """The workshop that is meant: by its name, or the only one; raises StudyError."""
    if name:
        return name
    known = sorted(path.parent.name for path in (study.layout.root / "workshops").glob("*/workshop.json"))
    if len(known) == 1:
        return known[0]
    if not known:
        raise StudyError(Problem("There is no workshop yet.", hint="Make one: realist-eval workshop pack"))
    raise StudyError(Problem("There are several workshops.", hint=f"Name one: {', '.join(known)}."))


def save(study: Study, plan: Plan) -> Path:
    """Write workshop.json; raises StudyError where the workshop has ballots: its items must stay."""
    place = folder(study, plan.id)
    if (place / "ballots.jsonl").exists():
        hint = "Its items must stay as they are. Make another one under a new name."
        raise StudyError(Problem("holds ballots already.", str(place), hint=hint))
    path = place / "workshop.json"
    files.write_atomic(path, msgspec.json.format(msgspec.json.encode(plan), indent=1) + b"\n")
    return path


def load(study: Study, name: str) -> Plan:
    """Read workshop.json; raises StudyError where it is missing or damaged."""
    path = folder(study, name) / "workshop.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Plan)
    except OSError as error:
        hint = "Make the workshop first: realist-eval workshop pack"
        raise StudyError(Problem("is missing.", str(path), hint=hint)) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        hint = "Bring it back from a copy of the study, or make another workshop."
        raise StudyError(Problem(f"is damaged ({error}).", str(path), hint=hint)) from error


def choose(study: Study, name: str, wanted: Wanted, rule: Rule, *, ask_names: bool = False) -> Plan:
    """The findings, codes and passages of a workshop; raises StudyError where nothing is decided yet."""
    evidence = Evidence(study.material(wanted.include_suggestions))
    chooser = _Chooser(evidence, study.config.attribution)
    found = _rows(patterns(evidence), wanted)
    if not found:
        hint = "Accept some with realist-eval review, or add --include-suggestions, which marks them."
        raise StudyError(Problem("No configuration is decided yet.", hint=hint))
    findings = tuple(chooser.finding(f"F{n}", pattern) for n, pattern in enumerate(found, 1))
    passages = tuple(chooser.passages(wanted.passages))
    used = {code for one in findings for code in one.codes.values()} | {one.code for one in passages}
    known = [code.id for code in evidence.codebook.codes if code.id in used and not code.retired]
    codes = tuple(Chosen(id=f"C{n}", kind="code", code=code) for n, code in enumerate(known, 1))
    return Plan(
        id=name, title=study.title, rule=rule, items=(*findings, *codes, *passages), ask_names=ask_names
    )


def _rows(found: Sequence[Pattern], wanted: Wanted) -> list[Pattern]:
    """The rows asked for by number, or those from the top; dyads come after whole triples."""
    if not wanted.rows:
        whole = sorted(found, key=lambda one: None in one.codes.values())
        return whole[: wanted.findings]
    missing = [row for row in wanted.rows if not 1 <= row <= len(found)]
    if missing:
        hint = "See the numbers with: realist-eval matrix"
        raise StudyError(Problem(f"The matrix has no row {missing[0]}; it has {len(found)}.", hint=hint))
    return [found[row - 1] for row in wanted.rows]


class _Chooser:
    """Turns patterns and codings into items, with quotations that point at nobody."""

    def __init__(self, evidence: Evidence, attribution: str) -> None:
        self.evidence = evidence
        self.with_case = attribution == "role and case"
        people = {
            (name, speaker.label): speaker
            for name, transcript in evidence.material.transcripts.items()
            for speaker in transcript.speakers
            if speaker.part == "participant"
        }
        self.roles = Counter(speaker.role for speaker in people.values() if speaker.role)
        self.both = Counter((one.role, one.case) for one in people.values() if one.role and one.case)

    def finding(self, name: str, pattern: Pattern) -> Chosen:
        """A pattern as a card: what it links, and up to two quotations of different sources."""
        return Chosen(
            id=name,
            kind="finding",
            codes={kind: code for kind, code in pattern.codes.items() if code is not None},
            valence=pattern.valence,
            polarity=pattern.polarity,
            targets=tuple(name for one in pattern.configurations for name in one.ids),
            sources=pattern.n_sources,
            undecided=pattern.unreviewed,
            places=tuple(map(self.place, _apart(pattern.quotations))),
        )

    def passages(self, most: int) -> Iterator[Chosen]:
        """Passages whose code is asked for: one of each code, the codes that are used most first."""
        codings = [one for one in self.evidence.codings if self._may_ask(one)]
        used = Counter(coding.code for coding in codings)
        best: dict[str, Coding] = {}
        for coding in codings:
            kept = best.get(coding.code)
            if kept is None or _fit(coding) < _fit(kept):
                best[coding.code] = coding
        order = {code.id: place for place, code in enumerate(self.evidence.codebook.codes)}
        ranked = sorted(best, key=lambda code: (-used[code], order.get(code, 0)))
        for number, code in enumerate(ranked[:most], 1):
            coding = best[code]
            yield Chosen(
                id=f"Q{number}",
                kind="passage",
                code=code,
                options=self._options(code),
                targets=(coding.id,),
                undecided=coding.status == "suggested",
                places=(self.place(self.evidence.quotation(coding)),),
            )

    def _may_ask(self, coding: Coding) -> bool:
        code = self.evidence.codebook.by_id.get(coding.code)
        return code is not None and not code.retired and code.kind in KINDS

    def _options(self, code: str) -> tuple[str, ...]:
        """The codes to choose from: of the same kind, nearest in the codebook, six at most."""
        kind = self.evidence.codebook.by_id[code].kind
        same = [one.id for one in self.evidence.codebook.codes if one.kind == kind and not one.retired]
        at = same.index(code)
        start = max(0, min(at - 3, len(same) - 6))
        return tuple(same[start : start + 6])

    def place(self, quotation: Quotation) -> Place:
        """A quotation without its words."""
        transcript = self.evidence.material.transcripts[quotation.transcript]
        by = " / ".join(dict.fromkeys(map(self._by, quotation.voices, [quotation] * len(quotation.voices))))
        spans = tuple((span.start, span.end) for span in quotation.spans)
        return Place(transcript.id, transcript.sha, spans, by or ANYONE)

    def _by(self, voice: Speaker, quotation: Quotation) -> str:
        """A role that enough people share, with the case where the study says so and enough share both."""
        case = voice.case or (quotation.cases[0] if len(quotation.cases) == 1 else "")
        if self.with_case and self.both[voice.role, case] >= FEWEST:
            return f"{voice.role}, {case}"
        return voice.role if self.roles[voice.role] >= FEWEST else ANYONE


def _apart(quotations: Iterable[Quotation]) -> list[Quotation]:
    """The best quotation, and the best of another source if there is one, else the second."""
    ranked = list(quotations)
    others = [one for one in ranked[1:] if one.transcript != ranked[0].transcript]
    return [*ranked[:1], *(others or ranked[1:])[:1]]


def _fit(coding: Coding) -> tuple[bool, bool, int, str]:
    """People's codings before suggestions, clear ones before hedged, then those of some 150 characters."""
    return (coding.status == "suggested", coding.hedged, abs(coding.end - coding.start - 150), coding.id)
