"""Whole pages in the conventions that people use; every text is invented."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from realist_eval.importer import Profile, read_file, read_text


def pages(text: str) -> dict[str, tuple[str, list[tuple[str | None, str]]]]:
    """Pages under `==== name`, each with who says what below it: `---- INT: So how / P1: Well`."""
    found = {}
    for page in text.strip().removeprefix("==== ").split("\n==== "):
        name, _, rest = page.partition("\n")
        body, *said = rest.split("\n---- ")
        turns = (turn.partition(": ") for turn in " ".join(said).split(" / "))
        found[name] = (f"\n{body}\n", [(None if who == "-" else who, words) for who, _, words in turns])
    return found


PAGES = pages(
    """
==== ukds plain
Interview 12
Date: 3 March 2019
Location: Participant's home
Interviewer: JB
Respondent: P12

INT: So tell me how you first heard about the scheme.

P12: Well it was my neighbour. She said: you should go along.

INT: Right.

P12: And I did. That was at 17:30 on a Tuesday.

It was raining too. Nobody else turned up.

INT: Okay, thank you.
---- INT: So tell / P12: Well it / INT: Right / P12: And I did / INT: Okay
==== labels in capitals, tab
INTERVIEWER:\tHow did it start?
RESPONDENT:\tSlowly. Very slowly, I would say.
INTERVIEWER:\tWhy was that?
RESPONDENT:\tBecause nobody had the time.
---- INTERVIEWER: How / RESPONDENT: Slowly / INTERVIEWER: Why / RESPONDENT: Because
==== otter
Jane Smith  0:03
Hello and thanks for coming.

Unknown Speaker  0:08
No problem.

Jane Smith  0:10
Let's go.

Transcribed by https://otter.ai
---- Jane Smith: Hello / Unknown Speaker: No prob / Jane Smith: Let's
==== rev
Speaker 1 (00:01):
Thanks for joining us today.
Speaker 2 (00:05):
Happy to be here. I started in 2012 (inaudible) and never left.
Speaker 1 (01:02:10):
And why?
---- Speaker 1: Thanks / Speaker 2: Happy / Speaker 1: And why
==== rev2
Speaker 1: [00:01] Thanks for joining us today.
Speaker 2: [00:05] Happy to be here.
Speaker 1: [00:10] And why?
---- Speaker 1: Thanks / Speaker 2: Happy / Speaker 1: And why
==== trint2
Ann Lee [00:00:01] Thanks for joining us today.

Bo Day [00:00:05] Happy to be here.

Ann Lee [00:00:10] And why? [00:00:12]

Bo Day [00:00:15] Because it matters.
---- Ann Lee: Thanks / Bo Day: Happy / Ann Lee: And why / Bo Day: Because
==== sonix
[00:00:01.050] - Speaker1
Thanks for joining us today.

[00:00:05.200] - Speaker2
Happy to be here.

[00:00:10.000] - Speaker1
And why?
---- Speaker1: Thanks / Speaker2: Happy / Speaker1: And why
==== amberscript
Speaker 1
00:00:01
Thanks for joining us today.

Speaker 2
00:00:05
Happy to be here.

Speaker 1
00:00:10
And why?
---- Speaker 1: Thanks / Speaker 2: Happy / Speaker 1: And why
==== teams web
Steering group-20230101_100000-Meeting Recording
January 1, 2023, 10:00AM
58m 12s

Ann Lee started transcription

Ann Lee   0:03
Thanks for joining us today.
Bo Day   0:07
Happy to be here. At 10:30 I must go.
Ann Lee   0:12
And why?

