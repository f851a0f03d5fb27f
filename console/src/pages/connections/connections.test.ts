import { describe, expect, it } from "vitest";
import type { Connector } from "../../api/types";
import { coverageDays, describeCoverage, spansText } from "./coverage";
import { filled, missingFields } from "./draft";
import { firstSentence } from "./manifestText";
import { highlight } from "../../ui/highlight";
import { snippet, LANGUAGES } from "./snippets";

const now = Date.parse("2026-11-23T14:32:00Z");
const states = (connection: Parameters<typeof coverageDays>[0], days = 4) =>
  coverageDays(connection, days, now).map(({ state }) => state);
const span = (from: string, to: string) => ({ stream: "costs", kind: "cost" as const, from, to });

describe("coverage", () => {
  it("is pending before a first sync", () => {
    expect(states({ coverage: [], status: "pending" })).toEqual(["pending", "pending", "pending", "pending"]);
  });
  it("never calls today complete", () => {
    const coverage = [span("2026-11-21T00:00:00Z", "2026-11-24T00:00:00Z")];
    expect(states({ coverage, status: "connected" })).toEqual(["none", "covered", "covered", "partial"]);
  });
  it("shows a gap as missing, never as zero", () => {
    const coverage = [
      span("2026-11-19T00:00:00Z", "2026-11-21T00:00:00Z"),
      span("2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z"),
    ];
    const days = coverageDays({ coverage, status: "connected" }, 4, now);
    expect(days.map(({ state }) => state)).toEqual(["covered", "missing", "covered", "partial"]);
    expect(describeCoverage(days)).toBe("3 of 4 days read, 1 missing");
  });
  it("misses today too while disconnected", () => {
    const coverage = [span("2026-11-19T00:00:00Z", "2026-11-21T12:00:00Z")];
    expect(states({ coverage, status: "disconnected" })).toEqual(["covered", "partial", "missing", "missing"]);
  });
});

describe("what was read of a stream", () => {
  it("is said from its first to its last day, with its gaps", () => {
    const year = new Date().getUTCFullYear();
    const read = [
      span(`${year}-11-09T00:00:00Z`, `${year}-11-21T00:00:00Z`),
      span(`${year}-11-01T00:00:00Z`, `${year}-11-08T00:00:00Z`),
    ];
    expect(spansText(read)).toBe("1 Nov – 21 Nov, 1 gap");
    expect(spansText(read.slice(1))).toBe("1 Nov – 8 Nov");
  });
});

describe("the connect form", () => {
  const connector = {
    settings: [{ id: "baseUrl", required: true }],
    credentials: [{ id: "adminKey", required: true }],
  } as unknown as Connector;
  const draft = { name: "OpenAI", settings: { baseUrl: "" }, credentials: { adminKey: "" }, schedule: "", allowPrivate: false, endpoints: {}, granted: [] };
  it("knows what is missing, and that a stored secret is not", () => {
    expect([...missingFields(draft, connector, null)]).toEqual(["baseUrl", "adminKey"]);
    const stored = { credentials: { adminKey: { length: 51, setAt: "" } } } as never;
    expect([...missingFields(draft, connector, stored)]).toEqual(["baseUrl"]);
  });
  it("sends only what was typed", () => {
    expect(filled({ a: "", b: "x" })).toEqual({ b: "x" });
  });
  it("takes one plain sentence from a manifest", () => {
    expect(firstSentence("# OpenAI\n\nReads *usage* and [costs](https://x.example). More.")).toBe("Reads usage and costs.");
  });
});

describe("snippets", () => {
  it("lose nothing when they are coloured", () => {
    for (const { value } of LANGUAGES) {
      const code = snippet(value, "http://127.0.0.1:8787", "rev_mk_default_abc");
      expect(highlight(code).map(({ text }) => text).join("")).toBe(code);
    }
    expect(highlight("curl http://a.example/x").filter(({ kind }) => kind === "com")).toEqual([]);
  });
  it("hold the reader's own address and key", () => {
    for (const { value } of LANGUAGES) {
      const code = snippet(value, "https://outlay.example", "rev_mk_default_abc");
      expect(code).toContain("https://outlay.example");
      expect(code).toContain("rev_mk_default_abc");
    }
  });
});
