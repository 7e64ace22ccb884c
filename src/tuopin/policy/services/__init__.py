"""Judging, and writing down what it comes to."""

from tuopin.policy.services.judge_counties import judge_counties, judge_household_again
from tuopin.policy.services.settle_doubt import settle_doubt

__all__ = ["judge_counties", "judge_household_again", "settle_doubt"]
