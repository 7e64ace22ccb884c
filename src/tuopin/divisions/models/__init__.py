"""The tables of the divisions."""

from tuopin.divisions.models.division import Division
from tuopin.divisions.models.group import VillagerGroup
from tuopin.divisions.models.projections import DIVISION
from tuopin.divisions.models.succession import Succession

__all__ = ["DIVISION", "Division", "Succession", "VillagerGroup"]
