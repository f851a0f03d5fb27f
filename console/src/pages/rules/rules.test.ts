import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../../api/types";
import { controlOf, defaults, missingSettings, pruned, rowFields, settingLabel } from "./schema";
import { readRulesSearch } from "./search";

const filter: JsonSchema = {
  type: "object",
  required: ["operator"],
  properties: {
    operator: { enum: ["IS", "IN"] },
    value: { type: ["string", "null"] },
    values: { type: ["array", "null"], items: { type: "string" } },
  },
  if: { properties: { operator: { const: "IN" } } },
  // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema
  then: { required: ["values"] },
  else: { required: ["value"] },
};

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
    expect(controlOf({ type: "array", items: filter }).kind).toBe("rows");
    expect(controlOf({ type: "array", items: { type: "object", properties: { deep: filter } } }).kind).toBe("json");
  });
  it("have rows with the fields that count", () => {
    expect(rowFields(filter, {})).toEqual(["operator", "value"]);
    expect(rowFields(filter, { operator: "IN" })).toEqual(["operator", "values"]);
    expect(rowFields({ properties: { a: {}, b: {} } }, {})).toEqual(["a", "b"]);
    const rows = [{ operator: "IS", value: "" }, {}, { operator: "IN", values: ["a", ""] }];
    expect(pruned({ filters: rows })).toEqual({ filters: [{ operator: "IS" }, { operator: "IN", values: ["a"] }] });
    expect(pruned({ filters: [{}] })).toEqual({});
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

describe("the address of the page", () => {
  it("keeps the rule that is open", () => {
    expect(readRulesSearch({ id: "r" })).toEqual({ id: "r" });
    expect(readRulesSearch({ id: "", tab: "rules", days: "30", input: "judged" })).toEqual({});
    const whole = { id: "new", form: "images", tab: "versions", days: "7", input: "known" };
    expect(readRulesSearch(whole)).toEqual(whole);
  });
});
