import { describe, expect, it } from "vitest";
import type { Span, TraceDistribution } from "../../api/traceQueries";
import { collapseByName } from "./collapse";
import { readTracesSearch } from "./search";
import { cheaperThan, standing } from "./standing";
import { costTexts, sumTree } from "./sums";
import { ticks } from "./ticks";
import { gapsBetween, timeAxis } from "./timeAxis";
import { buildTree, type TreeNode } from "./tree";
import { foldedGroups, parentRow, pathTo, visibleRows } from "./visible";

const START = Date.UTC(2026, 10, 23, 14);
let made = 0;
/** A span that begins so many milliseconds after the start. */
function span(transactionId: string | null, parentId: string | null, begins: number, more: Partial<Span> = {}): Span {
  made += 1;
  return {
    eventId: transactionId ?? `evt_${made}`,
    transactionId,
    parentId,
    name: "call",
    kind: "completion",
    provider: "anthropic",
    model: "claude-opus-4-5",
    agent: null,
    taskType: null,
    beganAt: new Date(START + begins).toISOString(),
    endedAt: new Date(START + begins).toISOString(),
    durationMs: "100",
    inputTokens: "10",
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: "5",
    cost: "0.1",
    currency: "USD",
    unpricedReason: null,
    errorCode: null,
    findings: "0",
    ...more,
  };
}

/** `a(b c(d))`, with `?` before a missing one and `!` before one that was cut. */
function drawn(nodes: readonly TreeNode[]): string {
  return nodes
    .map((node) => {
      const below = node.children.length > 0 ? `(${drawn(node.children)})` : "";
      if (node.kind === "missing") return `?${node.parentId}${below}`;
      if (node.kind === "group") return `${node.children.length}×${node.name}${below}`;
      return `${node.cut ? "!" : ""}${node.id}${below}`;
    })
    .join(" ");
}

describe("a tree of spans", () => {
  it("puts each under its parent, by beginning", () => {
    const spans = [span("c", "a", 30), span("a", null, 0), span("b", "a", 10), span("d", "b", 20), span("e", null, 5)];
    expect(drawn(buildTree(spans))).toBe("a(b(d) c) e");
  });
  it("gives those whose parent never arrived one missing parent", () => {
    const spans = [span("a", null, 0), span("x", "gone", 10), span("y", "gone", 20), span("z", "lost", 5), span("w", "x", 12)];
    expect(drawn(buildTree(spans))).toBe("a ?lost(z) ?gone(x(w) y)");
  });
  it("cuts a circle where it began, and shows every span once", () => {
    expect(drawn(buildTree([span("a", "c", 0), span("b", "a", 10), span("c", "b", 20), span("d", "c", 30)]))).toBe(
      "!a(b(c(d)))",
    );
    expect(drawn(buildTree([span("self", "self", 0)]))).toBe("!self");
    expect(drawn(buildTree([span("x", "y", 5), span("y", "x", 0), span("p", "q", 7), span("q", "p", 8)]))).toBe("!y(x) !p(q)");
  });
  it("takes the first of two spans with one transaction id as the parent", () => {
    const spans = [span("a", null, 0), span("a", null, 10, { eventId: "second" }), span("b", "a", 20)];
    expect(drawn(buildTree(spans))).toBe("a(b) second");
    expect(drawn(buildTree([span(null, null, 0, { eventId: "anonymous" })]))).toBe("anonymous");
  });
  it("shows a child that began before its parent where it belongs", () => {
    expect(drawn(buildTree([span("early", "a", -120), span("a", null, 0)]))).toBe("a(early)");
  });
  it("is as deep as a trace is long", () => {
    const chain = Array.from({ length: 5_000 }, (_, at) => span(`s${at}`, at === 0 ? null : `s${at - 1}`, at));
    const tree = buildTree(chain);
    expect(sumTree(tree).get("s0")?.spans).toBe(5_000);
    expect(visibleRows(tree, new Set()).at(-1)?.level).toBe(5_000);
  });
});

