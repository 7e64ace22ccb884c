"""The compiled machine that runs the steps of a traced rule over millions of households, a block of rows at a time.

It is one program for all rules, compiled once on a machine and kept on its disk. A block is small enough for its registers to
stay in the processor's own memory. Masks are bytes, whole numbers 64 bits as everywhere, so its answers are those of the rule
run over arrays; `tests/policy/test_compiled.py` holds the two against each other.
"""

from __future__ import annotations

import numpy as np

from tuopin.engine.compiler import compiled
from tuopin.engine.steps import LANE, NUMBER, NUMBER_KNOWN, PACK, STORE, STORE_MASK, SUM, SUM_FRACTION, SUM_MASK, work

BLOCK = 8192  # households
MOST_A_HEAD = 6  # members for each household of a block, on average: room for 255 of one household in any block
MOST_OF_A_HOUSEHOLD = 255  # so that eight bits hold any count of members
PAD = 24  # keeps registers from lying at the same place of the processor's memory
SPREAD = np.array([sum(((n >> bit) & 1) << (8 * bit) for bit in range(8)) for n in range(256)], np.uint64)  # a bit into a lane each


@compiled
def run(steps, columns, span, tables, runs, out):
    """Run steps over the households `span[0]` … `span[1]` of a row group, whose members begin at `span[2]`.

    `steps` are those of members and of households, the words of lanes between them, the registers of each kind and the households of a
    block; `columns` those of households and of members by their widths, and how many members each household has (nothing where no step asks
    for members). `runs` are the first rows
    of the places that are added up over, and the end. Results go into `out`: numbers and masks kept, sums of masks, numbers, fractions.
    """
    members, households, words, registers, block = steps
    of_households, of_members, sizes = columns
    first, end, person = span
    wide = block * MOST_A_HEAD if len(sizes) else block
    masks, numbers = np.empty((registers[0], wide + PAD), np.uint8), np.empty((registers[1], (wide if registers[3] else block) + PAD), np.int64)
    held = (masks, numbers, np.empty((registers[2], block + PAD), np.float64))
    packed, running = np.empty((max(words, 1), wide + PAD), np.uint8), np.empty(wide + 1, np.uint64)
    lanes, starts = np.empty((max(words, 1), block + PAD), np.uint64), np.empty(block + 1, np.int64)
    place = 0
    while first < end:
        rows, starts[0] = 0 if len(sizes) else min(block, end - first), 0
        while len(sizes) and first + rows < end and rows < block and starts[rows] + sizes[first + rows] <= wide:
            starts[rows + 1] = starts[rows] + sizes[first + rows]
            rows += 1
        heads = starts[rows] if len(sizes) else 0
        if words:
            packed[:, :heads] = 0
            _members(members, held, of_members, packed, person, heads)
            for word in range(words):
                _under_households(packed[word][:heads], running, starts, lanes[word][:rows])
        while runs[place + 1] <= first:
            place += 1
        _households(households, held, of_households, lanes, (tables, first, rows, place, span[0]), runs, out)
        first, person = first + rows, person + heads


@compiled
def _members(steps, held, columns, packed, person, heads):
    masks, numbers, shares = held
    for n in range(len(steps)):
        step = steps[n]
        if step[0] == PACK:
            out, mask, bit = packed[step[1]][:heads], masks[step[2]][:heads], np.uint8(step[3])
            for row in range(len(out)):
                out[row] |= mask[row] << bit
        else:
            work(step, masks, numbers, shares, columns, person, heads)


@compiled
def _under_households(packed, running, starts, lanes):
    """Counts of eight masks at once: what has run up at the end of a household less what had at its beginning."""
    total = np.uint64(0)
    running[0] = total
    for n in range(len(packed)):
        total += SPREAD[packed[n]]
        running[n + 1] = total
    for row in range(len(lanes)):
        lanes[row] = running[starts[row + 1]] - running[starts[row]]


@compiled
def _looked_up(out, table, by, same):
    """The number of each row by another column; `same` where that column says one thing in all rows."""
    if same:
        out[:] = table[min(max(by[0] + 1, 0), len(table) - 1)]
        return
    last = len(table) - 1
    for row in range(len(out)):
        out[row] = table[min(max(by[row] + 1, 0), last)]


@compiled
def _households(steps, held, columns, lanes, at, runs, out):
    masks, numbers, shares = held
    tables, first, rows, place, origin = at
    for n in range(len(steps)):
        step = steps[n]
        op = step[0]
        if op == NUMBER:
            _looked_up(numbers[step[1]][:rows], tables[0][step[3]], numbers[step[2]][:rows], step[4])
        elif op == NUMBER_KNOWN:
            _looked_up(masks[step[1]][:rows], tables[1][step[3]], numbers[step[2]][:rows], step[4])
        elif op < PACK or op > SUM_FRACTION:
            work(step, masks, numbers, shares, columns, first, rows)
        elif op == LANE:
            counted, words, shift = numbers[step[1]][:rows], lanes[step[2]][:rows], np.uint64(8 * step[3])
            for row in range(rows):
                counted[row] = np.int64((words[row] >> shift) & np.uint64(255))
        elif op == STORE:
            out[0][step[1]][first - origin : first - origin + rows] = numbers[step[2]][:rows]
        elif op == STORE_MASK:
            out[1][step[1]][first - origin : first - origin + rows] = masks[step[2]][:rows]
        else:
            _add(step, held, (first, rows, place), runs, out)


@compiled
def _add(step, held, at, runs, out):
    """Add a register up over each of the places that the block reaches into."""
    masks, numbers, shares = held
    first, rows, place = at
    begin = 0
    while begin < rows:
        end = min(runs[place + 1] - first, rows)
        if step[0] == SUM_MASK:
            counted = np.int32(0)
            for n in masks[step[2]][begin:end]:
                counted += np.int32(n)
            out[2][step[1], place] += counted
        elif step[0] == SUM:
            total = np.int64(0)
            for n in numbers[step[2]][begin:end]:
                total += n
            out[3][step[1], place] += total
        else:
            share = 0.0
            for f in shares[step[2]][begin:end]:
                share += f
            out[4][step[1], place] += share
        begin, place = end, place + 1
