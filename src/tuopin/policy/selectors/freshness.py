"""Whether what the pages show is still true: were facts recorded after the last judgement of a place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tuopin.kernel.areas import NATION, ancestor, subtree
from tuopin.people.selectors import Actor
from tuopin.policy.models import Freshness
from tuopin.policy.selectors.areas import areas_asked
from tuopin.policy.states.definitions import mark
from tuopin.scope.selectors import rows_of
from tuopin.trail.models import Entry

NO_FACTS = (  # acts that leave every fact of the register as it was; an act not named here makes figures stale
    "judge", "settle_doubt", "account", "login", "post", "receive_roster", "confirm_rows", "fix_block", "abandon_batch",
    "export", "export_households", "reveal", "reveal_refused", "reveal-evidence-facts", "rename", "add", "publish_figures",
    "accept-evidence", "cite-evidence", "erase-evidence", "sweep-erased", "retention", "adopt", "restore_backup",
    "make_edition", "hand_out_edition", "witness",
    "rotate_keys", "rotate_index", "reseal", "reindex", "split_keys", "forget_keys",
    "deliver", "void-delivery", "bring-in-deliveries", "undo-deliveries", "count-benefits", "ask-awareness", "choose-pack", "note-rule-files",
    "register_unit", "stand_by", "end_relation", "form_team", "post_helper", "end_posting", "move_station", "close_team", "sign_duty", "ask_leave",
    "decide_leave", "write_diary", "withdraw_diary", "make_plan", "finish_measure", "record_visit", "solve_problem", "pair_peer", "end_peer",
    "release_helper", "take_back_helper", "propose_assignment", "confirm_assignment", "drop_assignment", "apply_assignment", "keep_choice", "end_choice",
    "appoint_cadre", "end_appointment", "note_cadre_event", "record_training", "set_station", "assess_oneself",
    "case-open", "case-step", "case-publish", "case-object", "case-answer", "case-close", "case-withdraw", "case-spend",
    "case-reject", "case-move", "record-household",
    "hold-meeting", "compare", "hear-household", "settle-comparison", "propose-change", "visit", "designate", "leave-list",
    "task-draft", "task-issue", "task-accept", "task-hand-down", "task-refused", "task-submit", "task-verify", "task-return", "task-close", "task-reopen",
    "task-void", "calendar-link",
    "campaign-join", "campaign-open", "duty-end", "duty-give", "exemption-grant", "meeting-held", "plan-approve", "pledge-draft", "pledge-report", "pledge-settle",
    "pledge-sign", "problem-found", "problem-solved", "visit-made",
    "report-clue", "check-clue", "propose-watch", "change-watch", "dismiss-clue", "plan-measure", "withdraw-measure", "follow-up", "propose-removal",
    "settle-signal", "recompute-signals", "open-sweep", "tick", "untick", "not-met", "bring-in-newcomers", "complete-sweep", "classify", "receive-department-list", "explain-row",
    "freeze-year", "set-target-day", "receive-watch-roster", "agree-watch-roster", "refuse-watch-roster", "take-over-watch",
    "draft-strategy", "approve-strategy", "replace-strategy",
    "party-register", "party-end", "party-lead", "party-lead-end", "party-score", "party-rectify", "party-contract", "party-contract-sign",
    "party-contract-score", "party-clue", "party-clue-name", "party-clue-refer", "party-account",
)
FACTS = (  # acts that change facts, so that judgements from before are not of today; a case that lets a household go says change-status
    "import_household", "import_village", "import_helper", "household_left", "member_changed", "pair_household", "end_pairing", "merge_batch", "correct", "change-status", "erase", "merge", "split",
    "withdraw", "move", "move_households",
    "change-members", "evaluate-county",
)
MOVING = ("merge", "split", "withdraw", "move_households")  # acts that change other places of the county than the one they stand at
JUDGED = """
    SELECT f.county_code, f.judged_on, f.judged_at, policy_changed_since(
        f.county_code, greatest(f.county_code, a.low), least(left(f.county_code, 6) || ':', a.high), f.trail_mark, %(no_facts)s, %(moving)s), f.rulebook_version <> %(rulebook)s
    FROM policy_freshness f JOIN unnest(%(lows)s::text[], %(highs)s::text[]) AS a (low, high)
        ON f.county_code < a.high AND left(f.county_code, 6) || ':' > a.low
    WHERE f.year = %(year)s ORDER BY f.county_code
