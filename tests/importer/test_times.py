import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realist_eval.importer.readers.times import from_value, seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0:01", 1.0),
        ("02:03", 123.0),
        ("1:02:03", 3723.0),
        ("1:02:03.5", 3723.5),
        ("00:01:02,250", 62.25),
        ("0:0:1.510", 1.51),
        ("[00:12]", 12.0),
        ("(1:00)", 60.0),
        ("00:00:01:12", 1.48),
        ("00:00:01;12", 1.48),
        ("11:02:09 AM", 11 * 3600 + 129),
        ("9:30 pm", 21.5 * 3600),
        ("12:05 am", 300.0),
        ("1h 2m 3s", 3723.0),
        ("30 min", 1800.0),
        ("PT4.2S", 4.2),
        ("62.5", 62.5),
        ("62,5", 62.5),
        ("-00:00:01.000", 0.0),
        ("00:00:-0.5", 0.0),
    ],
)
def test_every_way_to_write_a_time_becomes_seconds(text, expected):
    assert seconds(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text", ["", "hello", ":", "1:2:3:4:5", "12:", "1.2.3", "99999999999999", "a1:02", "h m s"]
)
def test_what_is_no_time_is_none(text):
    assert seconds(text) is None


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999))
def test_clocks_come_back(hours, minutes, secs, millis):
    written = f"{hours:02d}:{minutes:02d}:{secs:02d}.{millis:03d}"
    assert seconds(written) == pytest.approx(hours * 3600 + minutes * 60 + secs + millis / 1000)


@given(st.text(max_size=30))
def test_no_text_breaks_it(text):
    found = seconds(text)
    assert found is None or found >= 0


@pytest.mark.parametrize(
    ("value", "scale", "expected"),
    [
        (2500, 0.001, 2.5),
        ("2500", 0.001, 2.5),
        ("00:00:02", 0.001, 2.0),
        (dt.time(0, 1, 2), 1.0, 62.0),
        (dt.datetime(2024, 5, 1, 10, 0, 1), 1.0, 36001.0),
        (dt.timedelta(seconds=90), 1.0, 90.0),
        (True, 1.0, None),
        (None, 1.0, None),
        (float("nan"), 1.0, None),
        (float("inf"), 1.0, None),
        ([1], 1.0, None),
    ],
)
def test_values_of_cells_and_json_become_seconds(value, scale, expected):
    assert from_value(value, scale) == expected
