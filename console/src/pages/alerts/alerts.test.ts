import { describe, expect, it } from "vitest";
import type { Channel } from "../../api/types";
import { changeBody, channelBody, draftOf, emptyDraft, missingFields } from "./channelDraft";
import { readAlertsSearch } from "./search";
import { muteOptions, snoozeOptions, tomorrow, typedTime } from "./until";

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

describe("a channel that is changed", () => {
  const channel: Channel = {
    id: "c",
    name: "mail",
    kind: "email",
    host: "smtp.example.com",
    port: 587,
    tls: "starttls",
    user: "ada",
    from: "a@b.example",
    to: ["c@d.example"],
    hasSecret: false,
    hasPassword: true,
    rotatedUntil: null,
    allowPrivate: false,
    createdAt: "2026-01-01T00:00:00Z",
    lastDelivery: null,
  };
  const draft = draftOf(channel);
  it("sends what was changed, and secrets only if they were typed", () => {
    expect(changeBody(draft, channel)).toEqual({});
    expect(changeBody({ ...draft, name: "post", to: "e@f.example" }, channel)).toEqual({ name: "post", to: ["e@f.example"] });
    expect(changeBody({ ...draft, password: "new" }, channel)).toEqual({ password: "new" });
    expect(changeBody({ ...draft, user: "" }, channel)).toEqual({ user: null, password: null });
    const slack: Channel = { ...channel, kind: "slack", url: "https://hooks.slack.com/…abcd" };
    expect(changeBody(draftOf(slack), slack)).toEqual({});
    expect(changeBody({ ...draftOf(slack), url: " https://x " }, slack)).toEqual({ url: "https://x" });
    const hook: Channel = { ...channel, kind: "webhook", url: "https://example.com/a" };
    expect(changeBody({ ...draftOf(hook), url: "https://example.com/b" }, hook)).toEqual({ url: "https://example.com/b" });
  });
  it("needs a password again where it is sent elsewhere", () => {
    expect([...missingFields(draft, channel)]).toEqual([]);
    expect([...missingFields({ ...draft, host: "other.example.com" }, channel)]).toEqual(["password"]);
    expect([...missingFields({ ...draft, host: "other.example.com", user: "" }, channel)]).toEqual([]);
  });
});

describe("the address of the page", () => {
  it("keeps a filter that there is", () => {
    expect(readAlertsSearch({ show: "snoozed" })).toEqual({ show: "snoozed" });
    expect(readAlertsSearch({ show: "open" })).toEqual({});
    expect(readAlertsSearch({ show: "closed" })).toEqual({});
  });
});
