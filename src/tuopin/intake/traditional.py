"""Headings in traditional characters, as those who write them in Hong Kong, Macao and Taiwan send them: read as the simplified ones.

Only the characters that stand in the names of fields and sheets; what the rows say is left as it is.
"""

from __future__ import annotations

PAIRS = """
亂乱 係系 個个 償偿 創创 劃划 動动 務务 勞劳 勵励 區区 參参 員员 喫吃 單单 圖图 執执 學学 寬宽 專专 對对 屬属 崗岗 師师 帳帐 帶带 幫帮 幹干 廁厕 廣广 後后 態态 戶户 據据 數数 時时
書书 業业 標标 機机 歷历 決决 況况 準准 濟济 無无 營营 狀状 獎奖 現现 產产 畝亩 療疗 碼码 種种 稱称 積积 紅红 純纯 級级 組组 結结 統统 經经 編编 總总 織织 繫系 聯联 職职 脫脱 與与
號号 衛卫 衞卫 裏里 補补 裡里 視视 計计 記记 話话 認认 證证 識识 財财 貧贫 責责 賬账 車车 軍军 輟辍 轉转 農农 運运 還还 鄉乡 醫医 銀银 鎮镇 長长 開开 間间 關关 隊队 險险 離离 難难
電电 領领 頭头 類类 飲饮 養养 駐驻 體体 點点 龍龙 別别 資资 憑凭 項项 蓋盖 萬万 問问 題题 辦办 處处 頃顷
"""  # traditional, simplified
SIMPLIFIED = str.maketrans(dict(PAIRS.split()))


def simplified(heading: str) -> str:
    """The heading in simplified characters."""
    return heading.translate(SIMPLIFIED)
