import { describe, expect, it } from "vitest";
import type { Item } from "./item";
import { distance, inSections, looksLikeId, matching } from "./match";

const item = (label: string, section: Item["section"] = "Pages", words = ""): Item => ({
  id: label,
  section,
  icon: "search",
  label,
  words,
  go: "/",
});

describe("what was typed in the palette", () => {
  it("is looked for in the label first, then in further words", () => {
    expect(distance(item("Connect a provider"), "conn")).toBe(0);
    expect(distance(item("Connect a provider"), "prov")).toBe(1);
    expect(distance(item("Connect a provider"), "nect")).toBe(2);
    expect(distance(item("Reconciliation", "Pages", "bill invoice"), "inv")).toBe(3);
    expect(distance(item("Reconciliation", "Pages", "bill invoice"), "voice")).toBeNull();
    expect(distance(item("claude-sonnet-4-5", "Values"), "sonnet 4")).toBe(1);
    expect(distance(item("Prices"), "")).toBe(0);
  });

  it("must be found whole", () => {
    expect(distance(item("Connect a provider"), "connect openai")).toBeNull();
  });

  it("brings the best first and keeps sections together", () => {
    const items = [item("Transactions"), item("Act now", "Actions"), item("Alerts", "Pages", "activity"), item("Action", "Actions")];
    const found = matching(items, "act");
    expect(found.map(({ label }) => label)).toEqual(["Act now", "Action", "Transactions", "Alerts"]);
    expect(inSections(found, 1).map(({ items: of }) => of.length)).toEqual([1, 1]);
    expect(inSections(found.slice(0, 2), 1).map(({ items: of }) => of.length)).toEqual([2]);
    expect(inSections(found, 9).map(({ section, items: of }) => [section, of.length])).toEqual([
      ["Actions", 2],
      ["Pages", 2],
    ]);
  });

  it("may be an id", () => {
    for (const id of ["msg_01Vt7kQ2xHfN4e", "3f6c1d4e-9a51-4f1e-8c0f-2a8f6f0f4c11", "chatcmpl-9xYz012345"]) {
      expect(looksLikeId(id)).toBe(true);
    }
    for (const text of ["claude", "Kestrel Freight 2026", "reconciliation", "gpt-5"]) expect(looksLikeId(text)).toBe(false);
  });
});