Ann Lee stopped transcription
---- Ann Lee: Thanks / Bo Day: Happy / Ann Lee: And why
==== focus group
Moderator: Let's begin. Who wants to go first?
F1: I can.
M2: Go on then.
F1: So I came to the centre in May. It was a shock: nobody spoke to me.
F3: Same here.
Moderator: Same how?
All: [laughter]
M2: We never knew when the bus came.
Note: the recording is unclear here
F4: Me neither.
---- Moderator: Let's / F1: I can / M2: Go on / F1: So I / F3: Same / Moderator: Same how / All:
---- [laughter] / M2: We never / F4: Me neither
==== italian
Intervistatore: Come è iniziato il progetto?
Intervistata: È iniziato nel 2015. Prima di allora: niente.
Intervistatore: E poi?
Intervistata: Poi sono arrivati i fondi.
---- Intervistatore: Come / Intervistata: È iniz / Intervistatore: E poi / Intervistata: Poi
==== french
Enquêteur : Comment avez-vous commencé ?
Enquêtée : Par hasard. À 17h30 un soir.
Enquêteur : Et ensuite ?
Enquêtée : Ensuite : le chômage.
---- Enquêteur: Comment / Enquêtée: Par / Enquêteur: Et / Enquêtée: Ensuite
==== label own line colon
Interviewer:
How did it start?

Ms Brown:
Slowly. We had three people.
And then five.

Interviewer:
Why?

Ms Brown:
Word of mouth.
---- Interviewer: How / Ms Brown: Slowly / Interviewer: Why / Ms Brown: Word
==== line numbered
1  INT: How did it start, if you think back to
2  the very first days?
3  P1: Slowly. We had three people and
4  none of them knew what to do.
5  INT: And then?
6  P1: Then it grew.
---- INT: How did it start, if you think back to the very first / P1: Slowly / INT: And then / P1: Then
---- it
==== turn numbers
1. Interviewer: How did it start?
2. Respondent: Slowly.
3. Interviewer: And then?
4. Respondent: Then it grew.
---- Interviewer: How / Respondent: Slowly / Interviewer: And / Respondent: Then
==== T numbers
[T001] Interviewer: How did it start?
[T002] Participant 1: Slowly.
[T003] Interviewer: And then?
[T004] Participant 2: Then it grew.
---- Interviewer: How / Participant 1: Slowly / Interviewer: And / Participant 2: Then
==== Q numbers
Q1: How did it start?
A1: Slowly.
Q2: And then?
A2: Then it grew.
Q3: Why?
A3: People.
Q4: Good.
A4: Yes.
---- Q: How / A: Slowly / Q: And / A: Then / Q: Why / A: People / Q: Good / A: Yes
==== QA
Q: How did it start?
A: Slowly.
Q: And then?
A: Then it grew.
---- Q: How / A: Slowly / Q: And / A: Then
==== Q. A.
Q. How did it start?
A. Slowly.
Q. And then?
A. Then it grew.
Q. Good.
A. I think so.
---- Q: How / A: Slowly / Q: And / A: Then / Q: Good / A: I think
==== initials spaces
I   Tell me about the start.
R   I think I was the first. I came in May.
I   And then?
R   I stayed.
I was glad of it.
I   Good.
---- I: Tell / R: I think / I: And then / R: I stayed / I: Good
==== initials tab key
TF = Trish
JB = Joan Baker

TF\tTell me about the start.
JB\tI think I was the first.
TF\tAnd then?
JB\tI stayed.
---- TF: Tell / JB: I think / TF: And then / JB: I stayed
==== key single space
Key: TF = Trish Field, JB = Joan Baker

TF Tell me about the start.
JB I think I was the first.
TF And then?
JB I stayed.
---- TF: Tell / JB: I think / TF: And then / JB: I stayed
==== brackets dash
[Interviewer] - How did it start?
[Respondent 3] - Slowly.
[Interviewer] - And then? [pause]
[Respondent 1] - [laughs] Then it grew.
[coughs]
[Respondent 3] - Yes.
---- Interviewer: How / Respondent 3: Slowly / Interviewer: And / Respondent 1: [laughs] / Respondent 3:
---- Yes
==== S1 time
S1 00:00:01.717 How did it start?
S2 00:00:03.000 Slowly.
S1 00:00:04.100 And then?
S2 00:00:07.500 Then it grew.
---- S1: How / S2: Slowly / S1: And / S2: Then
==== headings
# Interview with a nurse

