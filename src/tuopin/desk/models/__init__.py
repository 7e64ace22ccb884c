"""The tables of the desk."""

from tuopin.desk.models.job import Job
from tuopin.desk.models.submission import Submission

__all__ = ["Job", "Submission"]
