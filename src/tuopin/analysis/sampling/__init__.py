"""Samples that anybody can draw again from the frame and a seed, how large they must be, and how sure a rate from them is."""

from tuopin.analysis.sampling.drawing import Chosen, Cluster, Drawn, draw, frame_digest
from tuopin.analysis.sampling.intervals import Interval, rate_interval
from tuopin.analysis.sampling.recapture import chapman
from tuopin.analysis.sampling.sizes import errors_allowed, size_needed

__all__ = ["Chosen", "Cluster", "Drawn", "Interval", "chapman", "draw", "errors_allowed", "frame_digest", "rate_interval", "size_needed"]