### Interviewer

How did it start?

### Nurse

Slowly. There were three of us.

Then five.

### Interviewer

And then?

### Nurse

Then it grew.
---- Interviewer: How / Nurse: Slowly / Interviewer: And / Nurse: Then
==== only facilitator
Facilitator: How did it start?

Slowly, there were three of us.

I came later.

Facilitator: And then?

Then it grew.

Facilitator: Why was that?

People talked.
---- Facilitator: How / -: Slowly / -: I came / Facilitator: And / -: Then / Facilitator: Why / -: People
==== marks
>> How did it start?
>> Slowly. There were three of us
and a dog.
>> And then?
>> Then it grew.
---- -: How / -: Slowly. There were three of us and / -: And / -: Then
==== marks names
>> ANN: How did it start?
>> BOB: Slowly.
>> ANN: And then?
>> BOB: Then it grew.
---- ANN: How / BOB: Slowly / ANN: And / BOB: Then
==== full name initials
Joan Baker (JB): How did it start?
Tom Field (TF): Slowly.
JB: And then?
TF: Then it grew.
JB: Why?
TF: No idea.
---- JB: How / TF: Slowly / JB: And / TF: Then / JB: Why / TF: No
==== f4
I: Wie hat es angefangen? #00:00:12-4#

B: Langsam. Wir waren zu dritt. #00:00:20-1#

I: Und dann? #00:00:25-0#

B: Dann wuchs es. #00:00:30-2#
---- I: Wie / B: Langsam / I: Und / B: Dann
==== smpte
00:00:01:12 Ann: How did it start?
00:00:05:00 Bob: Slowly.
00:00:09:20 Ann: And then?
00:00:12:10 Bob: Then it grew.
---- Ann: How / Bob: Slowly / Ann: And / Bob: Then
==== csv-like time range
00:00:01 - 00:00:04
Ann Lee
How did it start?

00:00:05 - 00:00:08
Bob Day
Slowly.

00:00:09 - 00:00:11
Ann Lee
And then?
---- Ann Lee: How / Bob Day: Slowly / Ann Lee: And
==== chinese
访谈者:你是怎么开始的?
受访者:很慢。
访谈者:然后呢?
受访者:然后就发展了。
---- 访谈者: 你是 / 受访者: 很慢 / 访谈者: 然后 / 受访者: 然后就
==== arabic
الباحث: كيف بدأ المشروع؟
المشارك: ببطء شديد.
الباحث: وبعد ذلك؟
المشارك: ثم نما.
---- الباحث: كيف / المشارك: ببطء / الباحث: وبعد / المشارك: ثم
==== russian
Интервьюер: Как всё началось?
Респондент 1: Медленно.
Интервьюер: А потом?
Респондент 1: Потом выросло.
---- Интервьюер: Как / Респондент 1: Медл / Интервьюер: А / Респондент 1: Потом
==== break and part
**Ann Lee:** How did it start?

**Bob Day:** Slowly.

**Break:** \\[23:54\\]

**Ann Lee:** And then?

## Part 2

**Bob Day:** Then it grew.

Part 3: The end

**Ann Lee:** Thanks.
---- Ann Lee: How / Bob Day: Slowly / Ann Lee: And / Bob Day: Then / Ann Lee: Thanks
==== bold no colon
**Ann Lee** How did it start?

**Bob Day** Slowly, it was **very** hard.

**Ann Lee** And then?

**Bob Day** Then it grew.
---- Ann Lee: How / Bob Day: Slowly / Ann Lee: And / Bob Day: Then
==== wrapped
INTERVIEWER: Could you tell me a bit about how you came to be involved
in the partnership, and what your role was at the beginning of it all?

MRS JONES: Well I was asked by the director, because I had worked with
the council before and I knew the people there. So I said yes, and then
of course it turned out to be a lot more work than anybody had told me.

INTERVIEWER: Was it?

