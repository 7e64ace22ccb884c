"""Everything that can be wrong with a file or a row, in one list: what it means and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase as _


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and what to do; both with `{name}` places filled from the record's `params`."""

    message: str
    fix: str


COPY_VALUES = _("在原表中选中该列,复制后用“选择性粘贴—数值”贴回,再上传。")
ASK_FOR_ID = _("对照身份证原件改正后再上传。")
CHECK_CELL = _("对照原始资料改正该单元格后再上传。")
SAVE_AS_XLSX = _("用表格软件打开,另存为“Excel 工作簿 (*.xlsx)”后再上传。")

CELLS: dict[str, Problem] = {
    "normalised": Problem(_("写法已按统一格式整理。"), _("无需处理。")),
    "cell-error": Problem(_("单元格是公式错误值 {error}。"), _("查出公式出错的原因,填入真实数值后再上传。")),
    "formula-cell": Problem(_("单元格是公式,没有固化为数值。"), COPY_VALUES),
    "cell-too-long": Problem(_("单元格有 {length} 个字,超过表格软件 {limit} 字的上限。"), CHECK_CELL),
    "hidden-direction-mark": Problem(_("单元格含有改变文字方向的隐藏字符。"), _("删除该单元格内容,手工重新录入。")),
    "control-character": Problem(_("单元格含有不可见的控制字符。"), _("删除该单元格内容,手工重新录入。")),
    "broken-text": Problem(_("单元格是乱码。"), _("从原始文件重新复制该单元格,或按正确编码另存后再上传。")),
    "private-use-character": Problem(_("含有自造字,在别的电脑上可能显示不出。"), _("核对无误后确认;能用标准汉字的改用标准汉字。")),
    "text-too-long": Problem(_("文字有 {length} 个字,超过 {limit} 个字的上限。"), _("精简后再上传。")),
    "required-empty": Problem(_("必填项为空。"), _("补填后再上传。")),
    "name-not-text": Problem(_("姓名不是文字。"), CHECK_CELL),
    "name-starts-like-formula": Problem(_("姓名以 =、+、-、@ 等公式符号开头。"), CHECK_CELL),
    "dash-for-empty": Problem(_("单元格以“-”“/”“无”代替空白,按“未知”处理。"), _("确为未知的请确认;确为 0 或“否”的,改填后再上传。")),
    "certificate-stored-as-number": Problem(_("证件号码列是数字格式,后三位已丢失。"), _("把该列改为文本格式,对照证件重新录入,不能由系统补回。")),
    "certificate-scientific": Problem(_("证件号码变成了科学计数法,号码已丢失。"), _("把该列改为文本格式,对照证件重新录入。")),
    "certificate-lookalike": Problem(_("证件号码末位用了形似 X 的其他字符。"), _("改为大写英文字母 X 后再上传。")),
    "certificate-foreign-digits": Problem(_("证件号码含有非标准数字字符。"), _("用半角数字重新录入。")),
    "certificate-characters": Problem(_("证件号码含有数字和 X 以外的字符。"), ASK_FOR_ID),
    "certificate-masked": Problem(_("证件号码被遮盖(含 *)。"), _("填写完整号码后再上传;系统显示时会自动遮盖。")),
    "certificate-two-numbers": Problem(_("一个单元格里有两个证件号码。"), _("每人一行,每行一个号码。")),
    "certificate-length": Problem(_("证件号码有 {length} 位,应为 18 位。"), ASK_FOR_ID),
    "certificate-birth-date": Problem(_("证件号码中的出生日期不存在。"), ASK_FOR_ID),
    "certificate-birth-in-future": Problem(_("证件号码中的出生日期晚于 {year} 年年底。"), _("对照身份证改正,或把该成员放到其出生以后的年度。")),
    "certificate-too-old": Problem(_("按证件号码年龄超过 {years} 岁。"), ASK_FOR_ID),
    "certificate-check-digit": Problem(_("证件号码校验位不对,至少有一位录错。"), ASK_FOR_ID),
    "certificate-area-unknown": Problem(_("证件号码前六位不是任何已知的行政区划。"), _("对照身份证;确实如此的请确认。")),
    "certificate-15-digits": Problem(_("证件号码是 15 位旧号码,已换算为 18 位。"), _("对照现用身份证核对后确认。")),
    "certificate-zeros": Problem(_("证件号码以 000 结尾,而同列有数字格式的单元格,末三位可能已丢失。"), _("对照身份证;确实如此的请确认。")),
    "certificate-disability-card": Problem(_("证件号码列里填的是残疾人证号。"), _("填身份证号(残疾人证号的前 18 位);或把证件类型写为“残疾人证”。")),
    "certificate-from-disability-card": Problem(_("已从残疾人证号取前 18 位作为身份证号。"), _("无需处理。")),
    "certificate-permit": Problem(_("按号码形式认作其他证件({kind})。"), _("无需处理;如有误,请填写证件类型列。")),
    "certificate-empty": Problem(_("没有证件号码。"), _("补填号码;确实没有证件的请确认,之后补录。")),
    "newborn-without-certificate": Problem(_("新生儿暂无证件号码,先以人编号登记。"), _("落户后补录证件号码。")),
    "number-stored-as-number": Problem(_("编号是数字格式,已按文本读取。"), _("无需处理;建议把该列改为文本格式。")),
    "number-stored-as-text": Problem(_("数字是文本格式,已按数字读取。"), _("无需处理。")),
    "number-lost-digits": Problem(_("编号是数字格式,末尾几位已丢失。"), _("把该列改为文本格式,重新录入。")),
    "number-form": Problem(_("编号只能由数字、字母、短横线组成,且不超过 40 位。"), CHECK_CELL),
    "village-code-form": Problem(_("不是 12 位的行政村代码。"), _("填写统计用区划代码的 12 位村级代码。")),
    "not-a-number": Problem(_("不是一个数。"), CHECK_CELL),
    "date-in-number": Problem(_("该填数字的地方是日期。"), CHECK_CELL),
    "number-in-words": Problem(_("不是阿拉伯数字。"), _("改写为阿拉伯数字后再上传。")),
    "number-with-unit": Problem(_("数字带有单位“{unit}”,已换算。"), _("核对换算后的数值,无误请确认。")),
    "number-out-of-range": Problem(_("数值达到或超过 {limit},不可信。"), CHECK_CELL),
    "negative-number": Problem(_("不应为负数。"), CHECK_CELL),
    "negative-loss": Problem(_("经营项为负数,按亏损处理。"), _("确为亏损的请确认。")),
    "not-whole": Problem(_("应为整数。"), CHECK_CELL),
    "rounded": Problem(_("超过两位小数,已按四舍六入五取偶取两位。"), _("无需处理。")),
    "not-a-date": Problem(_("不是日期。"), _("写成 2018-03-01 的形式后再上传。")),
    "date-ambiguous": Problem(_("分不清哪个是月、哪个是日。"), _("写成 2018-03-01 的形式后再上传。")),
    "date-in-words": Problem(_("日期用了汉字数字或农历。"), _("换成公历,写成 2018-03-01 的形式后再上传。")),
    "day-missing": Problem(_("日期缺少月或日。"), _("写成 2018-03-01 的形式后再上传。")),
    "no-such-day": Problem(_("没有这一天。"), _("对照原始资料改正日期。")),
    "serial-before-march-1900": Problem(_("日期早于 1900 年 3 月 1 日,多半是数字被当成了日期。"), _("写成 2018-03-01 的形式后再上传。")),
    "month-typed-as-number": Problem(_("“.1”可能是 1 月,也可能是 10 月,已读为 10 月。"), _("核对月份后确认。")),
    "year-out-of-range": Problem(_("不是年份。"), _("填写四位公历年份。")),
    "year-from-day": Problem(_("该填年份的地方是日期,已取其年份。"), _("核对后确认。")),
    "not-yes-or-no": Problem(_("看不出是“是”还是“否”。"), _("填“是”或“否”后再上传。")),
    "not-in-list": Problem(_("不是该项的规定填法。"), _("按采集表的选项填写;可在“导入说明”中查看全部选项。")),
    "one-value-only": Problem(_("该项只能填一个。"), _("只留最主要的一个,其余填到对应的“其他”列。")),
    "contradicts-itself": Problem(_("同一格里的选项互相矛盾(例如“健康”与“残疾”),已按其余选项读取。"), _("核对后确认,或改正后重新上传。")),
    "phone-length": Problem(_("电话号码位数不对({length} 位)。"), _("向本人核对后改正;一时问不到的可先确认,按原样收录,以后再更正。")),
    "phone-form": Problem(_("不是电话号码。"), CHECK_CELL),
    "phone-masked": Problem(_("电话号码被遮盖。"), _("填写完整号码后再上传;系统显示时会自动遮盖。")),
    "phone-two-numbers": Problem(_("有两个电话号码,只取第一个。"), _("核对后确认。")),
    "account-stored-as-number": Problem(_("银行卡号是数字格式,末几位已丢失。"), _("把该列改为文本格式,对照存折重新录入。")),
    "account-form": Problem(_("不是银行账号。"), CHECK_CELL),
    "account-masked": Problem(_("银行账号被遮盖。"), _("填写完整账号后再上传。")),
}

