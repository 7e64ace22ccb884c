"""A word in an address comes back as it was, says nothing on the way, and a forged one is nothing."""

from hypothesis import given
from hypothesis import strategies as st

from tuopin.kernel.home import alarm_file
from tuopin.kernel.veils import unveil, veil


@given(text=st.text())
def test_a_word_comes_back(text):
    assert unveil(veil(text)) == text


def test_a_veiled_word_shows_nothing_and_fits_an_address():
    word = veil("431129198001011234")
    assert "431129" not in word and word.isascii() and not set(word) & set("+/=&?#% ")
    assert word != veil("431129198001011234")


def test_other_words_are_taken_as_they_stand_and_forged_ones_are_nothing():
    assert unveil("H0001") == "H0001" and unveil("") == ""
    for word in ("~", "~x", "~é", "~" + veil("x")[5:], veil("x")[:-3]):
        assert unveil(word) == ""
    assert not [alarm for alarm in alarm_file().alarms() if "web.address" in alarm.place]
