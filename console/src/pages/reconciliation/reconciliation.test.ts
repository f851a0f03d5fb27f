import { describe, expect, it } from "vitest";
import type { DriftParts, ProjectMapping, Reconciled } from "../../api/types";
import { causeOf } from "./cause";
import { causeAction } from "./causeAction";
import { cellState, driftShare, shareText, shortShare } from "./cells";
import { chosenOf } from "./chosen";
import { billedShare, itemsOf, monthSums } from "./compared";
import { culpritOf } from "./culprit";
import { type MonthParts, matrixRows } from "./matrixRows";
import { daysOf, later, monthLabel, monthOf } from "./month";
import { mainPart, partsOf } from "./parts";
import { listed, withMapping, withoutMapping } from "./projects";
import { readReconciliationSearch } from "./search";
import { splitOf } from "./split";
import { monthSql, partSql } from "./sql";

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

const state = (drift: string, metered = "100") => cellState(item({ drift, metered }));

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

const month = (part: Partial<MonthParts>): MonthParts => ({
  items: [], told: [], spend: [], connections: [], connectors: [], through: "2026-11-22", ...part,
});

const metered = (provider: string | null, day: string, amount: string | null, unpricedEvents = "0"): MonthParts["spend"][number] => ({
  group: { provider, day }, others: false, currency: "USD", basis: "metered", amount, unpricedEvents,
});

describe("the matrix", () => {
  it("has a row for each provider and currency, those without a bill too, in one order", () => {
    const rows = matrixRows(
      month({
        items: [item({}), item({ provider: "azure", currency: "EUR" }), item({ day: "2026-11-17", lastDay: "2026-11-17" })],
        spend: [metered("openai", "2026-11-16", "1"), metered("aws", "2026-11-16", "7"), metered(null, "2026-11-16", "2")],
      }),
    );
    expect(rows.map(({ kind, label, currency, days }) => [kind, label, currency, days.size])).toEqual([
      ["compared", "OpenAI", "USD", 2],
      ["unconnected", "AWS Bedrock", "USD", 0],
      ["compared", "Azure OpenAI", "EUR", 1],
      ["nameless", "No provider", "USD", 0],
    ]);
  });
  it("puts a bill for several days at each of them, and sums it once", () => {
    const [row] = matrixRows(month({ items: [item({ lastDay: "2026-11-18" })] }));
    expect([...(row?.days.keys() ?? [])]).toEqual(["2026-11-16", "2026-11-17", "2026-11-18"]);
    expect(row && itemsOf(row)).toHaveLength(1);
  });
  it("sums up to the last whole day, and only what both sides know", () => {
    const rows = matrixRows(
      month({
        items: [
          item({ metered: "80", drift: "20" }),
          item({ day: "2026-11-17", lastDay: "2026-11-17", open: true }),
          item({ day: "2026-11-23", lastDay: "2026-11-23", billed: null, drift: null }),
        ],
        spend: [metered("aws", "2026-11-16", "20", "3"), metered("aws", "2026-11-23", "9")],
      }),
    );
    const [sum] = monthSums(rows);
    expect(sum).toMatchObject({ metered: "200", unpriced: "3", providers: 2, compared: { billed: "100", metered: "80", drift: "20" } });
    expect(sum && billedShare(sum)).toBe("40.0");
  });
  it("never calls a share whole that is not", () => {
    const [sum] = monthSums(matrixRows(month({ items: [item({})], spend: [metered("aws", "2026-11-16", "0.01")] })));
    expect(sum && billedShare(sum)).toBe("99.9");
  });
  it("leaves out parts that make no difference", () => {
    const parts = partsOf({ ...NO_PARTS, tier: "-1.5", rounding: "0.000", unexplained: "0.01" });
    expect(parts.map(({ label, amount }) => [label, amount])).toEqual([["Tier", "-1.5"], ["Unexplained", "0.01"]]);
  });
});

const split = (day: string, drift: string): Reconciled =>
  item({ day, lastDay: day, drift, billed: String(100 + Number(drift)), parts: { ...NO_PARTS, cacheSplit: drift } });

const main = (parts: Partial<DriftParts>, drift: string) => mainPart({ ...NO_PARTS, ...parts }, drift)?.part ?? null;

const meter = (name: string, counted: string, there: string, cacheSplit: string): Reconciled["meters"][number] => ({
  meter: name, counted, metered: there, cacheSplit, callsNotMetered: "0", lateData: "0",
});

