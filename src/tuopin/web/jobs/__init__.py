"""The kinds of background work: what each does, for whom, and how often it may fail."""

from tuopin.web.jobs.kinds import KINDS

__all__ = ["KINDS"]
