from pathlib import Path

import pytest

from realist_eval.errors import SourceError
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Script
from realist_eval.importer.readers.trs import read_trs
from realist_eval.importer.source_file import SourceFile

HEAD = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE Trans SYSTEM "trans-14.dtd">
<Trans scribe="me" audio_filename="talk"><Speakers>
<Speaker id="spk1" name="Zoé"/><Speaker id="spk2" name="Enquêteur"/><Speaker id="spk9" name="Silent"/>
</Speakers><Episode><Section type="report" startTime="0" endTime="30">"""
TAIL = "</Section></Episode></Trans>"
TALK = """
<Turn speaker="spk2" startTime="0.5" endTime="4.25"><Sync time="0.5"/>
et après <Event desc="i" type="noise" extent="instantaneous"/>
<Sync time="2.0"/> tu as fait <Event desc="rire" type="noise" extent="instantaneous"/> quoi ?
</Turn>
<Turn startTime="4.25" endTime="5"><Sync time="4.25"/>
<Event desc="pause" type="noise" extent="instantaneous"/></Turn>
<Turn speaker="spk1 spk2" startTime="5" endTime="9"><Sync time="5"/>
<Who nb="1"/>
bah rien
<Who nb="2"/>
ah bon
<Sync time="7"/><Who nb="1"/> non
</Turn>"""


def read(body: str) -> Script:
    return read_trs(SourceFile.of(Path("talk.trs"), (HEAD + body + TAIL).encode("latin-1")), Profile())


def test_turns_have_names_times_and_all_their_words():
    script = read(TALK)
    assert [(u.speaker, u.text, u.start_time) for u in script.utterances] == [
        ("Enquêteur", "et après tu as fait [rire] quoi ?", 0.5),
        ("Zoé", "bah rien", 5.0),
        ("Enquêteur", "ah bon", 5.0),
        ("Zoé", "non", 7.0),
    ]


def test_a_turn_of_somebody_who_is_not_listed_keeps_the_id():
    script = read('<Turn speaker="spk7" startTime="x" endTime="2"><Sync time="1"/>bien</Turn>')
    assert [(u.speaker, u.start_time) for u in script.utterances] == [("spk7", 1.0)]


def test_damage_and_silence_are_refused():
    with pytest.raises(SourceError, match="no turns with words"):
        read("")
    with pytest.raises(SourceError, match="not well-formed"):
        read("<Turn>")
    bomb = '<!DOCTYPE Trans [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Trans><Turn>&b;</Turn></Trans>'
    with pytest.raises(SourceError, match="definitions of its own"):
        read_trs(SourceFile.of(Path("talk.trs"), bomb.encode()), Profile())