MRS JONES: It was. [laughs]
---- INTERVIEWER: Could you tell me a bit about how you came to be involved in the / MRS JONES: Well /
---- INTERVIEWER: Was / MRS JONES: It was
==== names with apostrophes
Siobhán O’Neill: How did it start?
Jean-Luc d'Arc: Slowly.
Siobhán O’Neill: And then?
Dr. A. B. Smith, Ph.D.: It grew.
Jean-Luc d'Arc: It did.
Dr. A. B. Smith, Ph.D.: Quite.
---- Siobhán O’Neill: How / Jean-Luc d'Arc: Slowly / Siobhán O’Neill: And / Dr. A. B. Smith, Ph.D.: It
---- grew / Jean-Luc d'Arc: It did / Dr. A. B. Smith, Ph.D.: Quite
==== lower case role labels
interviewer: how did it start?
respondent: slowly
interviewer: and then?
respondent: then it grew
---- interviewer: how / respondent: slowly / interviewer: and / respondent: then
==== zoom saved
[Ann Lee] 10:02:09
How did it start?

[Bob Day] 10:02:19
Slowly.

[Ann Lee] 10:03:09
And then?
---- Ann Lee: How / Bob Day: Slowly / Ann Lee: And
==== yaml
---
title: Interview
date: 2020-01-01
---

Ann: How did it start?

Bob: Slowly.

Ann: And then?

Bob: It grew.
---- Ann: How / Bob: Slowly / Ann: And / Bob: It
==== speaker paren time first
(00:00:01) Interviewer: How did it start?
(00:00:07) P1: Slowly.
(00:00:12) Interviewer: And then?
---- Interviewer: How / P1: Slowly / Interviewer: And
==== name pipe time
Ann Lee | 00:01
How did it start?

Bob Day | 00:07
Slowly.

Ann Lee | 00:12
And then?
---- Ann Lee: How / Bob Day: Slowly / Ann Lee: And
==== time tab name tab text
00:00:01\tAnn Lee\tHow did it start?
00:00:07\tBob Day\tSlowly.
00:00:12\tAnn Lee\tAnd then?
---- Ann Lee: How / Bob Day: Slowly / Ann Lee: And
==== name tab time tab text
Ann Lee\t00:00:01\tHow did it start?
Bob Day\t00:00:07\tSlowly.
Ann Lee\t00:00:12\tAnd then?
---- Ann Lee: How / Bob Day: Slowly / Ann Lee: And
==== otter no time colon
Ann Lee

How did it start?

Bob Day

Slowly. We were three.

Ann Lee

And then?

Bob Day

It grew.
---- Ann Lee: How / Bob Day: Slowly / Ann Lee: And / Bob Day: It
==== underlined
__Ann__: How did it start?

__Bob__: Slowly.

*Ann:* And then?

_Bob_: It grew.
---- Ann: How / Bob: Slowly / Ann: And / Bob: It
==== angle
<INT> How did it start?
<R1> Slowly. <overlap> yes </overlap>
<INT> And then?
<R1> It grew.
---- INT: How / R1: Slowly / INT: And / R1: It
==== parens
(Interviewer) How did it start?
(Respondent) Slowly.
(Interviewer) And then?
(laughs)
(Respondent) It grew.
---- Interviewer: How / Respondent: Slowly / Interviewer: And / Respondent: It
==== em dash
Interviewer — How did it start?
Respondent — Slowly.
Interviewer — And then?
Respondent — It grew.
---- Interviewer: How / Respondent: Slowly / Interviewer: And / Respondent: It
==== hyphen
INT - How did it start?
P1 - Slowly.
INT - And then?
P1 - It grew.
---- INT: How / P1: Slowly / INT: And / P1: It
==== times here and there
AL [00:30]
So how did it start?
BK [00:41]
Slowly, because nobody knew.
AL
And then?
BK [01:12]
It grew.
---- AL: So how / BK: Slowly / AL: And then / BK: It grew
==== time, name and words
[00:00:01] Ann Lee So how did it start?
[00:00:07] Bob Ray Well, slowly.
[00:00:15] Ann Lee And then?
[00:00:21] Bob Ray It grew.
[00:00:25] Ann Lee Right.
---- Ann Lee: So / Bob Ray: Well / Ann Lee: And / Bob Ray: It / Ann Lee: Right
==== voices that were not told
Moderator: What helped?
F1: The coffee.
F2: No, the people.
M1: Both.
F?: [laughs]
M1 and F2: Yes.
Moderator: Thanks.
F1: Bye.
F2: Bye.
M1: Bye.
---- Moderator: What / F1: The / F2: No / M1: Both / F?: [laughs] / M1 and F2: Yes / Moderator: Thanks /
---- F1: Bye / F2: Bye / M1: Bye
==== part in words
Interviewer: How did it start?
Respondent: Slowly.

