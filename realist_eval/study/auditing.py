"""What an audit asks of every report: how it was made, when it was last decided on, and how."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from realist_eval.model import Codebook
    from realist_eval.study.facade import Study


def audit(study: Study, codebook: Codebook) -> dict[str, str]:
    """Facts by name; what is not known is left out. Dates are the decisions', never the clock's."""
    state = study.state
    counted = Counter(one.status for one in state.verdicts())
    facts = {
        "Date": state.events[state.last].at[:10] if state.events else "",
        "Questions": "; ".join(study.config.questions),
        "Codebook": f"{codebook.title}, version {codebook.version}",
        "Decisions": ", ".join(f"{number} {status}" for status, number in sorted(counted.items())),
    }
    return {name: fact for name, fact in (facts | _rounds(study)).items() if fact}


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
