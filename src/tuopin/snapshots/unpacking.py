"""Unpacks the pages of an edition's files straight into arrays, compiled: what is on disk is read once and written once.

It knows the one way in which editions are written (format version 2.6, pages of the first kind, plain or by dictionary, not
compressed, nothing missing) and says when a column is laid out otherwise; then the general reader is asked. Source: the
Apache Parquet format, parquet.thrift and Encodings.md.
"""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from tuopin.engine.compiler import compiled, within

DATA, DICTIONARY = 0, 2  # kinds of pages
PLAIN, OLD_DICTIONARY, BY_DICTIONARY = 0, 2, 8  # encodings
ENUM, KIND, SIZE, HELD, CRC, VALUES, ENCODING, BODY = np.int64(-1), 0, 1, 2, 3, 4, 5, 6
WELL, OTHERWISE, BROKEN, OTHER_SUM = 0, 1, 2, 3  # OTHER_SUM: not what its checksum says
NO_CRC = -1
WIDEST = 22  # bits of the number of a word
MOST_WORDS = 1 << (WIDEST - 1)  # of a dictionary


@intrinsic
def _word(typing, data, place):
    """Eight bytes from a place as an unsigned number, whether or not they lie on a border of eight."""
    if not isinstance(data, types.Array) or not isinstance(place, types.Integer):
        return None

    def generate(context, builder, signature, given):
        held = context.make_array(signature.args[0])(context, builder, given[0])
        first = builder.gep(builder.bitcast(held.data, ir.PointerType(ir.IntType(8))), [given[1]], source_etype=ir.IntType(8))
        return builder.load(builder.bitcast(first, ir.PointerType(ir.IntType(64))), align=1, typ=ir.IntType(64))

    return types.uint64(data, place), generate


@intrinsic
def _sum_of(typing, crc32, data, place, size):
    """The CRC of so many bytes from a place, by a C function at an address: of a sum so far, bytes and their number, in registers of eight bytes."""
    if not isinstance(data, types.Array) or not isinstance(crc32, types.Integer):
        return None

    def generate(context, builder, signature, given):
        held = context.make_array(signature.args[1])(context, builder, given[1])
        byte, long = ir.PointerType(ir.IntType(8)), ir.IntType(64)
        first = builder.gep(builder.bitcast(held.data, byte), [given[2]], source_etype=ir.IntType(8))
        function = builder.inttoptr(given[0], ir.PointerType(ir.FunctionType(long, [long, byte, long])))
        return builder.and_(builder.call(function, [long(0), first, given[3]]), long(0xFFFFFFFF))  # of a sum of four bytes the upper half says nothing

    return types.int64(types.int64, data, types.int64, types.int64), generate


