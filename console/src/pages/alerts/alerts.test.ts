import { describe, expect, it } from "vitest";
import { channelBody, emptyDraft, missingFields } from "./channelDraft";
import { readAlertsSearch } from "./search";
import { muteOptions, snoozeOptions, tomorrow, typedTime } from "./until";
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

describe("until when", () => {
  const now = new Date("2026-12-31T22:30:00Z");
  it("counts from now, or to the next morning", () => {
    const snoozes = snoozeOptions("UTC", now).map(({ until }) => until);
    expect(snoozes).toEqual(["2026-12-31T23:30:00.000Z", "2027-01-01T02:30:00.000Z", "2027-01-01T09:00:00.000Z"]);
    expect(muteOptions(now)[0]?.until).toBeNull();
    expect(new Date(tomorrow("local", now)).getHours()).toBe(9);
  });
  it("is read in the zone that is shown", () => {
    expect(typedTime("2026-12-31T23:00", "UTC")).toBe("2026-12-31T23:00:00.000Z");
    expect(typedTime("", "UTC")).toBeNull();
    expect(typedTime("2026-12-31T23:00", "Europe/Berlin")).toBe(new Date("2026-12-31T23:00").toISOString());
  });
});

describe("a new channel", () => {
  it("sends what its kind knows, and no more", () => {
    const typed = { ...emptyDraft, name: " on call ", url: " https://example.com/x ", secret: "s", user: "u" };
    expect(channelBody(typed)).toEqual({
      name: "on call",
      kind: "webhook",
      url: "https://example.com/x",
      secret: "s",
      allowPrivate: false,
    });
    expect(channelBody({ ...typed, kind: "slack" })).not.toHaveProperty("secret");
    const mail = { ...typed, kind: "email" as const, host: "h", from: "a@b.example", to: "c@d.example, e@f.example;", port: "25" };
    expect(channelBody({ ...mail, user: "" })).toEqual({
      name: "on call",
      kind: "email",
      host: "h",
      port: 25,
      tls: "starttls",
      from: "a@b.example",
      to: ["c@d.example", "e@f.example"],
      allowPrivate: false,
    });
    expect([...missingFields(mail)]).toEqual(["password"]);
    expect([...missingFields({ ...emptyDraft, kind: "email" })]).toEqual(["name", "host", "from", "to"]);
  });
});

describe("the address of the page", () => {
  it("keeps a filter that there is", () => {
    expect(readAlertsSearch({ show: "snoozed" })).toEqual({ show: "snoozed" });
    expect(readAlertsSearch({ show: "open" })).toEqual({});
    expect(readAlertsSearch({ show: "closed" })).toEqual({});
  });
});
