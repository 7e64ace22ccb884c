"""Which steps decide, and so are none for whoever helps the household."""

from procedure.cases import EXIT
from tuopin.procedure.states.machine import Setting, own_help_of


def test_writing_down_votes_and_hanging_a_notice_decide_nothing_and_every_other_step_does():
    setting = Setting(EXIT, "household:H1", "431129210213", helping=frozenset({7}))
    decided = {step.name: own_help_of(setting, step, 7) is not None for step in EXIT.steps}
    assert decided == {step.name: step.present is None and step.notice is None for step in EXIT.steps}
    assert {name for name, told in decided.items() if not told} >= {"appraise", "publish"} and decided["verify"] and decided["approve"]
    assert own_help_of(setting, EXIT.objection, 7).code == "own-help"
    assert not any(own_help_of(setting, step, 8) for step in (*EXIT.steps, EXIT.objection)), "who never helped may do each"
