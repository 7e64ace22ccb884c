"""Writing the trail: one writer for one act or a hundred thousand, and what is done with the chains as a whole."""

from tuopin.trail.services.record import Doer, record
from tuopin.trail.services.record_many import Event, record_many

__all__ = ["Doer", "Event", "record", "record_many"]