@within
def _varint(data, at, end):
    value, shift = np.uint64(0), np.uint64(0)
    while at < end and shift < 64:
        byte = data[at]
        at += 1
        value |= np.uint64(byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += np.uint64(7)
    return np.uint64(0), end + 1


@within
def _signed(data, at, end):
    number, at = _varint(data, at, end)
    return np.int64(number >> np.uint64(1)) ^ -np.int64(number & np.uint64(1)), at


@compiled
def page_head(data, at, end, told):
    """Read the head of a page into `told` (kind, sizes, CRC, values, encoding, where its body begins); False when it is none."""
    told[:] = -1
    depth, inside = 0, 0
    last = np.zeros(4, np.int64)
    while at < end:
        byte, at = data[at], at + 1
        if byte == 0:
            if depth == 0:
                told[6] = at
                return told[0] >= 0 and told[2] >= 0 and at + told[2] <= end
            depth -= 1
            continue
        kind, step = byte & 0x0F, byte >> 4
        if step == 0:
            last[depth], at = _signed(data, at, end)
        else:
            last[depth] += step
        field = last[depth]
        if kind in (1, 2):
            continue
        if kind in (4, 5, 6):
            value, at = _signed(data, at, end)
            if depth == 0 and 1 <= field <= 4:
                told[field - 1] = value if field < 4 else value & 0xFFFFFFFF
            elif depth == 1 and inside in (5, 7) and field <= 2:
                told[3 + field] = value
        elif kind == 8:
            number, at = _varint(data, at, end)
            if number > np.uint64(end):
                return False
            at += np.int64(number)
        elif kind == 12 and depth < 3:
            if depth == 0:
                inside = field
            depth += 1
            last[depth] = 0
        else:
            return False
    return False


@compiled
def pages_of(data, spans, found, counts):
    """List the pages of each column (where it begins, its bytes), a row of `found` each; how many, or -1 when they cannot be read."""
    for column in range(len(spans)):
        start, size = spans[column, 0], spans[column, 1]
        held, at, count = data[start : start + size], 0, 0
        while at < size:
            if count == found.shape[1] or not page_head(held, at, size, found[column, count]):
                count = -1
                break
            at = found[column, count, 6] + found[column, count, 2]
            count += 1
        counts[column] = count


@compiled
def only_words(data, spans, found, counts, crc32, words):
    """WELL for each column whose pages all go by a dictionary of one word (it is put into `words`) and are held to their checksums.

    OTHER_SUM where they are not what these say, OTHERWISE where the column has several words; without `crc32` nothing is checked.
    """
    told = np.full(len(spans), OTHERWISE)
    for n in range(len(spans)):
        pages = found[n, : max(counts[n], 0)]
        if spans[n, 2] == 0 or len(pages) < 2 or pages[0, KIND] != DICTIONARY or pages[0, VALUES] != 1:
            continue
        several = False
        for page in range(1, len(pages)):
            several |= pages[page, KIND] != DATA or pages[page, ENCODING] not in (BY_DICTIONARY, OLD_DICTIONARY)
        if several:
            continue
        held = data[spans[n, 0] :]
        told[n] = WELL if crc32 == 0 or _is_whole(held, pages, crc32) else OTHER_SUM
        word = _word(held, pages[0, BODY])
        words[n] = np.int64(word) if spans[n, 2] == 8 else np.int64(np.int32(word & np.uint64(0xFFFFFFFF)))
    return told


@compiled
def _is_whole(held, pages, crc32):
    """Whether the pages of a column are what their checksums say."""
    for page in range(len(pages)):
        crc = pages[page, CRC]
        if crc != NO_CRC and _sum_of(crc32, held, pages[page, BODY], pages[page, HELD]) != crc:
            return False
    return True


@compiled
def unpack(data, pages, width, out):
    """Write the values of the listed pages into `out`. `width` is 4 or 8, the bytes of a plain value. WELL, OTHERWISE or BROKEN."""
    words, row = np.zeros(1, out.dtype), 0
    for n in range(len(pages)):
        kind, size, held, values, encoding, body = pages[n, 0], pages[n, 1], pages[n, 2], pages[n, 4], pages[n, 5], pages[n, 6]
        if size != held:
            return OTHERWISE
        if kind == DICTIONARY:
            if encoding not in (PLAIN, OLD_DICTIONARY):
                return OTHERWISE
            if values < 0 or values > MOST_WORDS or values * width > held:
                return BROKEN
            room = 2
            while room < 2 * values:
                room *= 2
            words = np.zeros(room, out.dtype)  # every number of as many bits as the numbers of words have lies in it
            _plain(data, body, width, words[:values])
            continue
        if kind != DATA:
            return OTHERWISE
        if values < 0 or row + values > len(out):
            return BROKEN
        if encoding == PLAIN:
            if values * width > held:
                return BROKEN
            _plain(data, body, width, out[row : row + values])
        elif encoding in (BY_DICTIONARY, OLD_DICTIONARY):
            if not _by_dictionary(data, body, body + held, words, out[row : row + values]):
                return BROKEN
        else:
            return OTHERWISE
        row += values
    return WELL if row == len(out) else BROKEN


@compiled
def unpack_columns(data, spans, found, counts, chosen, crc32, out):
    """Hold columns of a row group to their checksums and unpack them, each into a row of `out`; what became of each.

    `spans` say where each column begins, its bytes and those of a plain value; `found` and `counts` are what `pages_of` found, `chosen` the columns wanted.
    """
    told = np.empty(len(chosen), np.int64)
    for n in range(len(chosen)):
        column = chosen[n]
        held, pages = data[spans[column, 0] :], found[column, : counts[column]]
        told[n] = unpack(held, pages, spans[column, 2], out[n]) if _is_whole(held, pages, crc32) else OTHER_SUM
    return told


@compiled
def _plain(data, at, width, out):
    if width == 8:
        for n in range(len(out)):
            out[n] = np.int64(_word(data, at + n * 8))
    else:
        for n in range(len(out)):
            out[n] = np.int32(_word(data, at + n * 4) & np.uint64(0xFFFFFFFF))


@within
def _bundles(data, at, bits, words, out, many):
    """Unpack so many numbers out of eight bytes at a time; how many were unpacked."""
    mask, wide, whole = np.uint64((1 << bits) - 1), np.uint64(bits), len(out) // many * many
    for first in range(0, whole, many):
        bit = first * bits
        packed = _word(data, at + (bit >> 3)) >> np.uint64(bit & 7)
        for n in range(many):
            out[first + n] = words[packed & mask]
            packed >>= wide
    return whole


@compiled
def _by_dictionary(data, at, end, words, out):
    """Numbers of words, in runs of one number and in bundles of packed ones; False when they do not fit."""
    bits = np.int64(data[at])
    at += 1
    if bits > WIDEST or 1 << bits > len(words):
        return False
    mask, row = np.uint64((1 << bits) - 1), 0
    while row < len(out) and at < end:
        head, at = _varint(data, at, end)
        if at > end:
            return False
        count = np.int64(head >> np.uint64(1))
        if head & np.uint64(1):
            length = min(count * 8, len(out) - row)
            if at + (length * bits + 7) // 8 > end:
                return False
            here = out[row : row + length]
            if bits <= 7:
                whole = _bundles(data, at, bits, words, here, 8)
            elif bits <= 14:
                whole = _bundles(data, at, bits, words, here, 4)
            else:
                whole = _bundles(data, at, bits, words, here, 2)
            for n in range(whole, length):
                bit = n * bits
                here[n] = words[(_word(data, at + (bit >> 3)) >> np.uint64(bit & 7)) & mask]
            at += count * bits
            row += length
        else:
            length = min(count, len(out) - row)
            out[row : row + length] = words[_word(data, at) & mask if bits else np.uint64(0)]
            at += (bits + 7) // 8
            row += length
    return row == len(out)
