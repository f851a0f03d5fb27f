import { describe, expect, it } from "vitest";
import type { RefusedRecord } from "../../api/types";
import { advice, afterwards } from "./advice";
import { bodyLines, layOut } from "./layOut";
import { pieces, placeOf, recordIdOf } from "./record";
import { readRefusedSearch } from "./search";

const record = (more: Partial<RefusedRecord> = {}): RefusedRecord => ({
  receivedAt: "2026-11-23T14:32:07.418213Z",
  keyId: "key_1",
  endpoint: "/v1/events",
  item: 3,
  code: "invalid_field",
  message: "`inputTokenCount` must not be negative",
  field: "inputTokenCount",
  body: "{}",
  ...more,
});

const meant = (body: string, field: string | null) =>
  bodyLines(body, field)
    .filter(({ isMeant }) => isMeant)
    .map(({ text }) => text.trim());

describe("addresses", () => {
  it("hold the key and the open record, and nothing else", () => {
    expect(readRefusedSearch({ key: "key_1", record: "r", nonsense: "x" })).toEqual({ key: "key_1", record: "r" });
    expect(readRefusedSearch({ key: "", record: 7 })).toEqual({});
  });
  it("tell records apart by time, key and place", () => {
    expect(recordIdOf(record())).toBe("2026-11-23T14:32:07.418213Z_key_1_3");
    expect(recordIdOf(record({ item: 0 }))).toBe("2026-11-23T14:32:07.418213Z_key_1_0");
    expect(recordIdOf(record({ item: null }))).toBe("2026-11-23T14:32:07.418213Z_key_1");
    expect(recordIdOf(record({ item: null, keyId: "" }))).toBe("2026-11-23T14:32:07.418213Z");
  });
});

describe("a refused record", () => {
  it("says its place as the answer to the sender did", () => {
    expect(placeOf(record())).toBe("Item 3 of the request (the first is 0)");
    expect(placeOf(record({ item: null }))).toBe("The whole request");
  });
  it("has names of fields in its message", () => {
    expect(pieces("`a.b` must be `x` or more")).toEqual([
      { text: "a.b", isCode: true },
      { text: " must be ", isCode: false },
      { text: "x", isCode: true },
      { text: " or more", isCode: false },
    ]);
    expect(pieces("nothing to mark")).toEqual([{ text: "nothing to mark", isCode: false }]);
  });
  it("comes with what to do", () => {
    expect(advice(record())).toContain("`inputTokenCount`");
    expect(advice(record({ code: "too_many_events", field: null }))).toContain("10,000 events");
    expect(advice(record({ code: "of_tomorrow", field: null }))).toBe("Correct what the message names.");
    expect(afterwards(record())).toMatch(/^The other items/);
    expect(afterwards(record({ item: null }))).toMatch(/^Nothing of this request was taken/);
  });
});

describe("what was sent", () => {
  it("is laid out without changing a value", () => {
    expect(layOut('{"a":1.50,"b":[12345678901234567890,true],"c":{}}')).toBe(
      '{\n  "a": 1.50,\n  "b": [\n    12345678901234567890,\n    true\n  ],\n  "c": {}\n}',
    );
    expect(layOut('{"a":"x, {y}: \\"z\\" "}')).toBe('{\n  "a": "x, {y}: \\"z\\" "\n}');
  });
  it("is laid out as far as it goes", () => {
    expect(layOut('{"a":{"b":"cut o')).toBe('{\n  "a": {\n    "b": "cut o');
    expect(layOut("}}}{")).toBe("}}}{");
    expect(layOut('{"a":1}]]}')).toBe('{\n  "a": 1\n}\n]\n]\n}');
  });
  it("keeps one record a line apart", () => {
    expect(layOut('{"a":1}\n{"a":2}')).toBe('{\n  "a": 1\n}\n{\n  "a": 2\n}');
  });
  it("is left alone when it is not JSON", () => {
    expect(layOut("span `chat`: a, b")).toBe("span `chat`: a, b");
    expect(layOut("")).toBe("");
  });
  it("marks the line of the field that is wrong", () => {
    expect(meant('{"model":"m","inputTokenCount":-1}', "inputTokenCount")).toEqual(['"inputTokenCount": -1']);
    expect(meant('{"subscriber":{"email":7}}', "subscriber.email")).toEqual(['"email": 7']);
    expect(meant('{"model":"m"}', null)).toEqual([]);
  });
});
