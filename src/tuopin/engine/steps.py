"""What each step of the compiled machine does to a block of rows: with masks, whole numbers, fractions and stored columns."""

from __future__ import annotations

import numpy as np

from tuopin.engine.compiler import compiled, within
from tuopin.engine.programs import Op

(LOAD, CONSTANT, RANGE, RANGE_OF_COLUMN, TEST_OF_COLUMN, AND, OR, NOT, LESS, AT_MOST, EQUAL, ADD, ADD_PLAIN, SUBTRACT, MULTIPLY, MULTIPLY_PLAIN,
 LARGEST, LEAST, NEGATIVE, DIVIDE, KEEP, CHOOSE, WHOLE, BITS_AND, BITS_OR, NUMBER, NUMBER_KNOWN, FRACTION, F_CONSTANT, F_ADD, F_SUBTRACT,
 F_MULTIPLY, F_DIVIDE, F_KEEP, F_CHOOSE, PACK, LANE, STORE, STORE_MASK, SUM, SUM_MASK, SUM_FRACTION, MASK_CONSTANT, BIT, ADD_KEPT) = (int(op) for op in Op)
WHOLES = (ADD, SUBTRACT, MULTIPLY, LARGEST, LEAST, DIVIDE, BITS_AND, BITS_OR)
LEAST_OF_32, MOST_OF_32 = -2147483648, 2147483647


@within
def _in_range(out, held, low, high, outside):
    reach = np.uint64(high) - np.uint64(low)
    for n in range(len(out)):
        out[n] = ((np.uint64(np.int64(held[n])) - np.uint64(low)) <= reach) ^ outside


@within
def _narrow_range(out, held, low, high, outside):
    """The same over numbers of 32 bits or fewer, in 32 bits."""
    if low > MOST_OF_32 or high < LEAST_OF_32 or low > high:
        out[:] = outside
        return
    least, most = np.int32(max(low, LEAST_OF_32)), np.int32(min(high, MOST_OF_32))
    for n in range(len(out)):
        out[n] = ((held[n] >= least) & (held[n] <= most)) ^ outside


@within
def _smallest_range(out, held, low, high, outside):
    """The same over numbers of 8 bits, in 8 bits."""
    if low > 127 or high < -128 or low > high:
        out[:] = outside
        return
    least, most = np.int8(max(low, -128)), np.int8(min(high, 127))
    for n in range(len(out)):
        out[n] = ((held[n] >= least) & (held[n] <= most)) ^ outside


@within
def _into_numbers(step, masks, numbers, held):
    """A stored column as whole numbers, or added to a register where a mask says yes."""
    rows = len(held)
    out = numbers[step[1]][:rows]
    if step[0] == LOAD:
        for n in range(rows):
            out[n] = held[n]
    else:
        other, mask = numbers[step[4]][:rows], masks[step[5]][:rows]
        for n in range(rows):
            out[n] = other[n] + (np.int64(held[n]) & -np.int64(mask[n]))


@within
def _any_bit(out, held, bits, wanted):
    for n in range(len(out)):
        out[n] = ((held[n] & bits) != 0) == wanted


@compiled
def logic(op, out, one, other):
    """A step that makes a mask of masks."""
    if op == AND:
        for n in range(len(out)):
            out[n] = one[n] & other[n]
    elif op == OR:
        for n in range(len(out)):
            out[n] = one[n] | other[n]
    else:
        for n in range(len(out)):
            out[n] = one[n] ^ 1


@compiled
def compare(op, out, one, other):
    """A step that makes a mask of two whole numbers."""
    if op == LESS:
        for n in range(len(out)):
            out[n] = one[n] < other[n]
    elif op == AT_MOST:
        for n in range(len(out)):
            out[n] = one[n] <= other[n]
    else:
        for n in range(len(out)):
            out[n] = one[n] == other[n]


@compiled
def arithmetic(op, out, one, other):
    """A step that makes a whole number of two."""
    if op == ADD:
        for n in range(len(out)):
            out[n] = one[n] + other[n]
    elif op == SUBTRACT:
        for n in range(len(out)):
            out[n] = one[n] - other[n]
    elif op == MULTIPLY:
        for n in range(len(out)):
            out[n] = one[n] * other[n]
    elif op == LARGEST:
        for n in range(len(out)):
            out[n] = max(one[n], other[n])
    elif op == LEAST:
        for n in range(len(out)):
            out[n] = min(one[n], other[n])
    elif op == BITS_AND:
        for n in range(len(out)):
            out[n] = one[n] & other[n]
    elif op == BITS_OR:
        for n in range(len(out)):
            out[n] = one[n] | other[n]
    else:
        for n in range(len(out)):
            out[n] = one[n] // other[n] if other[n] else 0


@compiled
def fractions(op, out, one, other):
    """A step that makes a fraction of two."""
    if op == F_ADD:
        for n in range(len(out)):
            out[n] = one[n] + other[n]
    elif op == F_SUBTRACT:
        for n in range(len(out)):
            out[n] = one[n] - other[n]
    elif op == F_MULTIPLY:
        for n in range(len(out)):
            out[n] = one[n] * other[n]
    else:
        for n in range(len(out)):
            out[n] = one[n] / other[n] if other[n] != 0.0 else np.nan


