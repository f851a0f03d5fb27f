import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contrast, leastContrast } from "./contrast";
import { COLOUR_GROUPS } from "./tokens";

describe("contrast", () => {
  it("is measured as WCAG does", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#000", "#fff")).toBeCloseTo(21);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
    expect(contrast("#ffffff", "#ffffff")).toBe(1);
    expect(contrast("rgb(0 0 0)", "#ffffff")).toBeNull();
    expect(leastContrast("#000000", ["#ffffff", "#777777"])).toBeCloseTo(4.69, 2);
  });
});

const sheet = readFileSync(new URL("../../styles/tokens.css", import.meta.url), "utf8");

describe.each(["light", "dark"])("the tokens of the %s theme", (theme) => {
  const block = sheet.split(`[data-theme="${theme}"] {`)[1]?.split("}")[0] ?? "";
  const values = Object.fromEntries([...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));
  const tokens = COLOUR_GROUPS.flatMap((group) => group.tokens);

  it.each(tokens.map((token) => [token.name, token] as const))("%s is seen on every ground that it meets", (name, token) => {
    const least = leastContrast(values[name] ?? "", token.on.map((ground) => values[ground] ?? ""));
    expect(least).toBeGreaterThanOrEqual(token.least);
  });
});
