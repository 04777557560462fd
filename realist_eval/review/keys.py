"""Every key, what it does, and how it is explained: the screen, its help and the manual follow this table."""

from __future__ import annotations

from typing import Literal, NamedTuple

Mode = Literal["read", "words"]


class Key(NamedTuple):
    """A key as the terminal names it, as people read it, and the act that it stands for."""

    key: str
    shown: str
    act: str
    help: str
    hint: str = ""  # what the bottom line calls it; empty: not there
    group: str = ""


READ = (
    Key("down", "↓", "next", "go to the next suggestion or coding", group="Go"),
    Key("up", "↑", "previous", "go to the one before", group="Go"),
    Key("n", "n", "next_undecided", "go to the next one that waits for a decision", "next", "Go"),
    Key("N", "N", "previous_undecided", "go to the one before that waits for a decision", group="Go"),
    Key("pagedown", "PgDn", "scroll_down", "read on in the transcript", group="Go"),
    Key("pageup", "PgUp", "scroll_up", "read back in the transcript", group="Go"),
    Key("home", "Home", "scroll_home", "read from the transcript's beginning", group="Go"),
    Key("end", "End", "scroll_end", "read the transcript's end", group="Go"),
    Key("right_square_bracket", "]", "next_transcript", "open the next transcript", group="Go"),
    Key("left_square_bracket", "[", "previous_transcript", "open the transcript before", group="Go"),
    Key("t", "t", "transcripts", "choose a transcript", group="Go"),
    Key("f", "f", "filters", "show only some: a kind, code, score, speaker, case ...", "filter", "Go"),
    Key("a", "a", "accept", "accept; a configuration together with its elements", "accept", "Decide"),
    Key("r", "r", "reject", "reject, or take out what was coded by hand", "reject", "Decide"),
    Key("R", "R", "reject_all", "reject a configuration together with its elements", group="Decide"),
    Key(
        "X", "X", "reject_rest", "reject all that still waits in this transcript, as filtered", group="Decide"
    ),
    Key("d", "d", "settle", "settle what coders read differently: here, or from a list", group="Decide"),
    Key(
        "D", "D", "settle_list", "list what coders read differently, what matters most first", group="Decide"
    ),
    Key("w", "w", "amend_words", "amend the words, from both ends", "words", "Amend"),
    Key("c", "c", "amend_code", "amend the code", "code", "Amend"),
    Key("v", "v", "amend_valence", "amend the valence", "valence", "Amend"),
    Key("l", "l", "amend_links", "link a configuration to other elements, or unlink them", "links", "Amend"),
    Key(
        "p",
        "p",
        "polarity",
        "a configuration brings about (+) or holds back (-): change which",
        group="Amend",
    ),
    Key("x", "x", "split", "split: a coding at a word, a configuration of three in two", group="Amend"),
    Key("s", "s", "select", "select words and code them by hand", "select", "Code by hand"),
    Key("space", "Space", "mark", "mark an element, to join it with others", group="Code by hand"),
    Key("j", "j", "join", "join the marked elements into a configuration", "join", "Code by hand"),
    Key("m", "m", "memo", "write a memo", group="Keep"),
    Key("M", "M", "transcript_memo", "write a memo on the transcript", group="Keep"),
    Key("u", "u", "undo", "undo what you did last; each u takes one step back", "undo", "Keep"),
    Key("U", "U", "redo", "redo what you undid", group="Keep"),
    Key("question_mark", "?", "help", "show or leave this help", "help", "Keep"),
    Key("q", "q", "quit", "quit; everything is saved already", "quit", "Keep"),
)
WORDS = (
    Key("right", "→", "word_right", "one word further", "further", "While you choose words"),
    Key("left", "←", "word_left", "one word back", "back", "While you choose words"),
    Key("down", "↓", "row_down", "one line further", group="While you choose words"),
    Key("up", "↑", "row_up", "one line back", group="While you choose words"),
    Key("space", "Space", "turn", "begin here, then move the end; again: the other end", "begin, other end",
        "While you choose words"),
    Key("tab", "Tab", "turn", "the same as the space bar", group="While you choose words"),
    Key("enter", "Enter", "finish", "these are the words", "done", "While you choose words"),
    Key("escape", "Esc", "drop", "leave everything as it was", "leave", "While you choose words"),
    Key("question_mark", "?", "help", "show or leave this help", "help"),
)  # fmt: skip
_SETTLING = "While you settle what was read differently"
SETTLE = (  # the keys of a dialog of its own; 2, 3 ... are those of the other readings
    Key("1", "1, 2", "1", "this reading stands, and the others do not", group=_SETTLING),
    Key("b", "b", "both", "both readings stand", group=_SETTLING),
    Key("n", "n", "neither", "neither stands", group=_SETTLING),
    Key("e", "e", "amend", "another reading stands: another code, or another element", group=_SETTLING),
    Key("right", "→", "later", "the next one", group=_SETTLING),
    Key("left", "←", "earlier", "the one before", group=_SETTLING),
    Key("down", "↓", "scroll_down", "read on", group=_SETTLING),
    Key("up", "↑", "scroll_up", "read back", group=_SETTLING),
    Key("pagedown", "PgDn", "scroll_page_down", "read on, a page", group=_SETTLING),
    Key("pageup", "PgUp", "scroll_page_up", "read back, a page", group=_SETTLING),
    Key("u", "u", "undo", "undo what you settled last", group=_SETTLING),
    Key("escape", "Esc", "leave", "leave; nothing is settled without a rationale", group=_SETTLING),
)
MODES: dict[Mode, tuple[Key, ...]] = {"read": READ, "words": WORDS}


def acts(mode: Mode) -> dict[str, str]:
    """Acts by the keys that stand for them."""
    return {key.key: key.act for key in MODES[mode]}


def all_keys() -> list[str]:
    """Every key that means something in some mode."""
    return list(dict.fromkeys(key.key for keys in MODES.values() for key in keys))


def hinted(mode: Mode) -> list[Key]:
    """The keys of the bottom line: those that a narrow screen must show come first."""
    first = (
        "help",
        "quit",
        "accept",
        "reject",
        "next_undecided",
        "amend_words",
        "amend_code",
        "select",
        "undo",
    )
    keys = [key for key in MODES[mode] if key.hint]
    return sorted(keys, key=lambda key: first.index(key.act) if key.act in first else len(first))


def help_lines() -> list[tuple[str, str]]:
    """(key, what it does) with a ("", group) before each group."""
    lines: list[tuple[str, str]] = []
    group = ""
    for key in (*READ, *WORDS, *SETTLE):
        if key.group and key.group != group:
            group = key.group
            lines.append(("", group))
        if key.group:
            lines.append((key.shown, key.help))
    return lines
