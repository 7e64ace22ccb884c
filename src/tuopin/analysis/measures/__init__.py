"""Measures of poverty and inequality with their standard errors: `measure(["fgt0", "gini"], sample, line=3000)`."""

from tuopin.analysis.measures.asking import NAMES, Estimate, Group, measure
from tuopin.analysis.measures.replicates import Replicates
from tuopin.analysis.measures.samples import Sample

__all__ = ["NAMES", "Estimate", "Group", "Replicates", "Sample", "measure"]
