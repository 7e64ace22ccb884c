"""Every kind of background work, declared: its name, the act it asks for, what it does, when it comes round by itself."""

from __future__ import annotations

from datetime import time

from tuopin.desk.services import Kind
from tuopin.kernel.words import phrase
from tuopin.web.jobs import assigning, editions, figures, keeping, rosters

BUSY = frozenset({"import-busy"})
MAPPABLE = frozenset({"missing-headings", "duplicate-headings", "year-missing", "several-years"})  # the same file may survive these

KINDS = {kind.name: kind for kind in (
    Kind("read", phrase("读取花名册"), rosters.read, later=BUSY, keeps_file_for=MAPPABLE),
    Kind("merge", phrase("合并入库"), rosters.merge, later=BUSY),
    Kind("edition", phrase("生成年度数据"), editions.make),
    Kind("assign", phrase("生成分派方案"), assigning.assign),
    Kind("apply-assignment", phrase("执行分派方案"), assigning.apply),
    Kind("refresh", phrase("重新评判有变化的户"), figures.refresh, minutes=1, due=figures.is_due),
    Kind("checkpoint", phrase("签发痕迹存证点"), keeping.checkpoint, daily_at=time(0, 30)),
    Kind("forget", phrase("清理过期的办理记录"), keeping.forget, daily_at=time(3, 20)),
    Kind("sweep", phrase("清扫已删除的个人信息"), keeping.sweep, later=frozenset({"tables-in-use"}), daily_at=time(2, 40)),
)}
