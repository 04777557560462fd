"""Questions told from answers where nobody is named: by bold type, or by the dashes of a dialogue."""

from __future__ import annotations

from collections.abc import Sequence

from realist_eval.importer.rows import Row

QUESTION, ANSWER = "Question", "Answer"
_FEWEST = 3  # questions
_MOSTLY, _SELDOM = 0.6, 0.2
_DASH = "—"
_ENDS = ("?", "？", "؟", "?”", '?"')


def asked(rows: Sequence[Row]) -> tuple[list[bool], str]:
    """Whether each row asks, and what tells; an empty list where nothing tells for certain."""
    bold = [row.bold >= len(row.text) for row in rows]
    if _told_by(bold, rows):
        return bold, "questions are set in bold, answers are not"
    first = [at % 2 == 0 for at in range(len(rows))]
    if all(row.text.startswith(_DASH) for row in rows) and _told_by(first, rows):
        return first, "questions and answers take turns, each after a dash"
    return [], ""


def _told_by(asks: Sequence[bool], rows: Sequence[Row]) -> bool:
    """Whether most rows that are thought to ask end with a question mark, and few of the others."""
    marks = [row.text.endswith(_ENDS) for row in rows]
    questions = [mark for mark, ask in zip(marks, asks, strict=True) if ask]
    answers = [mark for mark, ask in zip(marks, asks, strict=True) if not ask]
    if min(len(questions), len(answers)) < _FEWEST:
        return False
    return sum(questions) >= _MOSTLY * len(questions) and sum(answers) <= _SELDOM * len(answers)
