// Reads a frame, the buffer that `evaluate` gets, where it lies in memory. Its layout is described in FRAME.md of
// Outlay's contract (`wit`).

const INTEGER: u8 = 1;
const TEXT: u8 = 2;
const NONE: u32 = 0xffffffff;

export class Column {
  constructor(private frame: usize, private at: usize) {}

  private get nulls(): u32 {
    return load<u32>(this.at, 8);
  }
  private get values(): usize {
    return this.frame + load<u32>(this.at, 12);
  }

  /** Whether the value is unknown, which is not the same as zero. */
  isMissing(row: u32): bool {
    if (this.at == 0) return true;
    if (load<u8>(this.at, 6) == TEXT) return load<u32>(this.values + 4 * row) == NONE;
    return this.nulls != 0 && ((load<u8>(this.frame + this.nulls + (row >> 3)) >> (<u8>row & 7)) & 1) == 1;
  }

  integer(row: u32): i64 {
    return load<i64>(this.values + 8 * row);
  }

  text(row: u32): string {
    const code = load<u32>(this.values + 4 * row);
    const ends = this.frame + load<u32>(this.at, 16);
    const bytes = ends + 4 * load<u32>(this.at, 20);
    const begin = code == 0 ? 0 : load<u32>(ends + 4 * (code - 1));
    return String.UTF8.decodeUnsafe(bytes + begin, load<u32>(ends + 4 * code) - begin);
  }
}

export class Frame {
  constructor(private at: usize) {}

  get isKnown(): bool {
    return load<u32>(this.at) == 0x46524c4f /* OLRF */ && load<u16>(this.at, 4) == 1;
  }
  get rows(): u32 {
    return load<u32>(this.at, 8);
  }

  /** A column in which every value is missing, if there is none of this name and kind. */
  column(name: string, isText: bool): Column {
    for (let column: u32 = 0; column < load<u16>(this.at, 6); column++) {
      const at = this.at + 16 + 24 * column;
      const its = String.UTF8.decodeUnsafe(this.at + load<u32>(at), load<u16>(at, 4));
      if (its == name && load<u8>(at, 6) == (isText ? TEXT : INTEGER)) return new Column(this.at, at);
    }
    return new Column(this.at, 0);
  }
}
