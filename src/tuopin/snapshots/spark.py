"""Works through an edition on a Spark cluster, for those who outgrow one machine: whole counties per task, the same work.

The driver hands out which row groups to read, never their rows; each task opens the edition where it lies (a folder that all
machines reach), reads its counties and does the work that one machine would do. Nothing is shuffled. The workers need tuopin
installed, in the version of the driver. PySpark is an extra of its own: `pip install tuopin[spark]`, with Java 17.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.snapshots.reading import Edition, Wanted
from tuopin.snapshots.shares import Share, shares_of
from tuopin.snapshots.spreading import Work, work_through

LOCAL = "local[2]"
TASK = "place int, share binary"
DONE = "place int, refused boolean, result binary"
SETTINGS = {
    "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.execution.arrow.maxRecordsPerBatch": "1",
    "spark.task.maxFailures": "1", "spark.driver.maxResultSize": "0",
}


@dataclass(frozen=True)
class Spark:
    """A Spark cluster by the address of its master: `local[2]` is two threads of this machine."""

    master: str = LOCAL

    def over_counties(
        self, edition: Edition, columns: Wanted, work: Work, *, area: str | None = None, on: date | None = None
    ) -> Iterator[tuple[str, Any]]:
        """The result of the work for each county, in the order of their codes. A refusal of a task is raised here."""
        shares = shares_of(edition, area)
        if not shares:
            return
        session = _session(self.master)
        tasks = session.sparkContext.parallelize([(n, pickle.dumps(share)) for n, share in enumerate(shares)], len(shares))
        asked = (str(edition.folder.resolve()), edition.digests, columns, work, area, on or edition.day)
        done = session.createDataFrame(tasks, TASK).mapInArrow(partial(_do, pickle.dumps(asked)), DONE).collect()
        for row in sorted(done, key=lambda row: row.place):
            if row.refused:
                kind, code, message, fix, params = pickle.loads(row.result)
                raise kind(code, message, fix, **params)
            yield from pickle.loads(row.result)


def _do(asked: bytes, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What a task does: the work on each share handed to it. Runs on a worker."""
    folder, digests, columns, work, area, on = pickle.loads(asked)
    for batch in batches:
        for task in batch.to_pylist():
            share: Share = pickle.loads(task["share"])
            try:
                result, refused = work_through(Edition(Path(folder), digests=digests), share, columns, work, area, on), False
            except Refusal as fault:
                result, refused = (type(fault), fault.code, fault.message, fault.fix, fault.params), True
            yield pa.RecordBatch.from_pydict(
                {"place": pa.array([task["place"]], pa.int32()), "refused": [refused], "result": pa.array([pickle.dumps(result)], pa.binary())}
            )


def _session(master: str):
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as fault:
        raise Refusal(
            "spark-missing", phrase("没有安装 PySpark。"), phrase("请安装 tuopin[spark] 和 Java 17,或改用 --engine local。")
        ) from fault
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    building = SparkSession.builder.master(master).appName("tuopin")
    for name, value in SETTINGS.items():
        building = building.config(name, value)
    try:
        session = building.getOrCreate()
    except (PySparkException, RuntimeError, OSError) as fault:
        raise Refusal(
            "spark-unreachable", phrase("连不上 Spark({master})。"), phrase("请核对 --spark-master 的地址,并确认已安装 Java 17。"), master=master
        ) from fault
    session.sparkContext.setLogLevel("ERROR")
    return session