PART TWO: THE MONEY

Interviewer: And the money?
Respondent: Late.
---- Interviewer: How / Respondent: Slowly. / Interviewer: And / Respondent: Late
==== full stop and hyphen
ENTREVISTADORA.- ¿Cómo empezó todo?
MARÍA.- Pues en primavera.
ENTREVISTADORA.- ¿Y luego?
MARÍA.- Creció mucho.
---- ENTREVISTADORA: ¿Cómo / MARÍA: Pues / ENTREVISTADORA: ¿Y / MARÍA: Creció
==== a dot before the time
Ann Lee • 00:03
So how did it start?

Bob Ray • 00:09
Slowly.

Ann Lee • 00:12
And then?
---- Ann Lee: So / Bob Ray: Slowly / Ann Lee: And
==== equals dots
I. How did it start?
R. Slowly.
I. And then?
R. It grew.
---- I: How / R: Slowly / I: And / R: It
"""
)


def told(text: str, **said: str) -> list[tuple[str | None, str]]:
    transcript = read_text(text, profile=Profile(**said)).transcript
    assert all(transcript.text[turn.start : turn.end] == transcript.quote(turn) for turn in transcript.turns)
    assert "\n".join(map(transcript.quote, transcript.turns)) == transcript.text
    return [(turn.speaker, transcript.quote(turn)) for turn in transcript.turns]


@pytest.mark.parametrize("name", PAGES)
def test_page_is_told_apart(name: str) -> None:
    text, expected = PAGES[name]
    got = told(text)
    assert [speaker for speaker, _ in got] == [speaker for speaker, _ in expected]
    for (_, words), (_, start) in zip(got, expected, strict=True):
        assert words.startswith(start)


def test_what_is_no_speech_is_left_out_and_said() -> None:
    text = (
        "Interview 4\nDate: 3 May 2020\nInterviewer: AB\n\n"
        "INT: How did it start?\n\nR1: Slowly.\n\nPart 2: Money\n\nINT: And the money?\n\nR1: Late.\n\n"
        "Page 3 of 4\n\nTranscribed by a friend\n"
    )
    reading = read_text(text)
    assert reading.transcript.text == "How did it start?\nSlowly.\nAnd the money?\nLate."
    said = {problem.line: problem.message for problem in reading.problems}
    assert {1, 9, 15, 17} <= set(said)
    assert "head of the file" in said[1]


def test_clock_times_and_links_are_no_speakers() -> None:
    text = "Ann: We met.\nBob: Yes.\n17:30 it was.\nhttps://example.org: there.\nAnn: Right.\nBob: Good.\n"
    assert [speaker for speaker, _ in told(text)] == ["Ann", "Bob", "Ann", "Bob"]


def test_a_sentence_before_a_colon_is_no_speaker() -> None:
    text = (
        "Ann: How was it?\nBob: Fine.\nThe thing is: nobody came.\nAnn: Nobody?\nBob: Nobody.\n"
        "And then I thought: why?\nAnn: Right.\nBob: Yes.\n"
    )
    assert [speaker for speaker, _ in told(text)] == ["Ann", "Bob", "Ann", "Bob", "Ann", "Bob"]


def test_lines_cut_at_a_fixed_width_are_whole_again() -> None:
    said = "The director asked me because I had worked with the council before and I knew people there."
    cut = "\n".join(said[at : at + 40] for at in range(0, len(said), 40))
    text = f"Ann Field   0:01\nHow did it start?\n\nBob Day   0:05\n{cut}\n\nAnn Field   0:30\nRight.\n"
    assert told(text)[1] == ("Bob Day", said)


def test_wrapped_lines_become_one_paragraph() -> None:
    text = (
        "INT: Could you tell me how you came to be involved\nin the partnership, at the beginning?\n\n"
        "R1: The director asked me, because I had worked with\nthe council before and knew people there, so\n"
        "yes.\n\nAfter that it grew, slowly at first and then so fast\nthat nobody followed.\n\n"
        "INT: I see.\n\nR1: Yes.\n"
    )
    got = told(text)
    assert got[0][1] == "Could you tell me how you came to be involved in the partnership, at the beginning?"
    assert got[1][1].split("\n") == [
        "The director asked me, because I had worked with the council before and knew people there, so yes.",
        "After that it grew, slowly at first and then so fast that nobody followed.",
    ]


def test_a_page_without_labels_is_a_document_of_paragraphs() -> None:
    reading = read_text(
        "# Plan\n\nThe partnership began in May.\n\nIt grew, because people talked.\n", "plan"
    )
    transcript = reading.transcript
    assert transcript.kind == "document"
    assert [transcript.quote(turn) for turn in transcript.turns] == [
        "The partnership began in May.",
        "It grew, because people talked.",
    ]
    assert {turn.speaker for turn in transcript.turns} == {None}


def test_notes_of_an_observation_are_known_by_their_name() -> None:
    assert (
        read_text("The room was full.\n\nTwo people left.\n", "field notes site 2").transcript.kind
        == "observation"
    )


def test_quoted_answers_are_open_answers() -> None:
    transcript = read_text(
        'response\n"It helped."\n"It did not."\n"Perhaps."\n"Who knows, really."\n'
    ).transcript
    assert transcript.kind == "open_answers"
    assert [transcript.quote(turn) for turn in transcript.turns] == [
        "It helped.",
        "It did not.",
        "Perhaps.",
        "Who knows, really.",
    ]


def test_three_participants_make_a_focus_group() -> None:
    text = (
        "Moderator: Who starts?\nP1: I do.\nP2: Me too.\nP3: Fine.\nModerator: Go on.\nP1: Well.\nP2: Yes.\n"
    )
    assert read_text(text).transcript.kind == "focus_group"


def test_a_label_pattern_overrides_the_guess() -> None:
    text = "(a) How did it start?\n(b) Slowly.\n(a) Why?\n(b) No idea.\n"
    assert told(text, label=r"\((\w)\)") == [
        ("a", "How did it start?"),
        ("b", "Slowly."),
        ("a", "Why?"),
        ("b", "No idea."),
    ]


def test_no_labels_can_be_asked_for() -> None:
    text = "Ann: How did it start?\n\nBob: Slowly.\n\nAnn: Why?\n"
    assert [speaker for speaker, _ in told(text, convention="no labels")] == [None, None, None]


def test_a_label_that_stands_once_is_a_question() -> None:
    turns = "".join(f"Ann: Question {n}?\nBob: Answer {n}.\n" for n in range(8))
    reading = read_text(f"{turns}Cat: Hello all.\n")
    (question,) = [problem for problem in reading.problems if "Cat" in problem.message]
    assert (question.severity, question.line) == ("question", 17)


def test_timed_pieces_of_one_speaker_are_one_turn() -> None:
    text = "[Ann] 10:00:01\nI was going to\n\n[Ann] 10:00:04\nsay that.\n\n[Bob] 10:00:06\nYes?\n"
    assert told(text) == [("Ann", "I was going to say that."), ("Bob", "Yes?")]


def test_controls_and_odd_line_ends_do_not_reach_the_text() -> None:
    assert told("Ann: How\x00 did\tit start?\r\nBob: Slow\x07ly.\rAnn: Ok.\nBob: Yes.") == [
        ("Ann", "How did it start?"),
        ("Bob", "Slowly."),
        ("Ann", "Ok."),
        ("Bob", "Yes."),
    ]


def test_a_long_transcript_is_read_within_a_second() -> None:
    words = "and then we said that it would be better to wait for the others before deciding anything " * 3
    text = "".join(f"INT: Question {n}?\nR1: {words}\n" for n in range(1100))
    assert len(text) > 300_000
    started = time.perf_counter()
    reading = read_text(text)
    assert time.perf_counter() - started < 2.0  # a machine under load; the bar is one second
    assert len(reading.transcript.turns) == 2200


# ---------------------------------------------------------------- cues


def cues(tmp_path: Path, *said: str) -> list[tuple[str | None, str]]:
    path = tmp_path / "a.srt"
    blocks = (f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\n{text}\n" for n, text in enumerate(said, 1))
    path.write_text("\n".join(blocks), encoding="utf-8")
    transcript = read_file(path).transcript
    assert all(turn.start_time is not None for turn in transcript.turns)
    return [(turn.speaker, transcript.quote(turn)) for turn in transcript.turns]


def test_a_label_holds_until_the_next_one(tmp_path: Path) -> None:
    said = ("ANN: How did it start", "if you think of it?", "BOB: Slowly.", "Very slowly.", "ANN: Right.")
    assert cues(tmp_path, *said) == [
        ("ANN", "How did it start if you think of it?"),
        ("BOB", "Slowly. Very slowly."),
        ("ANN", "Right."),
    ]


def test_a_name_may_stand_at_the_end_of_a_cue(tmp_path: Path) -> None:
    said = (
        "How did it start? (Interviewer)",
        "Slowly. (Nurse)",
        "And then? (Interviewer)",
        "It grew. (Nurse)",
    )
    assert cues(tmp_path, *said)[:2] == [("Interviewer", "How did it start?"), ("Nurse", "Slowly.")]


def test_marks_inside_a_cue_open_turns(tmp_path: Path) -> None:
    said = (">> How did it start?", ">> Slowly. There were", "three. >> And then?", ">> It grew.")
    assert [words for _, words in cues(tmp_path, *said)] == [
        "How did it start?",
        "Slowly. There were three.",
        "And then?",
        "It grew.",
    ]


def test_cues_of_nobody_become_paragraphs_of_bounded_length(tmp_path: Path) -> None:
    got = cues(tmp_path, *(f"We said that it was cue number {n} of the film." for n in range(50)))
    assert 3 <= len(got) <= 10
    assert {speaker for speaker, _ in got} == {None}
    assert all(len(words) < 500 for _, words in got)


def test_who_is_who_at_the_start_is_no_speech() -> None:
    text = "Interviewer: Ann Field\nRespondent: Bob Day\n\nInterviewer: Hello.\n\nRespondent: Hello, Ann.\n"
    assert told(text) == [("Interviewer", "Hello."), ("Respondent", "Hello, Ann.")]


def test_a_long_stretch_before_the_first_label_is_a_warning() -> None:
    reading = read_text(f"{'Well we came in May and stayed. ' * 30}\n\nAnn: Why?\n\nBob: So.\n\nAnn: Ah.\n")
    assert any(
        problem.severity == "warning" and "before the first speaker" in problem.message
        for problem in reading.problems
    )


def test_notes_below_the_talk_are_nobodys_words() -> None:
    text = "Int: How was it?\nAnn: Fine.\nInt: Thanks.\nAnn: Bye.\n\n## Notes after it\n\nShe was tired.\n"
    last = read_text(text).transcript.turns[-1]
    assert (last.speaker, last.part) == (None, "other")
    assert told(text.replace("Notes after it", "On the bus"))[-1] == (
        "Ann",
        "Bye.\nShe was tired.",
    )


def test_a_name_that_stands_once_is_asked_about_in_a_short_talk_too() -> None:
    text = "INT: How?\nP1: Slowly.\nINT: Why?\nP1: Nobody knew.\nCara: Sorry I am late.\n"
    (question,) = [each for each in read_text(text).problems if each.severity == "question"]
    assert (question.line, "“Cara” stands once" in question.message) == (5, True)


def test_a_name_read_as_words_may_be_said_to_speak() -> None:
    turns = "".join(f"INT: Question {n}?\nP1: Answer {n}.\n\nMore of it.\n\nAnd more.\n" for n in range(4))
    text = f"{turns}Cara: Sorry I am late.\nHonestly: it was.\nMoney: none.\n"
    questions = {each.line: each for each in read_text(text).problems if each.severity == "question"}
    assert "“Cara:” stands once, and was read as words" in questions[25].message
    assert told(text, parts={"Cara": "participant"})[-1][0] == "Cara"


def test_those_who_ask_and_those_who_answer_are_no_slip_of_the_pen() -> None:
    text = "Intervistatore: E poi?\nIntervistato: Niente.\nIntervistatore: Bene.\n"
    assert not [each for each in read_text(text).problems if each.severity == "question"]


def test_a_single_letter_word_at_a_cut_stays_a_word() -> None:
    said = [
        "we all know that the council had made it a",
        "scheduled stop for every bus in the town a",
        "bout which nobody had been told anything a",
        "t all before the new timetable came out to",
    ]
    width = max(map(len, said))
    lines = "\n".join(line.ljust(width, "x") for line in said)
    whole = read_text(f"INT: How was it?\nP1:\n{lines}\nand th\nINT: Right.\nP1: Yes.\n").transcript.text
    assert "a scheduled stop" in whole
    assert "about which" in whole


SAID = (
    "How did it begin for you?",
    "In spring, since they trusted us.",
    "And what came of it?",
    "More people came.",
    "Who decided?",
    "The board did.",
)


@pytest.mark.parametrize(
    ("label", "write"),
    [
        *((label, "{}: {}\n") for label in ("SR", "IE", "MS", "PH", "Will", "May", "Me", "He")),
        *((label, "[{}] {}\n") for label in ("DR", "Will")),
        *((label, "{}\n{}\n\n") for label in ("AM", "SR", "BE")),
        ("SPEAKER_00", "**{}:** {}\n\n"),
    ],
)
def test_what_opens_every_second_line_is_a_speaker_whatever_the_word(label: str, write: str) -> None:
    text = "".join(write.format((label, "Interviewer")[at % 2], words) for at, words in enumerate(SAID))
    transcript = read_text(text).transcript
    assert [(turn.speaker, transcript.quote(turn)) for turn in transcript.turns] == [
        ((label, "Interviewer")[at % 2], words) for at, words in enumerate(SAID)
    ]


@pytest.mark.parametrize("word", ["NB", "PS", "Note", "Yes", "Date"])
def test_a_word_that_opens_a_line_now_and_then_is_no_speaker(word: str) -> None:
    lines = [f"{('P1', 'Interviewer')[at % 2]}: {words}" for at, words in enumerate(SAID)]
    lines.insert(2, f"{word}: we had no money then.")
    assert {turn.speaker for turn in read_text("\n".join(lines)).transcript.turns} == {"P1", "Interviewer"}


@pytest.mark.parametrize(
    "labels", [("Interviewer", "Ann"), ("INT", "P1"), ("I", "R"), ("Facilitator", "F 2")]
)
def test_one_question_and_one_answer_are_two_turns(labels: tuple[str, str]) -> None:
    text = f"{labels[0]}: How did it begin?\n{labels[1]}: In spring, I think, when they\nhad the time.\n"
    assert [turn.speaker for turn in read_text(text).transcript.turns] == [*labels]


def test_two_lines_with_colons_are_no_talk() -> None:
    text = "Aim: to see what works.\nMethod: we asked them why.\n"
    assert {turn.speaker for turn in read_text(text).transcript.turns} == {None}
