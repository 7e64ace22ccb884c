"""The six phrases by which a cadre may judge themselves: 二十四字工作方针."""

from tuopin.kernel.words import phrase

SIX_PHRASES = {
    "unity": phrase("团结共事"), "planning": phrase("认真谋事"), "doing": phrase("扎实干事"),
    "heart": phrase("用心做事"), "bearing": phrase("担当扛事"), "clean": phrase("廉洁从事"),
}
