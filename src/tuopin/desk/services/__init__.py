"""What the desk does: take a job in, hand it to a worker, settle it; take a form in once."""

from tuopin.desk.services.hand_in import hand_in
from tuopin.desk.services.kind import Kind, Task
from tuopin.desk.services.take_form import take_form

__all__ = ["Kind", "Task", "hand_in", "take_form"]
