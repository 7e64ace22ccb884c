"""What is compiled runs as plain Python while it is measured (NUMBA_DISABLE_JIT=1), for nobody sees which lines machine code takes.

Two parts are written for the compiler alone, a word read from any place and a call of a C function by its address; here they stand in Python.
"""

from __future__ import annotations

import ctypes

import numpy as np

from tuopin.snapshots import unpacking


def _word(data: np.ndarray, place: int) -> np.uint64:
    """Eight bytes from a place as an unsigned number, the lowest first."""
    return np.uint64(int.from_bytes(data[place : place + 8].tobytes(), "little"))


def _sum_of(crc32: int, data: np.ndarray, place: int, size: int) -> int:
    """The CRC of so many bytes from a place, by the C function at the address."""
    function = ctypes.CFUNCTYPE(ctypes.c_ulong, ctypes.c_ulong, ctypes.c_char_p, ctypes.c_size_t)(int(crc32))
    return function(0, data[place : place + size].tobytes(), int(size)) & 0xFFFFFFFF


def stand_in() -> None:
    """Put both where the compiled ones are."""
    unpacking._word, unpacking._sum_of = _word, _sum_of