@compiled
def of_column(step, masks, numbers, columns, base, rows):
    """A step that reads a stored column of the block."""
    one, two, four, eight = columns
    op, width, at, end = step[0], step[2], step[3], base + rows
    if op in (LOAD, ADD_KEPT):
        if width == 1:
            _into_numbers(step, masks, numbers, one[at][base:end])
        elif width == 2:
            _into_numbers(step, masks, numbers, two[at][base:end])
        elif width == 4:
            _into_numbers(step, masks, numbers, four[at][base:end])
        else:
            _into_numbers(step, masks, numbers, eight[at][base:end])
        return
    mask = masks[step[1]][:rows]
    if op == RANGE_OF_COLUMN:
        low, high, outside = step[4], step[5], step[6] != 0
        if width == 1:
            _smallest_range(mask, one[at][base:end], low, high, outside)
        elif width == 2:
            _narrow_range(mask, two[at][base:end], low, high, outside)
        elif width == 4:
            _narrow_range(mask, four[at][base:end], low, high, outside)
        else:
            _in_range(mask, eight[at][base:end], low, high, outside)
    elif width == 1:
        _any_bit(mask, one[at][base:end], np.int8(step[4] & 0x7F), step[5] != 0)
    elif width == 2:
        _any_bit(mask, two[at][base:end], np.int16(step[4] & 0x7FFF), step[5] != 0)
    else:
        _any_bit(mask, four[at][base:end], np.int32(step[4] & 0x7FFFFFFF), step[5] != 0)


@compiled
def of_one(step, masks, numbers, shares, rows):
    """A step with one register, a number for every row, or a register and a mask."""
    op, mine = step[0], step[1]
    if op == RANGE:
        _in_range(masks[mine][:rows], numbers[step[2]][:rows], step[3], step[4], step[5] != 0)
    elif op == CONSTANT:
        numbers[mine][:rows] = step[2]
    elif op == MASK_CONSTANT:
        masks[mine][:rows] = step[2] != 0
    elif op == BIT:
        out, mask, bit = masks[mine][:rows], masks[step[2]][:rows], np.uint8(step[3])
        for n in range(len(out)):
            out[n] |= mask[n] << bit
    elif op == ADD_PLAIN:
        out, held, plain = numbers[mine][:rows], numbers[step[2]][:rows], step[3]
        for n in range(len(out)):
            out[n] = held[n] + plain
    elif op == MULTIPLY_PLAIN:
        out, held, plain = numbers[mine][:rows], numbers[step[2]][:rows], step[3]
        for n in range(len(out)):
            out[n] = held[n] * plain
    elif op == NEGATIVE:
        out, held = numbers[mine][:rows], numbers[step[2]][:rows]
        for n in range(len(out)):
            out[n] = -held[n]
    elif op == KEEP:
        out, held, mask = numbers[mine][:rows], numbers[step[2]][:rows], masks[step[3]][:rows]
        for n in range(len(out)):
            out[n] = held[n] & -np.int64(mask[n])
    elif op == WHOLE:
        out, mask = numbers[mine][:rows], masks[step[2]][:rows]
        for n in range(len(out)):
            out[n] = mask[n]
    elif op == CHOOSE:
        out, mask, yes, no = numbers[mine][:rows], masks[step[2]][:rows], numbers[step[3]][:rows], numbers[step[4]][:rows]
        for n in range(len(out)):
            out[n] = yes[n] if mask[n] else no[n]
    else:
        _of_fraction(step, masks, numbers, shares, rows)


@compiled
def _of_fraction(step, masks, numbers, shares, rows):
    op, mine = step[0], step[1]
    out = shares[mine][:rows]
    if op == FRACTION:
        held = numbers[step[2]][:rows]
        for n in range(len(out)):
            out[n] = held[n]
    elif op == F_CONSTANT:
        out[:] = step[2:3].view(np.float64)[0]
    elif op == F_KEEP:
        held, mask = shares[step[2]][:rows], masks[step[3]][:rows]
        for n in range(len(out)):
            out[n] = held[n] if mask[n] else 0.0
    else:
        mask, yes, no = masks[step[2]][:rows], shares[step[3]][:rows], shares[step[4]][:rows]
        for n in range(len(out)):
            out[n] = yes[n] if mask[n] else no[n]


@compiled
def work(step, masks, numbers, shares, columns, base, rows):
    """Any step that makes a register of registers or columns."""
    op = step[0]
    if op in (LOAD, RANGE_OF_COLUMN, TEST_OF_COLUMN, ADD_KEPT):
        of_column(step, masks, numbers, columns, base, rows)
    elif op in (AND, OR, NOT):
        logic(op, masks[step[1]][:rows], masks[step[2]][:rows], masks[step[3]][:rows])
    elif op in (LESS, AT_MOST, EQUAL):
        compare(op, masks[step[1]][:rows], numbers[step[2]][:rows], numbers[step[3]][:rows])
    elif op in WHOLES:
        arithmetic(op, numbers[step[1]][:rows], numbers[step[2]][:rows], numbers[step[3]][:rows])
    elif op >= F_ADD and op <= F_DIVIDE:
        fractions(op, shares[step[1]][:rows], shares[step[2]][:rows], shares[step[3]][:rows])
    else:
        of_one(step, masks, numbers, shares, rows)