ROWS: dict[str, Problem] = {
    "status-without-procedure": Problem(
        _("名册上的脱贫属性与系统中的不同;其他资料已入库,脱贫属性没有改动。"), _("脱贫属性只能按程序改变;如属实,请为这一户立案办理。"),
    ),
    "totals-row": Problem(_("这一行是合计或小计,不是一户一人的资料。"), _("删除该行;系统会自己合计。")),
    "no-key": Problem(_("这一行没有编号,不知道属于谁。"), _("补填编号,或删除该行。")),
    "after-blank-row": Problem(_("这一行在空行之后,可能是表外的内容。"), _("确属名册的请确认,或删去空行后再上传。")),
    "hidden-row": Problem(_("这一行在表格中被隐藏或筛选掉了。"), _("确属名册的请确认,或取消隐藏、筛选后再上传。")),
    "hidden-sheet": Problem(_("工作表被隐藏,共 {rows} 行。"), _("确属名册的请确认,或取消隐藏后再上传。")),
    "separator-unusual": Problem(_("各列以“{separator}”而不是逗号分隔,共 {rows} 行。"), _("核对各列没有错位后确认。")),
    "merged-cells": Problem(_("数据区有合并单元格。"), _("取消合并,每行填写完整后再上传。")),
    "sheet-not-recognised": Problem(_("工作表“{title}”不是名册的内容,未读取。"), _("如属名册,请改用规定的表名或在对应步骤中指定各列。")),
    "unit-from-heading": Problem(_("表头注明单位“{unit}”,全列已换算。"), _("无需处理。")),
    "many-normalised": Problem(_("本列有 {count} 个单元格的写法已整理(“{what}”)。"), _("无需处理。")),
    "year-differs": Problem(_("这一行的年度是 {stated},导入的年度是 {year}。"), _("核对后确认,或改用对应年度导入。")),
    "duplicate-household": Problem(_("户编号在表中出现了 {count} 次。"), _("一户只留一行;编号录错的改正后再上传。")),
    "duplicate-person-number": Problem(_("人编号在表中出现了 {count} 次。"), _("一人只留一行;编号录错的改正后再上传。")),
    "duplicate-certificate": Problem(_("证件号码在表中出现了 {count} 次。"), _("核对是谁的号码;同一人只留一行。")),
    "duplicate-village": Problem(_("行政村在表中出现了 {count} 次。"), _("一村只留一行。")),
    "duplicate-helper": Problem(_("帮扶人编号在表中出现了 {count} 次。"), _("一人只留一行;编号录错的改正后再上传。")),
    "duplicate-pairing": Problem(_("同一结对关系重复填写,只取一次。"), _("无需处理。")),
    "orphan-member": Problem(_("该成员的户编号不在贫困户表中。"), _("改正户编号,或在贫困户表中补上这一户。")),
    "orphan-pairing": Problem(_("结对的户编号不在贫困户表中。"), _("改正户编号,或在贫困户表中补上这一户。")),
    "helper-quarantined": Problem(_("帮扶责任人的资料有误,未入库,这条结对关系暂不入库。"), _("先改正帮扶责任人的资料,再上传一次。")),
    "no-members": Problem(_("这一户在家庭成员表中没有成员。"), _("补填家庭成员,或改正户编号。")),
    "size-mismatch": Problem(_("家庭人口数填 {stated} 人,家庭成员表中有 {counted} 人。"), _("核对成员后改正其中一处。")),
    "two-heads": Problem(_("这一户有 {count} 个户主。"), _("一户只能有一个户主,改正与户主关系。")),
    "no-head": Problem(_("这一户没有户主。"), _("在家庭成员表中指明户主。")),
    "head-name-differs": Problem(_("户主姓名与家庭成员表中户主的姓名不同。"), _("核对后确认,或改正其中一处。")),
    "head-certificate-differs": Problem(_("户主证件号码与家庭成员表中户主的号码不同。"), _("核对后确认,或改正其中一处。")),
    "sex-contradicts-certificate": Problem(_("性别与证件号码第 17 位不符。"), _("对照身份证;确实如此的请确认。")),
    "birth-contradicts-certificate": Problem(_("出生日期与证件号码不符。"), _("对照身份证;确实如此的请确认。")),
    "per-head-differs": Problem(_("人均纯收入填 {stated} 元,按各项收入计算为 {computed} 元。"), _("以各项收入为准的请确认;收入有误的改正后再上传。")),
    "income-parts-differ": Problem(_("分项之和 {parts} 元与合计 {total} 元不符,已取分项。"), _("核对后确认,或改正其中一处。")),
    "far-above-village": Problem(_("人均收入是全村中位数的 {times} 倍,可能把元当成了万元。"), _("核对金额单位;确实如此的请确认。")),
    "ends-before-start": Problem(_("结束日期早于开始日期。"), _("改正日期。")),
    "post-without-village": Problem(_("写了第一书记或驻村工作队,却没有驻村行政村代码。"), _("补填驻村行政村代码;确认的,不登记驻村。")),
    "exit-before-identified": Problem(_("脱贫年度早于首次识别时间。"), _("改正其中一项。")),
    "exit-of-the-poor": Problem(_("脱贫属性是未脱贫,却写了脱贫年度。"), _("改正其中一项;确认的,按未脱贫登记,脱贫年度不采用。")),
    "after-the-year": Problem(_("日期晚于 {year} 年年底。"), _("改正日期,或改用对应年度导入。")),
    "born-after-the-year": Problem(_("出生日期晚于 {year} 年年底。"), _("改正日期。")),
}

