import { describe, expect, it } from "vitest";
import type { SpendGroup } from "../../api/overviewQueries";
import { dimension } from "./dimensions";
import { foldRows, inStackOrder, keyOf, rowsOf } from "./rows";
import { seriesOf, tabulate, totalsOf } from "./stack";

const agent = dimension("agent");

const item = (
  group: Record<string, string | null>,
  amount: string | null,
  extra: Partial<Pick<SpendGroup, "basis" | "currency" | "unpricedEvents" | "others">> = {},
): SpendGroup => ({ group, amount, currency: "USD", basis: "metered", unpricedEvents: "0", others: false, ...extra });

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
  it("gives the rest what the server put together", () => {
    const top = [...daily.slice(0, 2), item({ day: "2026-11-02", agent: null }, "4", { others: true })];
    const rows = foldRows(rowsOf(top, agent, "USD"), 1);
    expect(rows.map(({ key, label, amount }) => [key, label, amount])).toEqual([["v.b", "b", "2"], ["rest", "all other", "5.25"]]);
    const [, rest] = seriesOf(rows, tabulate(top, { ...shape, key: (one) => keyOf(one, agent) }), agent);
    expect(rest?.values).toEqual(["1.25", "4"]);
  });
});
