"""What an audit asks of every report: how it was made, when it was last decided on, and how."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from realist_eval import __version__
from realist_eval.codebook.words import many

if TYPE_CHECKING:
    from realist_eval.model import Codebook
    from realist_eval.study.facade import Study


def facts(study: Study, codebook: Codebook, missing: int, *, include_suggestions: bool) -> dict[str, str]:
    """Facts by name; what is not known is left out. Dates are the decisions', never the clock's.

    `missing`: how many codings have lost their words.
    """
    state = study.state
    counted = Counter(one.status for one in state.verdicts())
    left_out = {
        "Waiting to be adjudicated, left out": len(state.contested()),
        "Without words since a source changed, left out": missing,
    }
    said = {
        "Tool": f"realist-eval {__version__}",
        "Coders": ", ".join(f"{name} ({many(count, 'decision')})" for name, count in state.coders().items()),
        "Suggestions": "included, marked as not reviewed" if include_suggestions else "left out",
        **{words: str(count) for words, count in left_out.items() if count},
        "Date": state.events[state.last].at[:10] if state.events else "",
        "Questions": "; ".join(study.config.questions),
        "Codebook": f"{codebook.title}, version {codebook.version}",
        "Decisions": ", ".join(f"{number} {status}" for status, number in sorted(counted.items())),
        **_rounds(study),
    }
    always = ("Tool", "Coders", "Suggestions")
    return {name: fact for name, fact in said.items() if fact or name in always}


def _rounds(study: Study) -> dict[str, str]:
    """The figures of every coding round that the study keeps."""
    from realist_eval.study.agreeing import rounds

    return {
        f"Agreement in round {one.round}": f"{', '.join(one.coders)}: "
        + ", ".join(
            f"{name.replace('_', ' ')} {'undefined' if value is None else f'{value:.2f}'}"
            for name, value in one.headline.items()
        )
        for one in rounds(study)
    }
