"""Says in sentences what verification found and what to do about it; the face translates and fills them."""

from __future__ import annotations

from tuopin.kernel.words import phrase
from tuopin.trail.states.findings import Finding

KEEP = phrase("请勿改动数据库和文件,保留现场,报上级和审计部门,并与上级见证的存证点核对。")
RESTORE = phrase("请与备份和上级见证的存证点核对:数据库可能被换成了旧的。")
WHAT = {
    "form": phrase("链 {chain} 第 {seq} 条:内容不合格式。"),
    "chain": phrase("链 {chain} 第 {seq} 条:是从别的链移来的。"),
    "seq": phrase("链 {chain} 第 {seq} 条:不在了,或次序被改。"),
    "hash": phrase("链 {chain} 第 {seq} 条:内容被改动。"),
    "link": phrase("链 {chain} 第 {seq} 条:被重写,后一条不认它。"),
    "recorded_at": phrase("链 {chain} 第 {seq} 条:记录时间早于前一条。"),
    "later": phrase("链 {chain} 第 {seq} 条:记录时间晚于现在,链头或数据库的时钟曾被拨快。"),
    "head-time": phrase("链 {chain}:链头的时间与最后一条(第 {seq} 条)不同,此后的记录时间会不实。"),
    "area": phrase("链 {chain} 第 {seq} 条:所记地方不属于这条链。"),
    "head": phrase("链 {chain} 第 {seq} 条:链尾与链头不符,有痕迹被删去、添上或重写。"),
    "order": phrase("链 {chain}:在文件中的次序不对。"),
    "anchored": phrase("链 {chain} 第 {seq} 条:与已签发的存证点不符,链被截断或重写。"),
    "state": phrase("{subject}:数据表中的现状与痕迹(链 {chain} 第 {seq} 条)不符,有人绕过痕迹改了数据。"),
    "pointer": phrase("{subject}:所指的痕迹不是最后一条(链 {chain} 第 {seq} 条)。"),
    "no-event": phrase("{subject}:有数据而没有任何痕迹。"),
    "figure": phrase("{subject}:上级指标不是下级之和,有人改了指标。"),
    "mark": phrase("{subject}:评判时点被改,掩盖了评判之后的变动。"),
    "rulebook": phrase("{subject}:现用规则或标准与评判时不同。"),
    "guard": phrase("数据库的防护“{subject}”不见了、被改动或是后来添上的。"),
    "rule-file": phrase("规则文件“{subject}”与 {key} 登记的不同(链 {chain} 第 {seq} 条):从那天以后有人改了它。"),
    "rule-file-gone": phrase("规则文件“{subject}”不在了,{key} 登记时还在(链 {chain} 第 {seq} 条)。"),
    "rule-file-new": phrase("规则文件“{subject}”没有登记过,是后来添上的。"),
    "case-rules": phrase("{subject}:{key} 办理时所用的程序文件没有登记过(链 {chain} 第 {seq} 条),可能有人临时改了程序文件。"),
    "sealing": phrase("{subject}:公示起止的时间与已签发的存证点不符。"),
    "status": phrase("{subject}:登记的状态不是由办结的事项给出的。"),
    "opening": phrase("链 {chain} 第 {seq} 条:封存的内容被改动,打不开。"),
    "value": phrase("链 {chain} 第 {seq} 条:封存的“{key}”与承诺不符。"),
    "gone": phrase("链 {chain} 第 {seq} 条:封存的“{key}”不在了,却没有销毁的痕迹。"),
    "evidence-lost": phrase("{subject}:凭证文件不在了(链 {chain} 第 {seq} 条)。"),
    "evidence-altered": phrase("{subject}:凭证文件被改动(链 {chain} 第 {seq} 条)。"),
    "evidence-not-in-trail": phrase("{subject}:凭证不是当初收下的那一份,或不是这个对象的(链 {chain} 第 {seq} 条)。"),
    "evidence-row-missing": phrase("{subject}:痕迹所记的凭证没有登记了(链 {chain} 第 {seq} 条)。"),
    "evidence-not-erased": phrase("{subject}:已登记销毁的凭证文件还在。"),
    "evidence-stray": phrase("{subject}:凭证库中有来历不明的文件。"),
    "evidence-store-down": phrase("{subject}:凭证库无法读取。"),
    "evidence-told": phrase("{subject}:凭证的种类、日期、疑点、用途或销毁与当时的痕迹不符(链 {chain} 第 {seq} 条)。"),
    "kin": phrase("{subject}:登记的亲属关系与痕迹不符,有人添上或删去了回避关系。"),
    "published": phrase("{subject}:公布的数据与公布时的痕迹不符(链 {chain} 第 {seq} 条)。"),
    "edition": phrase("{subject}:年度数据的登记与痕迹不符(链 {chain} 第 {seq} 条)。"),
    "file": phrase("存证文件 {chain} 不能读取,或被改动。"),
    "text": phrase("存证点 {chain}({seq}):文本被改动。"),
    "signature": phrase("存证点 {chain}({seq}):签名不对。"),
    "heads": phrase("存证点 {chain}({seq}):链头清单被改动。"),
    "root": phrase("存证点 {chain}({seq}):根摘要与链头不符。"),
    "previous": phrase("存证点 {chain}({seq}):与前一个存证点不相接。"),
    "time": phrase("存证点 {chain}({seq}):时间早于前一个。"),
    "size": phrase("存证点 {chain}({seq}):比前一个小,痕迹被截断或数据库被换成旧的。"),
    "checkpoint-gone": phrase("存证点 {chain}({seq}):存证文件还在,数据库里没有了。"),
    "root-unknown": phrase("给出的根摘要不是本系统任何一个存证点的。"),
}
NOTE_RULES = phrase("如因升级或依法调整规则,请核对每个文件后运行 tuopin trail rules --basis 登记;否则请从发布包或备份恢复这些文件,并报上级。")
TO_DO = {
    "rule-file": NOTE_RULES, "rule-file-gone": NOTE_RULES, "rule-file-new": NOTE_RULES, "case-rules": NOTE_RULES,
    "rulebook": phrase("如刚升级软件,请重新评判;否则说明规则文件被改,请重装并报上级。"),
    "guard": phrase("如刚升级软件,请先运行任一命令让数据库升级;否则说明有人改了数据库的防护,请保留现场,重新安装后从备份恢复,并报上级。"),
    "checkpoint-gone": RESTORE, "anchored": RESTORE, "size": RESTORE}


def told(finding: Finding) -> tuple[str, str, dict[str, object]]:
    """What was found, what to do, and what fills the places of both sentences."""
    field, _, key = finding.field.partition(":")
    places = {"chain": finding.chain, "seq": finding.seq, "subject": finding.subject, "key": key}
    return WHAT.get(field, finding.field), TO_DO.get(field, KEEP), places
