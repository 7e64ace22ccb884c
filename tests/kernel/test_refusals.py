"""What a refusal says: a sentence with its places filled, lists read out."""

import pickle

import pytest

from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.words import Phrase


def test_a_list_in_a_refusal_is_read_out_in_the_readers_language():
    refusal = Refusal("twice", "工作表“{sheet}”有含义相同的列:{headings}。", "只留一列。", sheet="贫困户", headings=["户编号", "户编码"])
    assert refusal.say()[0] == "工作表“贫困户”有含义相同的列:户编号、户编码。"
    english = {"工作表“{sheet}”有含义相同的列:{headings}。": "Sheet “{sheet}” has {headings} twice.", "、": ", "}
    assert refusal.say(lambda text: english.get(text, text))[0] == "Sheet “贫困户” has 户编号, 户编码 twice."


@pytest.mark.parametrize("kind", [Refusal, NotFound, Forbidden])
def test_a_refusal_is_carried_to_another_process_whole(kind):
    said = kind("too-many", "一次最多 {most} 户:{names}。", "请分次办理。", most=300, names=["甲村", "乙村"])
    said.at = "first lane"
    carried = pickle.loads(pickle.dumps(said))
    assert (type(carried), carried.code, carried.say(), str(carried), carried.at) == (kind, "too-many", said.say(), str(said), "first lane")


def test_what_a_refusal_tells_in_the_words_of_the_house_is_translated_with_it_and_what_people_wrote_is_not():
    words = {"{title}没有下达:{what}({why})": "{title} was not issued: {what} ({why})", "期限已过": "the day is past", "甲": "A", "乙": "B", "、": ", "}
    refusal = Refusal("x", "{title}没有下达:{what}({why})", "", title="甲", what=Phrase("期限已过"), why=[Phrase("甲"), Phrase("乙"), "乙"])
    assert refusal.say(lambda sentence: words.get(sentence, sentence)) == ("甲 was not issued: the day is past (A, B, 乙)", "")
    assert refusal.say()[0] == "甲没有下达:期限已过(甲、乙、乙)" and refusal.params["what"] == "期限已过"
    carried = pickle.loads(pickle.dumps(refusal))
    assert carried.say(lambda sentence: words.get(sentence, sentence)) == refusal.say(lambda sentence: words.get(sentence, sentence))
    assert Refusal("x", "{what}", "", what=Phrase("")).say(lambda sentence: sentence or "the catalogue's header")[0] == ""
