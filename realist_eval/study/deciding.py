"""What a person may do with codings and configurations, as events ready to be written."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from realist_eval.errors import StudyError
from realist_eval.model import Code, Codebook, Coding, Configuration, Suggestions, Transcript
from realist_eval.study import events as ev
from realist_eval.study.fold import State
from realist_eval.study.material import Item, to_fact


@dataclass(frozen=True)
class Deciding:
    """Decisions on one transcript: each checked against its words and the codebook before it is written."""

    state: State
    transcript: Transcript
    codebook: Codebook | None
    engine: str  # name and version of what suggested

    def decide(
        self,
        item: Item,
        verdict: ev.Verdict,
        *,
        result: Item | None = None,
        memo: str = "",
        in_view: bool = True,
    ) -> ev.Draft:
        """Accept, amend (with what it becomes) or reject a suggestion or an earlier coding."""
        if (verdict == "amend") != (result is not None):
            raise ValueError("an amendment, and only that, says what the item becomes")
        if result is not None:
            self._check(result)
        before = self.state.standing(item.id)
        suggested = self._suggested(item)
        payload = ev.Decided(
            verdict=verdict,
            suggested=self._as_defined_now(suggested) if verdict == "accept" else suggested,
            result=None if result is None else self._fact(result),
            replaces=tuple(standing.event.id for standing in before),
            memo=memo,
            in_view=in_view,
        )
        return ev.Draft(ev.Decide, item.id, payload)

    def adjudicate(self, target: str, chosen: str | None, rationale: str) -> ev.Draft:
        """Settle what people decided differently: the judgement `chosen` (an event's id) stands, or none."""
        standing = self.state.standing(target)
        kept = [one.fact for one in standing if one.event.id == chosen and one.status != "rejected"]
        return self._adjudicated(target, kept[0] if kept else None, rationale)

    def settle(self, target: str, result: Item | None, rationale: str) -> ev.Draft:
        """The same with what is to stand; None: nothing. What differs from all readings is checked."""
        if result is not None:
            self._check(result)
        return self._adjudicated(target, None if result is None else self._fact(result), rationale)

    def _adjudicated(self, target: str, result: ev.AnyFact | None, rationale: str) -> ev.Draft:
        standing = self.state.standing(target)
        payload = ev.Decided(
            verdict="amend" if result else "reject",
            suggested=next((one.fact for one in standing if one.fact is not None), result),
            result=result,
            replaces=tuple(one.event.id for one in standing),
            memo=rationale,
        )
        return ev.Draft(ev.Adjudicate, target, payload)

    def make(self, item: Item, *, memo: str = "", in_view: bool = False) -> ev.Draft:
        """A coding or configuration by hand; its id will be that of the event."""
        self._check(item)
        payload = ev.Made(fact=self._fact(item), memo=memo, in_view=in_view)
        return ev.Draft(ev.Code if isinstance(item, Coding) else ev.Link, "", payload)

    def with_elements(
        self, link: Configuration, suggestions: Suggestions, *, in_view: bool = True
    ) -> list[ev.Draft]:
        """Acceptances of a configuration's elements that nobody has decided yet."""
        known = {one.id: one for one in suggestions.codings if not self.state.decided(one.id)}
        parts = [known[name] for name in link.parts.values() if name in known]
        cut = {one.element for one in parts if one.element}
        more = [one for one in known.values() if one.element in cut and one not in parts]
        return [self.decide(one, "accept", in_view=in_view) for one in (*parts, *more)]

    def _suggested(self, item: Item) -> ev.AnyFact:
        """The copy of what was suggested: as the log has it already, or as the engine gave it."""
        for event in self.state.history(item.id):
            payload = event.payload
            fact = payload.fact if isinstance(payload, ev.Made) else payload.suggested
            if fact is not None and fact.sha == self.transcript.sha:
                return fact
        return self._fact(item, engine=self.engine if item.status == "suggested" else "")

    def _as_defined_now(self, fact: ev.AnyFact) -> ev.AnyFact:
        """Who accepts a coding accepts it under the definition that they read."""
        if self.codebook is None or not isinstance(fact, ev.CodingFact):
            return fact
        now = self.codebook.meanings.get(fact.code, fact.definition)
        return msgspec.structs.replace(fact, definition=now)

    def _fact(self, item: Item, engine: str = "") -> ev.AnyFact:
        return to_fact(replace(item, transcript=self.transcript.id), self.transcript, self.codebook, engine)

    def _check(self, item: Item) -> None:
        if isinstance(item, Coding):
            self._check_coding(item)
        elif len(item.parts) < 2:
            hint = "Name at least two of context, mechanism and outcome."
            raise StudyError("A configuration links two elements or more.", hint=hint)

    def _check_coding(self, coding: Coding) -> None:
        text = self.transcript.text
        if not 0 <= coding.start < coding.end <= len(text) or not text[coding.start : coding.end].strip():
            raise StudyError("A coding needs words to stand on.", self.transcript.id)
        if self.codebook is None:
            return
        code = known_code(self.codebook, coding.code)
        if code.retired:
            raise StudyError(f"The code “{code.id}” is retired.", hint="Choose another one.")
        allowed = self.codebook.valences.get(coding.kind, ())
        if coding.valence and allowed and coding.valence not in allowed:
            hint = f"Use one of: {', '.join(allowed)}."
            raise StudyError(f"“{coding.valence}” is no valence of the kind {coding.kind}.", hint=hint)


def known_code(codebook: Codebook, code: str) -> Code:
    """The entry of a code; raises StudyError, naming the nearest, where the codebook has no such code."""
    from realist_eval.codebook.words import nearest

    if code not in codebook.by_id:
        raise StudyError(f"The codebook has no code “{code}”.", hint=nearest(code, codebook.by_id))
    return codebook.by_id[code]
