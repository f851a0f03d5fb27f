import { describe, expect, it } from "vitest";
import type { Forecast, SpendGroup } from "../../api/overviewQueries";
import type { Alert, Connection, Connector, Price, UnpricedList } from "../../api/types";
import { budgetText } from "./budget";
import { causeText } from "./causeText";
import { comparable } from "./comparable";
import { dimension } from "./dimensions";
import { daysAhead, expectedOf, lastDayOf } from "./expected";
import { connectionGap, inOrder, todayGap, unconnectedGaps, unpricedGap } from "./gaps";
import { bucketsOf, daysOfBuckets, grainOf } from "./grain";
import { soFar, spentLabel, weekdayOf } from "./labels";
import { marksOf } from "./marks";
import { perEvent, perMinute } from "./rates";
import { foldRows, inStackOrder, rowsOf } from "./rows";
import { readOverviewSearch } from "./search";
import { spendSql } from "./sql";
import { remainder, seriesOf, tabulate, totalsOf } from "./stack";

const TODAY = "2026-11-23";
const NOW = new Date("2026-11-23T14:32:00Z");
const NOVEMBER = { from: "2026-11-01", to: TODAY };
const agent = dimension("agent");

const item = (
  group: Record<string, string | null>,
  amount: string | null,
  extra: Partial<Pick<SpendGroup, "basis" | "currency" | "unpricedEvents">> = {},
): SpendGroup => ({ group, amount, currency: "USD", basis: "metered", unpricedEvents: "0", ...extra });

const AGENTS = [
  item({ agent: "route-planner" }, "10.10"),
  item({ agent: "support" }, "7"),
  item({ agent: "support" }, "5.05", { basis: "billed" }),
  item({ agent: "illustrator" }, null, { unpricedEvents: "9" }),
  item({ agent: null }, "30"),
  item({ agent: null }, "-1.5", { basis: "not attributed" }),
  item({ agent: "elsewhere" }, "99", { currency: "EUR" }),
  item({ agent: "rest" }, "0.5"),
];

describe("rows", () => {
  const rows = rowsOf(AGENTS, agent, "USD");
  it("are the values of one currency, the dearest first, what has no value last", () => {
    expect(rows.map(({ label, amount }) => [label, amount])).toEqual([
      ["support", "12.05"],
      ["route-planner", "10.10"],
      ["rest", "0.5"],
      ["illustrator", null],
      ["(no agent)", "30"],
      ["not attributed", "-1.5"],
    ]);
  });
  it("keep a value that is called like a row of its own apart from it", () => {
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    expect(foldRows(rows, 1).map(({ key }) => key)).toEqual(["v.support", "rest", "none", "unattributed"]);
  });
  it("fold into a rest that says how many it is and what has no price", () => {
    expect(foldRows(rows, 2)[2]).toMatchObject({ label: "2 other", amount: "0.5", unpriced: "9", kind: "rest" });
    expect(foldRows(rows, 3).map(({ label }) => label)).not.toContain("1 other");
  });
  it("have providers in their one order", () => {
    const provider = dimension("provider");
    const items = ["mistral", "google", "openai", "anthropic"].map((name, at) => item({ provider: name }, String(100 - at)));
    expect(inStackOrder(rowsOf(items, provider, "USD"), provider).map(({ label }) => label)).toEqual([
      "Anthropic", "OpenAI", "Google", "Mistral",
    ]);
  });
});

