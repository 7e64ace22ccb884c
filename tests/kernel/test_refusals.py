"""What a refusal says: a sentence with its places filled, lists read out."""

from tuopin.kernel.refusals import Refusal


def test_a_list_in_a_refusal_is_read_out_in_the_readers_language():
    refusal = Refusal("twice", "工作表“{sheet}”有含义相同的列:{headings}。", "只留一列。", sheet="贫困户", headings=["户编号", "户编码"])
    assert refusal.say()[0] == "工作表“贫困户”有含义相同的列:户编号、户编码。"
    english = {"工作表“{sheet}”有含义相同的列:{headings}。": "Sheet “{sheet}” has {headings} twice.", "、": ", "}
    assert refusal.say(lambda text: english.get(text, text))[0] == "Sheet “贫困户” has 户编号, 户编码 twice."
