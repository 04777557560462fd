"""Which entries to go through: each filter that is set narrows them."""

from __future__ import annotations

from dataclasses import dataclass, fields

from realist_eval.review.entry import Entry


@dataclass(frozen=True)
class Filters:
    """Empty: everything."""

    kind: str = ""
    code: str = ""
    score: float = 0.0  # the least score of a suggestion; what people decided has passed it
    speaker: str = ""
    case: str = ""
    transcript: str = ""
    state: str = ""

    def keeps(self, entry: Entry) -> bool:
        """Whether an entry passes all that is set."""
        return (
            self.transcript in {"", entry.transcript}
            and self.kind in {"", entry.kind}
            and self.state in {"", entry.state}
            and self.speaker in {"", entry.speaker}
            and self.case in {"", entry.case}
            and (not self.code or self.code in entry.codes)
            and (entry.state != "undecided" or entry.item.score >= self.score)
        )

    def counts(self, entry: Entry) -> bool:
        """Whether an entry is part of the work that is counted, however it was decided by the way."""
        return entry.state == "manual" or entry.item.score >= self.score

    @property
    def narrowing(self) -> dict[str, str | float]:
        """What is set, by name."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value}

    @property
    def said(self) -> str:
        """What is set, in words: `kind: context, score: 0.5 or more`."""
        return ", ".join(f"{name}: {_said(value)}" for name, value in self.narrowing.items())


def _said(value: str | float) -> str:
    return f"{value:.2g} or more" if isinstance(value, float) else value
