"""The forms of assistance: one for each thing that is done."""

from tuopin.assistance.forms.cadres import AppointmentForm, AssessmentForm, CadreEventForm, StaffForm, TrainingForm
from tuopin.assistance.forms.fields import AskForm, Based, BasisForm, WithdrawForm
from tuopin.assistance.forms.households import DoneForm, MeasureForm, PairForm, PeerForm, PlanForm, SolvedForm, VisitForm
from tuopin.assistance.forms.teams import (
    DiaryForm,
    DutyForm,
    LeaveDecision,
    LeaveForm,
    MemberForm,
    RecallForm,
    StationForm,
    TeamForm,
)
from tuopin.assistance.forms.units import AssignmentForm, DepartureForm, KeepForm, RelationForm, UnitChoiceForm, UnitForm

__all__ = [
    "AppointmentForm", "AskForm", "AssessmentForm", "AssignmentForm", "Based", "BasisForm",
    "CadreEventForm", "DepartureForm", "DiaryForm", "DoneForm", "DutyForm", "KeepForm",
    "LeaveDecision", "LeaveForm", "MeasureForm", "MemberForm", "PairForm", "PeerForm",
    "PlanForm", "RecallForm", "RelationForm", "SolvedForm", "StaffForm", "StationForm",
    "TeamForm", "TrainingForm", "UnitChoiceForm", "UnitForm", "VisitForm", "WithdrawForm",
]
