import { expect, test } from "vitest";
import { followServer, serverMilliseconds, serverNow } from "./clock";

test("now is what the server says, but for the way of its answer", () => {
  followServer(new Date(Date.now() + 500).toISOString());
  expect(Math.abs(serverMilliseconds() - Date.now())).toBeLessThan(100);
  followServer("2026-11-23T14:32:00Z");
  expect(serverNow().toISOString().slice(0, 16)).toBe("2026-11-23T14:32");
  followServer(new Date().toISOString());
});
