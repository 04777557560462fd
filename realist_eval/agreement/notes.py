"""What readers of the figures must know, in sentences that come with them."""

from __future__ import annotations

from realist_eval.agreement.figures import Comparison

MOSTLY = 0.5  # from this share of uncoded units on, kappa over all units is warned of


def notes(found: Comparison) -> list[str]:
    """Warnings and readings of these figures, those that matter most first."""
    return [note for note in (_uncoded(found), _in_view(found), _sets(found), _spans(found)) if note]


def _uncoded(found: Comparison) -> str:
    sizes = found.blocks[0].sizes if found.blocks and found.unit != "span" else {}
    total, coded = sizes.get("all", 0), sizes.get("coded", 0)
    if not total:
        return ""
    share = 1 - coded / total
    if share < MOSTLY:
        return (
            f"{share:.0%} of the units are uncoded by all. Figures over all units count agreement that "
            "nothing applies; those over units that somebody coded do not."
        )
    return (
        f"Note: {share:.0%} of the units are uncoded by all. Kappa and percent agreement over mostly uncoded "
        "text mislead: coders agree that nothing applies nearly everywhere. Use Krippendorff's alpha over "
        "the units that somebody coded, or Gwet's AC1 over all units, and say which."
    )


def _in_view(found: Comparison) -> str:
    if not found.aided:
        return ""
    apart = any("unaided" in block.sizes for block in found.blocks)
    to_report = (
        "The figures without a suggestion in view are the ones to report as agreement of independent coders."
        if apart
        else "Nowhere did they code without one, so none of these is agreement of independent coders."
    )
    said = ", ".join(f"{coder} {aided} of {made}" for coder, (made, aided) in found.made.items() if aided)
    return (
        f"Warning: some codings were made with a suggestion in view ({said}). People follow what they see, "
        f"so these inflate agreement, with the engine most of all. {to_report}"
    )


def _sets(found: Comparison) -> str:
    if found.unit == "span":
        return ""
    return (
        "For all codes together a value is the set of codes on a unit; agreement and kappa count sets as "
        "alike only when equal, alpha of sets (MASI) gives credit for what they share."
    )


def _spans(found: Comparison) -> str:
    if found.unit != "span":
        return ""
    return (
        "Unitizing alpha compares where codings begin and end, character by character, and takes uncoded "
        "text for a value; codings are cut at the ends of turns. F1 pairs spans that share at least half of "
        "the words they cover together."
    )
