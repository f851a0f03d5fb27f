import { describe, expect, it } from "vitest";
import type { Key, RefusedRecord, Status } from "../../api/types";
import { checks, type Findings, likeliest } from "./checks";

const key = (more: Partial<Key> = {}) =>
  ({ id: "k", name: "workers", scope: "metering", createdAt: "2026-11-01T00:00:00Z", lastUsedAt: "2026-11-23T14:31:50Z", events: "12", refused: "0", ...more }) as Key;
const status = (more: Partial<Status> = {}) =>
  ({ ledgerSeq: "5", appliedSeq: "5", behindSeconds: 0, events: "12", warehouse: "ready", ...more }) as Status;
const refused = (receivedAt: string) => ({ receivedAt, message: "`inputTokenCount` must be a quantity: negative" }) as RefusedRecord;
const all: Findings = {
  address: "outlay.example",
  zone: "UTC",
  now: new Date("2026-11-23T14:32:00Z"),
  answering: { parts: { ingest: "ready", warehouse: "ready" }, milliseconds: 12, browserAheadSeconds: 0 },
  status: status(),
  key: key(),
  refused: null,
  clock: { newest: "2026-11-23T14:31:50Z", ahead: 0, secondsAhead: 0 },
};
const found = (id: string, more: Partial<Findings>) => checks({ ...all, ...more }).find((one) => one.id === id);

const lastRefused = (time: string) => found("refused", { key: key({ refused: "2" }), refused: refused(time) });

describe("what is looked at when data does not appear", () => {
  it("is all right when it is", () => {
    expect(checks(all).map(({ verdict }) => verdict)).toEqual(Array(7).fill("good"));
    expect(found("key", {})?.title).toBe("workers was last used 10 s ago");
  });
  it("knows nothing before it was asked, and says so", () => {
    const none = checks({ ...all, answering: undefined, status: undefined, refused: undefined, clock: undefined, key: key({ events: "0" }) });
    expect(none.filter(({ verdict }) => verdict !== "open").map(({ id }) => id)).toEqual(["key"]);
  });
  it("tells a server that does not answer from one that refuses", () => {
    expect(found("server", { answering: null })).toMatchObject({ verdict: "bad", title: "outlay.example does not answer this browser" });
    const refuses = { ...all.answering!, parts: { ingest: "refusing", warehouse: "ready" } as const };
    expect(found("intake", { answering: refuses })).toMatchObject({ verdict: "bad", title: "Events are refused for now" });
  });
  it("tells a key that was never used, and that there is none", () => {
    expect(found("key", { key: key({ lastUsedAt: null }) })).toMatchObject({ verdict: "open", title: "workers was never used" });
    expect(found("key", { key: undefined })).toMatchObject({ verdict: "bad", link: "create" });
  });
  it("names the last refusal, which explains nothing any more once the key was used since", () => {
    expect(lastRefused("2026-11-23T14:31:50Z")).toEqual({
      id: "refused",
      verdict: "bad",
      title: "2 records of workers were refused",
      detail: "The last at 14:31:50: inputTokenCount must be a quantity: negative.",
      link: "refused",
    });
    expect(lastRefused("2026-11-23T10:00:00Z")?.verdict).toBe("open");
  });
  it("tells a warehouse that is behind, and one that failed", () => {
    expect(found("warehouse", { status: status({ behindSeconds: 12, appliedSeq: "2" }) })).toMatchObject({ verdict: "bad", title: "Reading is 12 s behind" });
    expect(found("warehouse", { status: status({ behindSeconds: null }) })?.verdict).toBe("bad");
  });
  it("tells a clock that is ahead, of the sender or of the browser", () => {
    expect(found("clock", { clock: { newest: null, ahead: 3, secondsAhead: 7200 } })?.title).toBe("3 events of workers are ahead of this server’s clock");
    const browser = { ...all.answering!, browserAheadSeconds: -300 };
    expect(found("clock", { answering: browser })?.title).toBe("This browser’s clock is 5 min behind the server’s");
  });
});

describe("the key that somebody waits for", () => {
  it("is the last one that was created or used, and one that only sends before others", () => {
    const old = key({ id: "old" });
    const fresh = key({ id: "new", createdAt: "2026-11-23T14:31:59Z", lastUsedAt: null });
    const full = key({ id: "full", scope: "full", lastUsedAt: "2026-11-23T14:32:00Z" });
    expect(likeliest([full, old, fresh])?.id).toBe("new");
    expect(likeliest([full])?.id).toBe("full");
    expect(likeliest([])).toBeUndefined();
  });
});