describe("the stack", () => {
  const buckets = ["2026-11-01", "2026-11-02"];
  const shape = { bucket: "day", buckets, currency: "USD" };
  const daily = [
    item({ day: "2026-11-01", agent: "a" }, "1.25"),
    item({ day: "2026-11-01", agent: "b" }, "2"),
    item({ day: "2026-11-02", agent: "b" }, null, { unpricedEvents: "3" }),
    item({ day: "2026-11-02", agent: "c" }, "0.75"),
    item({ day: "2026-12-01", agent: "c" }, "9"),
  ];
  const table = tabulate(daily, { ...shape, key: ({ group }) => `v.${group["agent"] ?? ""}` });
  it("has a gap where nothing was, and unpriced events where nothing has a price", () => {
    expect(table.get("v.b")).toEqual([{ amount: "2", unpriced: "0" }, { amount: null, unpriced: "3" }]);
  });
  it("adds what is no row of its own to the rest, so that bars equal the whole", () => {
    const rows = foldRows(rowsOf(daily, agent, "USD"), 1);
    const series = seriesOf(rows, table, agent);
    expect(series.map(({ id, values }) => [id, values])).toEqual([
      ["v.c", [null, "0.75"]],
      ["rest", ["3.25", null]],
    ]);
    expect(totalsOf(series)).toEqual([{ amount: "3.25", unpriced: "0" }, { amount: "0.75", unpriced: "3" }]);
  });
  it("takes the rest from the whole where only the dearest were asked for", () => {
    const whole = [{ amount: "10.1", unpriced: "4" }, { amount: null, unpriced: "0" }];
    const part = [{ amount: "2.05", unpriced: "1" }, { amount: null, unpriced: "0" }];
    expect(remainder(whole, [part])).toEqual([{ amount: "8.05", unpriced: "3" }, { amount: null, unpriced: "0" }]);
  });
});

describe("comparisons", () => {
  it("leave out today on both sides", () => {
    expect(comparable({}, TODAY)).toEqual({
      now: { from: "2026-11-01", to: "2026-11-22" },
      before: { from: "2026-10-01", to: "2026-10-22" },
      withoutToday: true,
    });
    expect(comparable({ range: "7d" }, TODAY)).toMatchObject({ before: { from: "2026-11-10", to: "2026-11-15" } });
  });
  it("have equal lengths where the month before is shorter", () => {
    expect(comparable({}, "2026-03-31")).toEqual({
      now: { from: "2026-03-01", to: "2026-03-28" },
      before: { from: "2026-02-01", to: "2026-02-28" },
      withoutToday: true,
    });
  });
  it("are of whole months once these are over, and of nothing before a day is", () => {
    expect(comparable({ range: "last-month" }, TODAY)).toMatchObject({ before: { from: "2026-09-01", to: "2026-09-30" }, withoutToday: false });
    expect(comparable({}, "2026-11-01")).toBeNull();
    expect(comparable({ range: "today" }, TODAY)).toBeNull();
    expect(comparable({ against: "none" }, TODAY)).toBeNull();
  });
});

describe("what is expected", () => {
  const forecast: Forecast = {
    month: "2026-11", currency: "USD", spent: "37065.53", spentTo: NOW.toISOString(), low: "48510.11", high: "50311.90", reason: null, weeks: 8,
    days: [{ day: TODAY, low: "700", high: "790.5" }, { day: "2026-11-24", low: "1900", high: "2050" }],
    budget: "50000",
  };
  it("is the rest of today and the days to the end of the month", () => {
    const ahead = daysAhead("2026-11-01", TODAY, TODAY);
    expect([ahead[0], ahead.at(-1)]).toEqual(["2026-11-24", "2026-11-30"]);
    expect(daysAhead("2026-11-17", TODAY, TODAY)).toEqual([]);
    const buckets = bucketsOf({ from: "2026-11-22", to: "2026-11-25" }, "day", TODAY, "to 14:32");
    expect(expectedOf(buckets, forecast, "day")).toEqual([null, { low: "700", high: "790.5" }, { low: "1900", high: "2050" }, null]);
  });
  it("is all that is left where months are shown", () => {
    const buckets = bucketsOf({ from: "2026-05-01", to: TODAY }, "month", TODAY, "to 14:32");
    expect(expectedOf(buckets, forecast, "month").at(-1)).toEqual({ low: "2600", high: "2840.5" });
    expect(buckets.map(({ tick }) => tick)).toEqual(["May 2026", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]);
  });
  it("stands to a budget", () => {
    const said = (budget: string, spent = "37065.53") => budgetText(budget, { ...forecast, spent });
    expect(said("50000")).toBe("Budget $50,000, inside the range");
    expect(said("60000")).toBe("Budget $60,000, above the range");
    expect(said("40000.50")).toBe("Budget $40,000.50, below the range");
    expect(said("30000")).toBe("Budget $30,000, exceeded by $7,065.53");
    expect(budgetText("50000", { ...forecast, low: null, high: null })).toBe("Budget $50,000");
  });
});