REGISTER: dict[str, Problem] = {
    "village-code-old": Problem(_("行政村代码 {code} 已变更为 {now}。"), _("无需处理。")),
    "certificate-changed": Problem(_("该人编号登记的是另一个证件号码。"), _("号码确已变更的请确认;人编号填错的改正。")),
    "village-unknown": Problem(_("没有这个行政村代码。"), _("对照统计用区划代码改正。")),
    "village-of-another-day": Problem(
        _("{year} 年年底没有行政村 {name}:这个代码自 {from} 起,至 {to} 止。"), _("填年底的行政村代码;村已合并、拆分的,也可先在“区划”登记沿革再导入。"),
    ),
    "outside-area": Problem(_("这个村不在您的管辖范围内。"), _("由有权限的人导入,或改正行政村代码。")),
    "certificate-known": Problem(_("证件号码已登记在另一人编号下,将并入该人。"), _("确为同一人的请确认。")),
    "certificate-of-another": Problem(_("该人编号与证件号码分别登记在两个人名下。"), _("核实是谁的号码,改正人编号或证件号码。")),
    "registered-dead": Problem(_("此人已登记于 {on} 去世。"), _("核对证件:确已去世的,删去这一行;登记有误、本人健在的请确认,自那天起仍登记为家庭成员。")),
    "person-twice": Problem(_("本表另有一行按登记也是这个人。"), _("核实是谁;同一人只留一行,编号或证件号码录错的改正。")),
    "certificate-elsewhere": Problem(_("证件号码已在别处登记。"), _("请上级核实。")),
    "household-elsewhere": Problem(_("户编号已在别处登记。"), _("请上级核实。")),
    "household-unknown": Problem(_("登记册中没有这个户编号。"), _("改正户编号,或先导入这一户。")),
    "helper-unknown": Problem(_("登记册中没有这个帮扶人编号。"), _("改正编号,或先导入帮扶责任人。")),
}