describe("sums of a subtree", () => {
  it("are exact where floats are not", () => {
    const tree = buildTree([span("a", null, 0), span("b", "a", 1, { cost: "0.2" }), span("c", "b", 2, { cost: "0.000000000001" })]);
    const sums = sumTree(tree);
    expect(costTexts(sums.get("a")?.costs ?? new Map(), "USD")).toEqual([{ currency: "USD", amount: "0.300000000001" }]);
    expect(sums.get("a")?.tokens).toBe(45n);
    expect(sums.get("b")?.spans).toBe(2);
  });
  it("count what has no price and never add currencies", () => {
    const tree = buildTree([
      span("a", null, 0, { cost: null, inputTokens: null, outputTokens: null }),
      span("b", "a", 1, { cost: "2", currency: "EUR" }),
      span("c", "a", 2, { cost: "1", errorCode: "429" }),
    ]);
    const sums = sumTree(tree).get("a");
    expect(sums).toMatchObject({ unpriced: 1, errors: 1, tokens: 30n });
    expect(costTexts(sums?.costs ?? new Map(), "USD")).toEqual([
      { currency: "USD", amount: "1" },
      { currency: "EUR", amount: "2" },
    ]);
  });
  it("know nothing where nothing is known", () => {
    const sums = sumTree(buildTree([span("a", null, 0, { cost: null, inputTokens: null, outputTokens: null, durationMs: null })]));
    expect(sums.get("a")).toMatchObject({ tokens: null, unpriced: 1, beganAt: START, endedAt: START });
    expect(sums.get("a")?.costs.size).toBe(0);
  });
});

describe("a long trace", () => {
  const tree = collapseByName(
    buildTree([
      span("root", null, 0, { name: "batch" }),
      span("a", "root", 1, { name: "look-up" }),
      span("b", "root", 2, { name: "summarise" }),
      span("c", "root", 3, { name: "look-up" }),
      span("d", "root", 4, { name: "look-up", kind: "tool" }),
      span("e", "c", 5, { name: "inner" }),
      span("f", "c", 6, { name: "inner" }),
    ]),
  );
  it("has steps of one name and kind together", () => {
    expect(drawn(tree)).toBe("root(2×look-up(a c(2×inner(e f))) b d)");
    expect(sumTree(tree).get("root")?.spans).toBe(7);
  });
  it("begins with the groups folded, and finds what is inside", () => {
    const rows = visibleRows(tree, foldedGroups(tree));
    expect(rows.map(({ node, level, expanded }) => [node.id, level, expanded])).toEqual([
      ["root", 1, true],
      ["group a", 2, false],
      ["b", 2, null],
      ["d", 2, null],
    ]);
    expect(pathTo(tree, "f")).toEqual(["root", "group a", "c", "group e"]);
    expect(pathTo(tree, "nobody")).toBeNull();
  });
});

describe("rows of the tree", () => {
  const tree = buildTree([span("a", null, 0), span("b", "a", 1), span("c", "b", 2), span("d", "a", 3)]);
  it("say their level and place", () => {
    expect(visibleRows(tree, new Set()).map(({ node, level, place, siblings }) => [node.id, level, place, siblings])).toEqual([
      ["a", 1, 1, 1],
      ["b", 2, 1, 2],
      ["c", 3, 1, 1],
      ["d", 2, 2, 2],
    ]);
  });
  it("leave out what is folded away, and know their parents", () => {
    expect(visibleRows(tree, new Set(["b"])).map(({ node }) => node.id)).toEqual(["a", "b", "d"]);
    const rows = visibleRows(tree, new Set());
    expect([0, 1, 2, 3].map((at) => parentRow(rows, at))).toEqual([-1, 0, 1, 0]);
  });
});