describe("periods", () => {
  it("are months where days would be too thin", () => {
    expect([grainOf(NOVEMBER), grainOf({ from: "2026-05-01", to: TODAY })]).toEqual(["day", "month"]);
  });
  it("become days again, within those that are looked at", () => {
    const days = { from: "2026-05-10", to: TODAY };
    const buckets = bucketsOf(days, "month", TODAY, "");
    const [first, last] = [buckets[0], buckets.at(-1)];
    if (!first || !last) throw new Error("no buckets");
    expect(daysOfBuckets(first, first, "month", days)).toEqual({ from: "2026-05-10", to: "2026-05-31" });
    expect(daysOfBuckets(first, last, "month", days)).toEqual(days);
  });
  it("know the last day of a month", () => {
    expect(["2026-11", "2026-12", "2028-02"].map(lastDayOf)).toEqual(["2026-11-30", "2026-12-31", "2028-02-29"]);
  });
});

describe("words", () => {
  it("say causes", () => {
    expect([
      causeText({ kind: "day", day: "2026-11-19", amount: "2118.46", calls: "2914" }, "USD", NOW),
      causeText({ kind: "calls", percent: "32.0" }, "USD", NOW),
      causeText({ kind: "calls", percent: "-4.6" }, "USD", NOW),
      causeText({ kind: "costPerCall", percent: "-8.1" }, "USD", NOW),
      causeText({ kind: "price", percent: "-8.0", day: "2026-11-12" }, "USD", NOW),
      causeText({ kind: "new", day: "2026-11-10" }, "USD", NOW),
      causeText({ kind: "gone", day: "2026-11-02" }, "USD", NOW),
    ]).toEqual([
      "One day, 19 Nov: $2,118.46 in 2,914 calls",
      "32% more calls",
      "5% fewer calls",
      "A call costs 8% less",
      "Price −8% since 12 Nov",
      "New since 10 Nov",
      "Last seen 2 Nov",
    ]);
  });
  it("name the headline by its days", () => {
    expect(spentLabel("November to date", NOVEMBER, TODAY)).toBe("Spent in November");
    expect(spentLabel("Today", { from: TODAY, to: TODAY }, TODAY)).toBe("Spent today");
    expect(spentLabel(null, { from: "2026-11-03", to: "2026-11-09" }, TODAY)).toBe("Spent on 3–9 Nov");
    expect([weekdayOf(TODAY), soFar(NOW.toISOString(), "UTC"), soFar(NOW.toISOString(), "Europe/Berlin")]).toEqual([
      "Monday", "to 14:32", "to 14:32 UTC",
    ]);
  });
  it("give rates of what is known", () => {
    expect([perMinute("134.40"), perEvent("134.40", "112480", "480"), perEvent("5", "3", "3"), perEvent(null, "3", "0")]).toEqual([
      "2.240000000000", "0.001200000000", null, null,
    ]);
  });
});

describe("queries", () => {
  const asked = { days: NOVEMBER, grain: "day" as const, currency: "USD" };
  it("ask bills for what bills know, else the events", () => {
    expect(spendSql({ ...asked, dimension: dimension("provider") })).toContain("FROM   spend\nWHERE  day >= DATE '2026-11-01' AND day < DATE '2026-11-24'");
    expect(spendSql({ ...asked, dimension: agent })).toContain("FROM   spend_hourly");
    expect(spendSql({ ...asked, dimension: dimension("subscriber") })).toContain("status = 'live'");
  });
  it("quote what users wrote", () => {
    const only = { key: "", kind: "value" as const, value: "O'Neil", label: "", count: 1, amount: null, unpriced: "0" };
    expect(spendSql({ ...asked, dimension: agent, only })).toContain("AND    agent = 'O''Neil'\n");
  });
});

