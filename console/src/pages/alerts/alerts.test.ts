import { describe, expect, it } from "vitest";
import { controlOf, defaults, missingSettings, pruned, settingLabel } from "./schema";

describe("settings of a rule", () => {
  it("have a control by their schema", () => {
    expect(controlOf({ type: "string" }).kind).toBe("text");
    expect(controlOf({ type: ["string", "null"] }).kind).toBe("text");
    expect(controlOf({ type: "integer" })).toEqual({ kind: "number", whole: true });
    expect(controlOf({ type: "string", enum: ["above", "below"] })).toEqual({
      kind: "choice",
      options: ["above", "below"],
    });
    expect(controlOf({ type: "boolean" }).kind).toBe("switch");
    expect(controlOf({ type: "object", additionalProperties: { type: "string" } }).kind).toBe("map");
    expect(controlOf({ type: "array", items: { type: "string" } }).kind).toBe("list");
    expect(controlOf({ type: "array", items: { type: "object" } }).kind).toBe("json");
  });
  it("start with their defaults and go without what is empty", () => {
    const schema = {
      required: ["limit"],
      properties: { limit: { type: "string" }, metric: { type: "string", default: "effective_cost" } },
    };
    expect(defaults(schema)).toEqual({ metric: "effective_cost" });
    expect(pruned({ limit: "", metric: "x", where: {}, off: false })).toEqual({ metric: "x", off: false });
    expect([...missingSettings(schema, { limit: "" })]).toEqual(["limit"]);
  });
  it("are labelled in words", () => {
    expect(settingLabel("perAgent", {})).toBe("Per agent");
    expect(settingLabel("x", { title: "Limit" })).toBe("Limit");
  });
});
