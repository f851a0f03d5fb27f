import { describe, expect, it } from "vitest";
import type { DriftParts, ProjectMapping, Reconciled } from "../../api/types";
import { cellState, driftShare, matrix, partsOf, shareText, shortShare } from "./cells";
import { daysOf, later, monthLabel, monthOf } from "./month";
import { listed, withMapping, withoutMapping } from "./projects";
import { readReconciliationSearch } from "./search";

const NO_PARTS: DriftParts = {
  callsNotMetered: null, cacheSplit: null, lateData: null, meteredPrice: null, listPrice: null, tier: null,
  billedCacheSplit: null, discountCreditTax: null, rounding: null, unexplained: null,
};

const item = (part: Partial<Reconciled>): Reconciled => ({
  day: "2026-11-16", lastDay: "2026-11-16", connection: null, provider: "openai", project: null, model: null,
  grain: "provider", currency: "USD", billed: "100", metered: "100", estimated: null, coverage: null, drift: "0",
  estimatedMinusMetered: null, billedMinusEstimated: null, parts: NO_PARTS, meters: [], open: false, unpricedEvents: "0",
  withoutPrice: [], ...part,
});

const state = (drift: string, billed = "100") => cellState(item({ drift, billed }));

describe("months", () => {
  it("go over the end of a year, and know their days", () => {
    expect([later("2026-12", 1), later("2027-01", -1), later("2026-03", -3)]).toEqual(["2027-01", "2026-12", "2025-12"]);
    expect(daysOf("2028-02")).toHaveLength(29);
    expect(daysOf("2026-11").at(-1)).toBe("2026-11-30");
    expect([monthLabel("2026-11"), monthOf(new Date("2026-10-31T23:59:59Z"))]).toEqual(["November 2026", "2026-10"]);
  });
});

describe("cells", () => {
  it("say how far bill and meter are apart", () => {
    expect([state("0"), state("0.5"), state("-0.51"), state("1.01"), state("-3"), state("3.01")]).toEqual([
      "agrees", "agrees", "near", "off", "off", "far",
    ]);
    expect([state("0", "0"), state("0.01", "0")]).toEqual(["agrees", "far"]);
  });
  it("never call unknown zero", () => {
    expect(cellState(undefined)).toBe("none");
    expect(cellState(item({ billed: null, drift: null }))).toBe("no-bill");
    expect(cellState(item({ metered: null, drift: null }))).toBe("unknown");
    expect(cellState(item({ open: true, drift: "50" }))).toBe("open");
  });
  it("are exact where floats are not", () => {
    expect(driftShare("0.000000000003", "0.0000000001")).toBe(300n);
    expect([shareText(341n), shareText(-5n, 2), shareText(0n)]).toEqual(["+3.4", "−0.05", "0.0"]);
    expect([shortShare(341n), shortShare(9_999n), shortShare(-123_456n)]).toEqual(["+3.4", "+100", "−1,235"]);
  });
});

describe("the matrix", () => {
  it("has a row for each provider and currency", () => {
    const rows = matrix([item({}), item({ provider: "azure", currency: "EUR" }), item({ day: "2026-11-17" })]);
    expect(rows.map(({ provider, currency, days }) => [provider, currency, days.size])).toEqual([
      ["azure", "EUR", 1],
      ["openai", "USD", 2],
    ]);
  });
  it("leaves out parts that make no difference", () => {
    const parts = partsOf({ ...NO_PARTS, tier: "-1.5", rounding: "0.000", unexplained: "0.01" });
    expect(parts.map(({ label, amount }) => [label, amount])).toEqual([["Tier", "-1.5"], ["Unexplained", "0.01"]]);
  });
});

it("an address is read with care", () => {
  const search = { month: "2026-13", day: "2026-11-16", provider: "", currency: "usd", other: "x" };
  expect(readReconciliationSearch(search)).toEqual({ day: "2026-11-16" });
});

const mapping = (part: Partial<ProjectMapping>): ProjectMapping => ({
  provider: "openai", kind: "key", id: "key_1", name: "Website", project: "proj_1", connectionId: "c", source: "provider", ...part,
});

describe("projects", () => {
  const own = mapping({ id: "key_2", project: "shop", source: "operator" });

  it("sends what people here said, and leaves the rest to the providers", () => {
    const changed = mapping({ project: "site" });
    expect(withMapping([mapping({}), own], changed)).toEqual([own, { ...changed, source: "operator" }]);
    expect(withMapping([own], { ...own, project: null })).toEqual([{ ...own, project: null }]);
    expect(withoutMapping([mapping({}), own], own)).toEqual([]);
  });

  it("lists what has no project first, and finds words anywhere", () => {
    const lonely = mapping({ id: "key_3", name: null, project: null });
    expect(listed([mapping({}), own, lonely], "").map(({ id }) => id)).toEqual(["key_3", "key_1", "key_2"]);
    expect(listed([mapping({}), own, lonely], " SHOP ").map(({ id }) => id)).toEqual(["key_2"]);
  });
});
