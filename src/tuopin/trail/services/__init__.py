"""Writing the trail: one writer for one act or a hundred thousand, and what is done with the chains as a whole."""

from tuopin.trail.services.adopt_states import adopt_states
from tuopin.trail.services.erase_values import erase_values
from tuopin.trail.services.events import Doer, Event, doer_at
from tuopin.trail.services.export_trail import export_trail
from tuopin.trail.services.make_checkpoint import is_written_out, make_checkpoint
from tuopin.trail.services.note_rule_files import note_rule_files
from tuopin.trail.services.record import record
from tuopin.trail.services.record_many import hold_chains, record_many
from tuopin.trail.services.verify import Asked, Verified, verify_chain, verify_trail
from tuopin.trail.services.witness import witness_checkpoint

__all__ = [
    "Asked", "Doer", "Event", "Verified", "adopt_states", "doer_at", "erase_values", "export_trail", "hold_chains", "is_written_out", "make_checkpoint", "note_rule_files", "record", "record_many",
    "verify_chain", "verify_trail", "witness_checkpoint",
]
