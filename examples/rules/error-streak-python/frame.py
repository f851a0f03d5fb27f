"""Reads a frame, the buffer that `evaluate` gets. Its layout is described in FRAME.md of Outlay's contract (`wit`).

Integers stay integers: money is counted in 10⁻¹² of the reporting currency and must never pass through a float.
"""

from struct import unpack_from
from typing import Optional, Union

INTEGER, TEXT, FLAG = 1, 2, 3

Value = Optional[Union[int, str, bool]]


class Frame:
    def __init__(self, frame: bytes) -> None:
        magic, layout, columns, self.rows = unpack_from("<4sHHI", frame)
        if magic != b"OLRF" or layout != 1:
            raise ValueError("this frame is of another layout; build the rule again with the SDK of this Outlay")
        self._columns = {}
        for column in range(columns):
            name, length, kind, _places, nulls, values, texts, entries = unpack_from("<IHBBIIII", frame, 16 + 24 * column)
            if kind == INTEGER:
                read = _integers(frame, self.rows, nulls, values)
            elif kind == TEXT:
                read = _texts(frame, self.rows, values, texts, entries)
            elif kind == FLAG:
                read = [(False, True, None)[flag] for flag in frame[values : values + self.rows]]
            else:
                continue  # of a later host
            self._columns[frame[name : name + length].decode()] = read

    def column(self, name: str) -> list[Value]:
        """One value a row; `None` is one that is unknown."""
        return self._columns.get(name, [None] * self.rows)


def _integers(frame: bytes, rows: int, nulls: int, values: int) -> list[Value]:
    numbers = unpack_from(f"<{rows}q", frame, values)
    if nulls == 0:
        return list(numbers)
    return [None if frame[nulls + row // 8] >> row % 8 & 1 else number for row, number in enumerate(numbers)]


def _texts(frame: bytes, rows: int, values: int, dictionary: int, entries: int) -> list[Value]:
    begin = dictionary + 4 * entries
    ends = unpack_from(f"<{entries}I", frame, dictionary)
    texts = [frame[begin + start : begin + end].decode() for start, end in zip((0, *ends), ends)]
    return [None if code == 0xFFFFFFFF else texts[code] for code in unpack_from(f"<{rows}I", frame, values)]