describe("gaps", () => {
  const connectors = [{ id: "vertex", title: "Google Vertex AI" }, { id: "bedrock", title: "AWS Bedrock" }] as Connector[];
  const connection = (part: Partial<Connection>) =>
    ({ id: "c", connector: "vertex", name: "Google Vertex AI", status: "connected", reason: null, coverage: [], nextSyncAt: null, ...part }) as Connection;
  it("count events that nobody knows the cost of", () => {
    const group = { provider: "google", model: "gemini-3.1-image", tool: null, reason: "unknown_model", withoutCost: "7412" };
    const list = { items: [group, { ...group, model: "other", withoutCost: "0" }], more: false } as unknown as UnpricedList;
    expect(unpricedGap(list)).toMatchObject({ title: "7,412 events have no price", detail: "gemini-3.1-image is not in the price book" });
    expect(unpricedGap({ items: [], more: false })).toBeNull();
  });
  it("say which bills are missing", () => {
    const span = (from: string, to: string) => ({ stream: "costs", kind: "cost" as const, from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` });
    const gap = connectionGap(connection({ coverage: [span("2026-10-01", "2026-11-21")] }), connectors, NOVEMBER, "UTC", NOW);
    expect(gap?.title).toBe("Google Vertex AI lacks bills of 2 days since 21 Nov");
    expect(connectionGap(connection({ coverage: [span("2026-10-01", "2026-11-23")] }), connectors, NOVEMBER, "UTC", NOW)).toBeNull();
  });
  it("tell trouble from waiting", () => {
    const broken = connectionGap(connection({ status: "disconnected", reason: "Google refuses" }), connectors, NOVEMBER, "UTC", NOW);
    const pending = connectionGap(connection({ status: "pending", nextSyncAt: "2026-11-23T15:00:00Z" }), connectors, NOVEMBER, "UTC", NOW);
    expect([broken?.detail, pending?.detail]).toEqual(["Google refuses", "First sync in 28 min, at 15:00"]);
    expect(inOrder([pending, todayGap(NOW.toISOString()), null, broken]).map(({ shape }) => shape)).toEqual(["off", "wait", "wait"]);
  });
  it("name providers that nobody reads, the dearest first", () => {
    const items = ["mistral", "aws", "google"].map((provider, at) => item({ provider }, String(at + 1)));
    const gaps = unconnectedGaps(items, "USD", [connection({})], connectors);
    expect(gaps.map(({ title, detail }) => [title, detail])).toEqual([
      ["AWS Bedrock is not connected", "$2.00 metered, no bill beside it"],
      ["No connector reads Mistral", "$1.00 metered, no bill beside it"],
    ]);
    expect(unconnectedGaps(items, "USD", [], connectors)).toMatchObject([{ title: "No provider is connected", detail: "$6.00 metered, no bill beside it" }]);
  });
});

describe("marks", () => {
  it("are alerts, the gravest first, and prices of one's own, on their days", () => {
    const alert = (id: string, severity: Alert["severity"], openedAt: string) => ({ id, severity, openedAt, title: id }) as Alert;
    const price = { id: "p", name: "gpt-5", from: "2026-11-12T00:00:00Z", deleted: false, terms: { type: "discount", percent: "8.0", meters: null } } as Price;
    const buckets = bucketsOf(NOVEMBER, "day", TODAY, "");
    const marks = marksOf(
      [alert("minor", "info", "2026-11-02T01:00:00Z"), alert("grave", "critical", "2026-11-19T02:31:00Z"), alert("old", "critical", "2026-10-01T00:00:00Z")],
      [price],
      buckets,
      "day",
    );
    expect(marks.map(({ label, bucket }) => [label, bucket])).toEqual([["grave", 18], ["minor", 1], ["gpt-5 −8%", 11]]);
  });
});

describe("addresses", () => {
  it("keep what they can mean and drop the rest", () => {
    expect(readOverviewSearch({ by: "agent", only: "v.route-planner", all: "yes", currency: "EUR", range: "7d" })).toEqual({
      by: "agent", only: "v.route-planner", all: "yes", currency: "EUR", range: "7d",
    });
    expect(readOverviewSearch({ by: "provider", all: "no", currency: "euro", only: "" })).toEqual({});
  });
});
