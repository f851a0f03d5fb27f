import { describe, expect, it } from "vitest";
import { messagesOf } from "./prompts";

describe("messages of a prompt", () => {
  it("are told from the usual forms", () => {
    expect(messagesOf('[{"role":"user","content":"Where is it?"}]')).toEqual([{ role: "user", text: "Where is it?" }]);
    expect(messagesOf('[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]')).toEqual([
      { role: "user", text: "a\nb" },
    ]);
    expect(messagesOf('[{"role":"user","parts":[{"type":"text","content":"x"}]}]')).toEqual([{ role: "user", text: "x" }]);
  });

  it("are null where nothing may be left out", () => {
    for (const text of ["plain", '{"role":"user"}', "[]", '[{"role":"user","content":[{"type":"image_url"}]}]', '[{"content":"x"}]', '["x"]']) {
      expect(messagesOf(text), text).toBeNull();
    }
  });
});
