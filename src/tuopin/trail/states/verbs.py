"""The acts of the trail in the field's words."""

from __future__ import annotations

from tuopin.kernel.words import phrase

VERBS = {
    "abandon_batch": phrase("放弃未入库的部分"), "accept-evidence": phrase("收下凭证"), "account": phrase("账户变动"), "adopt": phrase("接管现状"), "add": phrase("登记新区划"),
    "case-open": phrase("立案办理"), "change-status": phrase("状态变更"), "cite-evidence": phrase("引用凭证"), "confirm_rows": phrase("确认待入库数据"),
    "correct": phrase("更正"), "erase": phrase("删除个人信息"), "erase-evidence": phrase("销毁凭证"), "erase_values": phrase("销毁痕迹内容"),
    "export": phrase("导出名单"), "export_households": phrase("导出名册"), "fix_block": phrase("更正待入库数据"),
    "hand_out_edition": phrase("交付年度数据"), "household_left": phrase("户迁出"), "import_helper": phrase("帮扶责任人入库"), "import_household": phrase("名册入库"),
    "import_village": phrase("行政村信息入库"), "judge": phrase("评判"), "login": phrase("登录"), "member_changed": phrase("成员变动"),
    "make_edition": phrase("生成年度数据"), "merge": phrase("区划合并"), "merge_batch": phrase("名册合并完成"), "move": phrase("随村调整"), "move_households": phrase("贫困户随村调整"),
    "pair_household": phrase("结对"), "post": phrase("岗位变动"), "receive_roster": phrase("接收名册"), "rename": phrase("区划更名"),
    "reveal": phrase("查看完整号码"), "reveal_refused": phrase("查看号码被拒"), "settle_doubt": phrase("核实疑点"), "split": phrase("区划拆分"),
    "campaign-join": phrase("参加专项行动"), "campaign-open": phrase("开展专项行动"), "duty-end": phrase("结束责任分工"),
    "duty-give": phrase("落实责任分工"), "exemption-grant": phrase("登记调离批准"), "meeting-held": phrase("登记会议"), "plan-approve": phrase("批准年度计划"),
    "pledge-draft": phrase("拟订军令状"), "pledge-report": phrase("报告完成情况"), "pledge-settle": phrase("认定军令状兑现"), "pledge-sign": phrase("签订军令状"),
    "problem-found": phrase("登记难题"), "problem-solved": phrase("解决难题"), "visit-made": phrase("登记走访"),
    "task-accept": phrase("任务认领"), "task-close": phrase("任务销号"), "task-draft": phrase("任务草拟"), "task-hand-down": phrase("任务转交"),
    "task-issue": phrase("任务下达"), "task-refused": phrase("任务转交被拒"), "task-reopen": phrase("任务重开"), "task-return": phrase("任务退回"),
    "task-submit": phrase("任务提交"), "task-verify": phrase("任务验收"), "task-void": phrase("任务作废"), "calendar-link": phrase("日历订阅变动"),
    "withdraw": phrase("撤销沿革"),
    "party-register": phrase("登记党组织"), "party-end": phrase("撤销党组织"), "party-lead": phrase("党员干部带支部"), "party-lead-end": phrase("结束带支部"),
    "party-score": phrase("党组织评分"), "party-rectify": phrase("立整顿台账"), "party-contract": phrase("拟订党建责任书"), "party-contract-sign": phrase("签订党建责任书"),
    "party-contract-score": phrase("党建责任书评分"), "party-clue": phrase("登记村霸线索"), "party-clue-name": phrase("调整线索承办人"), "party-clue-refer": phrase("移送村霸线索"),
    "party-account": phrase("登记问责"),
    "deliver": phrase("记录政策落实"), "void-delivery": phrase("作废落实记录"), "bring-in-deliveries": phrase("导入落实清单"),
    "undo-deliveries": phrase("撤销落实清单"), "count-benefits": phrase("统计政策落实"), "ask-awareness": phrase("记录政策知晓调查"), "choose-pack": phrase("选定政策包"),
}
