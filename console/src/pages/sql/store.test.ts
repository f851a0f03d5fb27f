import { beforeEach, describe, expect, it, vi } from "vitest";

// The tests run without a browser.
vi.stubGlobal("window", { addEventListener: () => {} });
const storage = new Map<string, string>();
vi.stubGlobal("localStorage", {
  getItem: (key: string) => storage.get(key) ?? null,
  setItem: (key: string, value: string) => storage.set(key, value),
});

const past = (sql: string, at = "2026-11-23T14:32:00Z") => ({ sql, at, rows: 1, truncated: false, milliseconds: 4 });
const fresh = async () => {
  vi.resetModules();
  return import("./store");
};
beforeEach(() => storage.clear());

describe("queries of this browser", () => {
  it("stay under their name, and one of the same name replaces it where it stands", async () => {
    const { saveQuery, savedQueries, forgetQuery } = await fresh();
    saveQuery({ name: "a", sql: "SELECT 1" });
    saveQuery({ name: "b", sql: "SELECT 2" });
    saveQuery({ name: "a", sql: "SELECT 3" });
    expect((await fresh()).savedQueries.get()).toEqual([
      { name: "a", sql: "SELECT 3" },
      { name: "b", sql: "SELECT 2" },
    ]);
    forgetQuery("a");
    expect(savedQueries.get().map(({ name }) => name)).toEqual(["b"]);
  });
  it("are the last fifty, the newest first, each once", async () => {
    const { pastQueries, rememberQuery } = await fresh();
    for (let at = 0; at < 60; at += 1) rememberQuery(past(`SELECT ${at}`));
    rememberQuery(past("SELECT 30 "));
    expect(pastQueries.get().length).toBe(50);
    expect(pastQueries.get().slice(0, 2).map(({ sql }) => sql)).toEqual(["SELECT 30 ", "SELECT 59"]);
  });
  it("are left out when somebody spoilt them", async () => {
    storage.set("outlay.queries", '[{"name":"a"},{"name":"","sql":"x"},{"name":"b","sql":"SELECT 1"},7]');
    storage.set("outlay.query-history", JSON.stringify([{ sql: "SELECT 1", at: "never" }, past("SELECT 2")]));
    const { pastQueries, savedQueries } = await fresh();
    expect(savedQueries.get()).toEqual([{ name: "b", sql: "SELECT 1" }]);
    expect(pastQueries.get().map(({ sql }) => sql)).toEqual(["SELECT 2"]);
  });
});
