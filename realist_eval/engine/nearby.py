"""Finds the claims around a place without reading through all of them."""

from __future__ import annotations

from collections.abc import Sequence

from realist_eval.model import Claim, Span

STEP = 400  # characters a box


class ClaimsNearby:
    """The claims of a transcript, in boxes by place."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        """Put each claim into every box that its cause or effect reaches into."""
        self._claims = claims
        self._boxes: dict[int, list[int]] = {}
        self._near: dict[range, Sequence[Claim]] = {}
        for number, claim in enumerate(claims):
            boxes = {box for side in (claim.cause, claim.effect) for box in _boxes(side)}
            for box in boxes:
                self._boxes.setdefault(box, []).append(number)

    def near(self, span: Span) -> Sequence[Claim]:
        """The claims with a side in the span's boxes, in their order."""
        boxes = _boxes(span)
        if boxes not in self._near:
            numbers = {number for box in boxes for number in self._boxes.get(box, ())}
            self._near[boxes] = [self._claims[number] for number in sorted(numbers)]
        return self._near[boxes]


def _boxes(span: Span) -> range:
    return range(span.start // STEP, span.end // STEP + 1)