REFUSALS: dict[str, Problem] = {
    "file-empty": Problem(_("文件是空的。"), _("检查是否选错了文件。")),
    "file-too-large": Problem(_("文件超过 {limit} MB。"), _("按乡镇拆分后分别上传。")),
    "file-expands-too-far": Problem(_("文件展开后超过 {limit} MB,可能是压缩炸弹或含有大量空格式。"), _("只复制数据区到新工作簿,或按乡镇拆分后上传。")),
    "not-a-workbook": Problem(_("不是 xlsx 工作簿,也不是 CSV 文本(实为 {found})。"), SAVE_AS_XLSX),
    "workbook-encrypted": Problem(_("文件设有打开密码。"), _("取消打开密码后另存,再上传。")),
    "workbook-damaged": Problem(_("文件损坏或不完整。"), _("用表格软件打开并重新保存;打不开的请向提供者重新索取。")),
    "archive-unsafe": Problem(_("压缩包结构异常({what})。"), _("用表格软件打开,把数据复制到新工作簿后上传。")),
    "workbook-active": Problem(_("工作簿含有宏、外部链接或嵌入对象({what})。"), _("只复制数据(选择性粘贴—数值)到新工作簿,另存为 *.xlsx 后上传。")),
    "xml-declares-entities": Problem(_("文件内部含有文档类型声明,不是正常的工作簿。"), SAVE_AS_XLSX),
    "xml-encoding": Problem(_("文件内部使用了不支持的编码。"), SAVE_AS_XLSX),
    "cell-far-outside": Problem(_("工作表“{sheet}”在 {cell} 还有内容,超出 {rows} 行、{columns} 列的上限。"), _("删除该处内容,或只复制数据区到新工作簿。")),
    "too-many-rows": Problem(_("工作表“{sheet}”超过 {limit} 行。"), _("按乡镇拆分后分别上传。")),
    "too-many-columns": Problem(_("超过 {limit} 列。"), _("只保留需要导入的列。")),
    "no-rows": Problem(_("只有表头,没有数据。"), _("检查是否选错了文件。")),
    "no-known-sheet": Problem(_("没有找到名册的工作表。"), _("工作表请用规定的名称:行政村、贫困户、家庭成员、帮扶责任人、结对帮扶;或在对应步骤中指定各列。")),
    "missing-headings": Problem(_("工作表“{sheet}”缺少必需的列:{missing}。"), _("补上该列,或在对应步骤中指明是哪一列。")),
    "duplicate-headings": Problem(_("工作表“{sheet}”有含义相同的列:{headings}。"), _("只留一列,或在对应步骤中指明用哪一列。")),
    "two-sheets-one-kind": Problem(_("工作表“{sheet}”与“{other}”是同一类内容。"), _("合并为一张表,或分别上传。")),
    "several-years": Problem(_("表中有 {years} 几个年度。"), _("导入时指明年度,或按年度分开上传。")),
    "year-missing": Problem(_("表中没有年度。"), _("导入时指明年度。")),
    "encoding-unknown": Problem(_("看不出文本的编码。"), _("另存为 UTF-8 编码的 CSV 后再上传。")),
    "encoding-mixed": Problem(_("第 {line} 行与前面的编码不一致。"), _("从原系统重新导出,或另存为 UTF-8 编码的 CSV。")),
    "quote-unbalanced": Problem(_("第 {line} 行的引号没有成对。"), _("补上或删去引号后再上传。")),
    "null-byte": Problem(_("第 {line} 行含有空字符,不是文本文件。"), SAVE_AS_XLSX),
    "reader-stopped": Problem(_("读取文件时超出了内存或时间的限制,已停止。"), _("只复制数据区到新工作簿,或按乡镇拆分后上传。")),
}

EVERY: dict[str, Problem] = CELLS | ROWS | REGISTER | REFUSALS


def refuse(code: str, **params: object) -> Refusal:
    """The refusal of a whole file."""
    known = REFUSALS[code]
    return Refusal(code, known.message, known.fix, **params)
