import { describe, expect, it } from "vitest";
import type { Connection, Sync } from "../../api/types";
import { failingSince, readingText, summary } from "./statusText";

const sync = (status: Sync["status"], endedAt: string | null) => ({ status, endedAt, startedAt: "2026-11-20T00:00:00Z" }) as Sync;

describe("syncs", () => {
  it("count days, and months when there are many", () => {
    expect(readingText({ daysDone: 0, daysTotal: 0 })).toBe("Sync starts");
    expect(readingText({ daysDone: 12, daysTotal: 32 })).toBe("Reading: 12 of 32 days");
    expect(readingText({ daysDone: 250, daysTotal: 426 })).toBe("Reading: month 9 of 14");
    expect(readingText({ daysDone: 426, daysTotal: 426 })).toBe("Reading: month 14 of 14");
  });
  it("fail since the first that did, one after the other", () => {
    const failed = ["2026-11-21T06:00:00Z", "2026-11-21T05:00:00Z", "2026-11-21T04:00:00Z"].map((at) => sync("failed", at));
    expect(failingSince([sync("running", null), ...failed, sync("done", "2026-11-21T03:00:00Z")])).toBe("2026-11-21T04:00:00Z");
    expect(failingSince(failed)).toBe("2026-11-21T04:00:00Z");
    expect(failingSince([sync("partial", "2026-11-21T06:00:00Z"), ...failed])).toBeNull();
    expect(failingSince([])).toBeNull();
  });
});

const of = (status: Connection["status"]) => ({ status }) as Connection;

it("connections are counted by their status", () => {
  expect(summary([of("disconnected"), of("connected"), of("connected")])).toBe("2 connected, 1 disconnected");
  expect(summary([])).toBe("");
});
