"""The table of contents of the command line: every command, where it lives, and one line on it in two languages."""

from __future__ import annotations

from dataclasses import dataclass

from tuopin.cli.words import english, translated
from tuopin.kernel.pack import pack
from tuopin.kernel.words import phrase


@dataclass(frozen=True)
class Entry:
    where: str
    section: str
    zh: str
    en: str
    needs_database: bool = True
    needs_keys: bool = True
    room: str = ""  # the room that can be left out, where the command belongs to one
    alone: tuple[str, ...] = ()  # with one of these words (and no --as) the command works on files alone, without the database


@dataclass(frozen=True)
class Section:
    zh: str
    en: str


def line(entry: Entry | Section) -> str:
    return entry.en if english() else translated(entry.zh)


SECTIONS = {
    "start": Section(phrase("开始"), "Start"),
    "register": Section(phrase("建档立卡"), "The register"),
    "judge": Section(phrase("规则与评判"), "Rules and verdicts"),
    "look": Section(phrase("查询"), "Look up"),
    "keep": Section(phrase("运行维护"), "Keep it running"),
}
COMMANDS = {
    "demo": Entry("tuopin.cli.demo:demo", "start", phrase("生成示例县,导入、评判并启动"), "Make a sample county, import, judge and serve it"),
    "serve": Entry("tuopin.cli.serve:serve", "start", phrase("启动网页服务"), "Serve the web pages"),
    "import": Entry("tuopin.cli.roster:import_file", "register", phrase("导入花名册(xlsx、csv)"), "Bring in a roster (xlsx, csv)"),
    "export": Entry("tuopin.registry.commands:export", "register", phrase("导出名册,可原样再导入"), "Export a list that reads back in without loss"),
    "correct": Entry("tuopin.cli.correct:correct", "register", phrase("更正一项记录,或撤销更正"), "Correct a recorded fact, or undo a correction"),
    "case": Entry("tuopin.procedure.commands:case", "register", phrase("按程序办理:立案、办理、公示、批准"), "Cases that go through a procedure: open, step, publish, approve"),
    "monitor": Entry("tuopin.monitoring.commands:monitor", "register", phrase("防返贫监测:线索、名单、信号、分类、年度"), "Monitoring: clues, lists, signals, classes, years"),
    "sweep": Entry("tuopin.monitoring.commands:sweep", "register", phrase("入户排查:开始、登记、办结"), "Sweeps from house to house: open, tick, close"),
    "apply": Entry("tuopin.identification.commands:apply", "register", phrase("登记识别申请并立案"), "Take applications to be registered and open their cases"),
    "meeting": Entry("tuopin.identification.commands:meeting", "register", phrase("记录民主评议会议和每户表决"), "Record an appraisal meeting and its votes"),
    "change": Entry("tuopin.identification.commands:change", "register", phrase("提出家庭成员变动"), "Propose a change of a household's members"),
    "comparison": Entry("tuopin.identification.commands:comparison", "register", phrase("信息比对:部门清单、农户答复、核实结论"),
                        "Comparisons: a department's list, the household's reply, a person's finding"),
    "policy": Entry("tuopin.benefits.commands:policy", "register", phrase("政策:应享未享、落实记录、清单导入和撤销"),
                    "Policies: who is owed what, deliveries recorded, brought in, taken back"),
    "exit": Entry("tuopin.identification.commands:leave", "register", phrase("退出质量、贫困村和贫困县退出"), "Quality of exits; exits of villages and counties"),
    "responsible": Entry("tuopin.responsibility.commands:responsible", "look", phrase("某天谁对一户负责,做了什么"), "Who was responsible for a household on a day, and what they did"),
    "responsibility": Entry("tuopin.responsibility.commands:responsibility", "look", phrase("责任:书记空缺、军令状、四种责任、行业部门"), "Responsibility: heads, pledges, duties, departments and every gap"),
    "party": Entry("tuopin.party.commands:party", "look", phrase("党建:未结对、未挂靠、未评分的党组织"), "Party branches without a leader, a parent or a score", room="party"),
    "task": Entry("tuopin.ledger.commands:task", "register", phrase("台账:下达、认领、提交、验收、销号、倒排工期"), "The ledger of tasks: issue, accept, submit, verify, close, back-schedule"),
    "evidence": Entry("tuopin.cli.evidence:evidence", "register", phrase("提交、查看、核验证据文件"), "Hand in, list and verify files of evidence"),
    "judge": Entry("tuopin.policy.commands:judge", "judge", phrase("按规则评判一户、一村或一县"), "Judge a household, a village or a county by a rule",
                   alone=("--snapshot",)),
    "simulate": Entry("tuopin.policy.commands:simulate", "judge", phrase("模拟改动规则参数,新旧并列"), "What a change of a rule would do, old and new side by side",
                      alone=("--snapshot",)),
    "rules": Entry("tuopin.policy.commands:rules", "judge", phrase("列出规则及其参数、来源和示例"), "List the rules with their numbers, sources and examples"),
    "measure": Entry("tuopin.cli.measure:measure", "judge", phrase("贫困和不平等指标,带标准误"),
                     "Measures of poverty and inequality with standard errors", False, needs_keys=False),
    "snapshot": Entry("tuopin.editions.commands:snapshot", "judge", phrase("年度数据:生成、比较、核验"), "Yearly editions: make, compare, verify",
                      alone=("verify", "diff", "doubts")),
    "sample": Entry("tuopin.cli.drawing:sample", "judge", phrase("考核抽样:可由任何人重抽"), "Samples for an evaluation that anybody can draw again",
                    alone=("draw", "verify", "size")),
    "team": Entry("tuopin.assistance.commands:team", "register", phrase("驻村工作队:组建、派驻、签到、月报、撤队"), "Resident teams: form, post, sign, report, withdraw"),
    "pair": Entry("tuopin.assistance.commands:pair", "register", phrase("结对帮扶:覆盖、缺口、换人、离岗"), "Pairing: coverage, gaps, change of helper, leaving"),
    "assign": Entry("tuopin.assistance.commands:assign", "register", phrase("分派方案:单位驻村、结对,经证明"), "Assignment: units to villages, helpers to households, proven"),
    "divisions": Entry("tuopin.divisions.commands:divisions", "look", phrase("查询区划及其沿革"), "Look up a division and what became of it"),
    "merge": Entry("tuopin.cli.merge:merge", "register", phrase("登记合并村,并列出待移交的事项"), "Record that villages became one, and what is to be handed over"),
    "where": Entry("tuopin.cli.where:where", "look", phrase("一个词在系统里的位置"), "Where a term of the field lives in the system", False),
    "work": Entry("tuopin.cli.work:work", "keep", phrase("办理后台事项"), "Do background jobs"),
    "trail": Entry("tuopin.trail.commands:trail", "keep", phrase("核验痕迹、签发和见证存证点"), "Verify the trail; sign and witness checkpoints"),
    "account": Entry("tuopin.people.commands:account", "keep", phrase("管理账户与岗位"), "Manage accounts and posts"),
    "publish": Entry("tuopin.privacy.commands:publish", "register", phrase("公布统计数据,小于 11 的数不显示也不能推算"),
                     "Publish figures; counts below 11 are neither shown nor derivable"),
    "person": Entry("tuopin.cli.persons:person", "keep", phrase("删除一人的个人信息(两人同意)"), "Erase a person's data (two agree)"),
    "retention": Entry("tuopin.privacy.commands:retention", "keep", phrase("清除超过保存期限的内容"), "Throw away what is past its time"),
    "keys": Entry("tuopin.privacy.commands:keys", "keep", phrase("密钥:状态、更换、纸质分片、恢复"), "Keys: state, change, paper shares, recovery",
                  needs_keys=False),
    "backup": Entry("tuopin.cli.backup:backup", "keep", phrase("备份,加密存放"), "Back up, sealed", False),
    "restore": Entry("tuopin.cli.backup:restore", "keep", phrase("恢复备份,先核验再替换"), "Restore a backup, verified first", False),
    "database": Entry("tuopin.cli.database:database", "keep", phrase("数据库地址、停止"), "Address of the database; stop it", False),
}


def is_left_out(entry: Entry) -> bool:
    """Whether the command belongs to a room that the pack of this system does not work with."""
    return bool(entry.room) and entry.room not in pack().rooms