describe("causes", () => {
  it("are the part that explains over 60% of a difference, and no other", () => {
    expect(main({ tier: "6.1", rounding: "3.9" }, "10")).toBe("tier");
    expect(main({ tier: "6", rounding: "4" }, "10")).toBeNull();
    expect(main({ tier: "20", unexplained: "-10" }, "10")).toBeNull();
    expect(main({ tier: "-6.1", rounding: "-3.9" }, "-10")).toBe("tier");
  });
  it("are not what usage alone splits otherwise", () => {
    const parts = { ...NO_PARTS, cacheSplit: "13", billedCacheSplit: "-13", callsNotMetered: "2" };
    expect(mainPart(parts, "2")?.part).toBe("callsNotMetered");
  });
  it("began with the first day of an unbroken row", () => {
    const days = [split("2026-11-10", "3"), item({ day: "2026-11-11" }), split("2026-11-12", "3"), split("2026-11-14", "4")];
    const last = days.at(-1);
    expect(last && causeOf(last, days, "2026-11-14")).toMatchObject({ part: "cacheSplit", amount: "4", since: "2026-11-12", isFirst: false });
    expect(last && causeOf(last, days.slice(2), "2026-11-14")).toMatchObject({ since: "2026-11-12", isFirst: true });
    expect(causeOf(split("2026-11-12", "0.4"), days, "2026-11-12")).toBeNull();
  });
  it("name the meters that the same tokens stand under", () => {
    const meters = [meter("cache_write_1h_tokens", "50", "0", "3"), meter("cache_write_tokens", "10", "60", "-2"), meter("output_tokens", "9", "9", "0")];
    expect(splitOf(meters)).toEqual({
      counted: { meter: "cache_write_1h_tokens", tokens: "50", amount: "3" },
      metered: { meter: "cache_write_tokens", tokens: "50", amount: "-2" },
    });
    expect(splitOf(meters.slice(1))).toBeNull();
  });
});

describe("what is looked at", () => {
  const rows = matrixRows(month({ items: [split("2026-11-12", "3"), item({ provider: "anthropic", drift: "9", billed: "109" }), split("2026-11-13", "4")] }));
  it("is the cell of the address, else the month that is off the most", () => {
    expect(chosenOf(rows, { day: "2026-11-12", provider: "openai" })).toMatchObject({ drift: "3", from: "2026-11-12" });
    expect(chosenOf(rows, { day: "2026-11-30", provider: "openai" })).toMatchObject({ item: null, drift: "7", to: "2026-11-13" });
    expect(chosenOf(rows, {})).toMatchObject({ row: { label: "Anthropic" }, item: null });
    expect(chosenOf([], {})).toBeNull();
  });
  it("names who most of a difference comes from", () => {
    const [sum] = monthSums(rows);
    expect(sum && culpritOf(sum, rows)).toBeNull();
    const alone = rows.filter(({ label }) => label === "OpenAI");
    const [one] = monthSums(alone);
    expect(one && culpritOf(one, alone)).toEqual({ label: "OpenAI", isNearlyAll: true, since: null });
  });
});

describe("what a cause leads to", () => {
  const [row] = matrixRows(month({ items: [split("2026-11-12", "3"), split("2026-11-13", "4")] }));
  const chosen = row && chosenOf([row], { day: "2026-11-13", provider: "openai" });
  const cause = chosen && causeOf(chosen, itemsOf(chosen.row), "2026-11-13");
  const act = (part: keyof DriftParts, amount = "4") => (cause && chosen ? causeAction({ ...cause, part, amount }, chosen) : null);

  it("is what mends it, from the day that it began on", () => {
    expect(act("meteredPrice")).toMatchObject({ link: { to: "/prices", search: { tab: "past", provider: "openai", from: "2026-11-12" } } });
    expect(act("cacheSplit")).toMatchObject({ link: { to: "/transactions", search: { provider: "openai", from: "2026-11-12", to: "2026-11-13" } } });
    expect([act("callsNotMetered")?.link.to, act("callsNotMetered", "-4")?.link.to]).toEqual(["/connections", "/transactions"]);
    expect([act("rounding"), act("unexplained")]).toEqual([null, null]);
  });
  it("is asked for in SQL, with nothing of it read as SQL", () => {
    const asked = { from: "2026-11-12", to: "2026-11-13", provider: "o'penai", connections: [] };
    expect(partSql("cacheSplit", asked)).toContain("provider = 'o''penai'");
    expect([partSql("meteredPrice", asked), partSql("tier", asked)].map((sql) => /FROM +(\w+)/.exec(sql)?.[1])).toEqual(["events", "costs"]);
    expect(monthSql("2026-11-01", "2026-11-30")).toContain("BETWEEN DATE '2026-11-01' AND DATE '2026-11-30'");
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