"""
ELSEWHERE, HERE = 1, 2
CHANGED = """
    SELECT f.county_code, f.year, f.rulebook_version <> %(rulebook)s FROM policy_freshness f
    WHERE (f.rulebook_version <> %(rulebook)s
        OR policy_changed_since(f.county_code, f.county_code, left(f.county_code, 6) || ':', f.trail_mark, %(no_facts)s, %(moving)s) = 2)
        AND NOT EXISTS (
            SELECT FROM registry_importbatch b WHERE b.state = 'merging' AND (
                b.area_code >= f.county_code AND b.area_code < left(f.county_code, 6) || ':'
                OR b.area_code IN ('000000000000', rpad(left(f.county_code, 2), 12, '0'), rpad(left(f.county_code, 4), 12, '0'))))
    ORDER BY f.county_code, f.year
"""
FACTS_SINCE = "SELECT EXISTS (SELECT FROM trail_entry WHERE id > %(seen)s AND verb <> ALL (%(no_facts)s))"


@dataclass(frozen=True)
class FreshnessOf:
    """How current the figures of a place and year are; counties are given by code."""

    judged_on: date | None  # the day judged, the earliest among its counties; None = not judged yet
    judged_at: datetime | None  # when that was done, the earliest
    changed: tuple[str, ...]  # counties in which facts of the place changed after they were judged
    changed_elsewhere: bool = False  # facts of other places of the county changed: doubts that compare households may differ
    rules_changed: bool = False  # a county was judged by other rules, or counted by other definitions of the figures, than those of now

    @property
    def is_current(self) -> bool:
        """True only when the place was judged, by the rules of now, and none of its facts changed since."""
        return self.judged_at is not None and not self.changed and not self.rules_changed


def freshness(actor: Actor, area: str, year: int) -> FreshnessOf:
    """When the place was judged for the year, and whether facts have been recorded since, there or elsewhere in its county."""
    ranges = [subtree(code) for code in areas_asked(actor, area)]
    judged = rows_of(JUDGED, {
        "year": year, "lows": [low for low, _ in ranges], "highs": [high for _, high in ranges],
        "no_facts": list(NO_FACTS), "moving": list(MOVING), "rulebook": mark(),
    })
    if not judged:
        return FreshnessOf(None, None, ())
    return FreshnessOf(
        min(on for _, on, *_ in judged), min(at for _, _, at, *_ in judged),
        tuple(dict.fromkeys(county for county, _, _, changed, _ in judged if changed == HERE)),
        any(changed == ELSEWHERE for *_, changed, _ in judged), any(rules for *_, rules in judged),
    )


def _overlaps(county: str) -> Q:
    low, high = subtree(county)
    wider = [NATION, *(ancestor(county, level) for level in (1, 2))]
    return Q(area_code__gte=low, area_code__lt=high) | Q(area_code__in=wider)


def acts_since(judged: Freshness) -> QuerySet[Entry]:
    """The acts on the county's register that the trail tells of and this judgement has not seen.

    That a change of members took effect stands there twice: of the households that it changed, which count here, and of the change itself.
    """
    unseen = Entry.objects.filter(_overlaps(judged.county_code), id__gt=judged.trail_mark).exclude(verb__in=NO_FACTS)
    return unseen.exclude(verb="change-members", subject__startswith="change:")


def counties_changed() -> dict[str, dict[int, bool]]:
    """The counties of which facts or rules changed after they were judged: each with the years judged before, and whether by other rules.

    None into which a roster is going now: it is judged when all of that is in.
    """
    found: dict[str, dict[int, bool]] = {}
    for county, year, rules in rows_of(CHANGED, {"no_facts": list(NO_FACTS), "moving": list(MOVING), "rulebook": mark()}):
        found.setdefault(county, {})[year] = rules
    return found


def facts_since(seen: int) -> bool:
    """Whether any fact at all was recorded after the trail's entry `seen`."""
    ((found,),) = rows_of(FACTS_SINCE, {"seen": seen, "no_facts": list(NO_FACTS)})
    return found