describe("the axis of time", () => {
  it("goes from the first beginning to the last end, whoever's it is", () => {
    const spans = [span("a", null, 0, { durationMs: "1000" }), span("early", "a", -250), span("late", "a", 700, { durationMs: "550" })];
    const axis = timeAxis(spans, spans.slice(1), true);
    expect([axis.from - START, axis.to - START]).toEqual([-250, 1_250]);
    expect([axis.at(axis.from), axis.at(START + 500), axis.at(axis.to)]).toEqual([0, 0.5, 1]);
  });
  it("draws a long wait short, and only that", () => {
    const hour = 3_600_000;
    const work = [span("b", "a", 0, { durationMs: "8000" }), span("c", "a", hour, { durationMs: "2000" })];
    const spans = [span("a", null, 0, { durationMs: String(hour + 2_000) }), ...work];
    const axis = timeAxis(spans, work, true);
    expect(axis.waits.map(({ from, to }) => [from - START, to - START])).toEqual([[8_000, hour]]);
    expect(axis.at(START + 8_000)).toBeCloseTo(0.776);
    expect(axis.at(START + hour)).toBeCloseTo(0.806);
    expect(axis.at(axis.to)).toBeCloseTo(1);
    expect(timeAxis(spans, work, false).waits).toEqual([]);
  });
  it("keeps short waits to scale", () => {
    const work = [span("b", "a", 0, { durationMs: "1000" }), span("c", "a", 4_000, { durationMs: "1000" })];
    expect(timeAxis(work, work, true).waits).toEqual([]);
  });
  it("does not break where nothing takes time", () => {
    const spans = [span("a", null, 0, { durationMs: "0" }), span("b", "a", 0, { durationMs: null })];
    const axis = timeAxis(spans, spans, true);
    expect([axis.at(START), axis.waits.length]).toEqual([0, 0]);
  });
  it("sees no gap where spans overlap", () => {
    const spans = [span("a", null, 0, { durationMs: "500" }), span("b", null, 100, { durationMs: "100" }), span("c", null, 400)];
    expect(gapsBetween(spans, START, START + 600)).toEqual([{ from: START + 500, to: START + 600 }]);
  });
  it("has round ticks", () => {
    expect(ticks(1_250, 5)).toEqual([0, 500, 1_000]);
    expect(ticks(0, 5)).toEqual([0]);
    expect(ticks(90_000_000, 4)).toEqual([0, 86_400_000]);
  });
});

describe("where a trace stands", () => {
  const distribution: TraceDistribution = {
    traceType: "replan",
    currency: "USD",
    traces: "100",
    unpriced: "0",
    p50: "0.5",
    p95: "2.10",
    p99: "3.8",
    least: "0.1",
    most: "9",
    buckets: [
      { from: "0", to: "1", traces: "60" },
      { from: "1", to: "2", traces: "30" },
      { from: "2", to: "3", traces: "10" },
    ],
  };
  it("is said by percentiles", () => {
    expect(standing("0.49", distribution)).toBe("in the cheaper half");
    expect(standing("0.5", distribution)).toBe("in the dearer half");
    expect(standing("2.1", distribution)).toBe("among the dearest 5%");
    expect(standing("4", distribution)).toBe("among the dearest 1%");
    expect(standing(null, distribution)).toBeNull();
  });
  it("counts only those that surely cost less", () => {
    expect(cheaperThan("2", distribution)).toBe("90");
    expect(cheaperThan("1.99", distribution)).toBe("60");
    expect(cheaperThan("7", distribution)).toBe("90");
  });
});

describe("the address of the list", () => {
  it("holds filters, order and range, and nothing else", () => {
    expect(readTracesSearch({ traceType: "replan", order: "dearest", range: "7d", agent: "", page: "2" })).toEqual({
      traceType: "replan",
      order: "dearest",
      range: "7d",
    });
    expect(readTracesSearch({ order: "newest" })).toEqual({});
  });
});
