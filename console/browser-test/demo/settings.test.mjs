// What Settings answers.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { between, numberIn, open, page, region, says } from "./house.mjs";
import { BUDGET } from "./known.mjs";

const kept = (what) => page.locator("dt", { hasText: what }).locator("xpath=following-sibling::dd[1]");
const channel = (name) => region("Channels").getByRole("listitem").filter({ hasText: name });

suite("Settings", () => {
  test("What may a month come to at most?", async () => {
    await open("/settings", "Settings");
    const budget = region("Budget").getByRole("textbox");
    assert.equal(await budget.inputValue(), BUDGET.replaceAll(/[$,]/g, ""));
  });

  test("Are prompts kept, and where do days of rules begin?", async () => {
    assert.equal(await page.getByRole("switch", { name: /^Keep prompts and answers/ }).isChecked(), false);
    assert.equal(await region("Time zone").getByRole("combobox").inputValue(), "UTC");
  });

  test("Who can sign in?", async () => {
    await says(region("People").getByRole("listitem"), "admin", "owner", "26 Jan, 09:00");
  });

  test("Does each channel deliver, and did its last delivery arrive?", async () => {
    await says(channel("#ai-spend"), "Slack", "delivered", "14:21:00");
    await says(channel("on-call"), "webhook", "delivered", "19 Nov, 05:51");
    await channel("on-call").getByRole("button", { name: "Test on-call" }).waitFor();
  });

  test("What is kept, since when, and how much room does it take?", async () => {
    const events = kept("Events");
    await says(events, "events since 1 Oct", "in the warehouse");
    // Those of the story, and what other tests sent.
    between(numberIn((await events.textContent()) ?? ""), 207_661, 207_700);
    await says(kept("Ledger"), "entries since 30 Sep");
  });

  test("What is deleted by itself?", async () => {
    await says(kept("Events"), "Nothing is deleted from it by itself");
    await says(kept("Ledger"), "older than 120 days");
  });

  test("Which version runs, since when?", async () => {
    await says(kept("Version"), "0.1.0");
    await says(kept("Runs since"), "26 Jan, 09:00");
  });

  test("Where does the master key come from, what does it seal, and what is not as it should be?", async () => {
    await says(kept("Master key"), "in a file in the data folder", "secrets are sealed with it", "whoever copies the folder copies its secrets");
  });
});
