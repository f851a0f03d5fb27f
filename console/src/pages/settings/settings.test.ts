import { describe, expect, it } from "vitest";
import { mayManage } from "./mayManage";

describe("who may manage", () => {
  it("is an owner", () => {
    expect(mayManage({ id: "1", name: "ada", role: "owner" })).toBe(true);
    expect(mayManage(null)).toBe(false);
  });
});
