// What Reconciliation answers.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { figure, open, page, region, rowOf, says, searchOf, searchOfLink } from "./house.mjs";
import { BILLED, CACHE_SPLIT, PROJECT, RECONCILED, THE_12TH } from "./known.mjs";

const matrix = () => page.getByRole("table", { name: "Bill against meter, by day" });
const cell = (name) => matrix().getByRole("button", { name, exact: true });
const cause = () => region("Likely cause");

suite("Reconciliation", () => {
  test("Does the bill agree with what was metered: of which providers, on which days, by how much?", async () => {
    await open("/reconciliation?month=2026-11", "Reconciliation");
    await says(figure("Difference"), RECONCILED.difference, "+0.76%");
    for (const [provider, parts] of Object.entries(RECONCILED.byProvider)) await says(rowOf(matrix(), provider), ...parts);
    await says(rowOf(matrix(), "Days with a final bill"), RECONCILED.compared, RECONCILED.billed, RECONCILED.difference);
    await cell("Anthropic, 11 Nov: within 0.5%").waitFor();
    await cell(THE_12TH.cell).waitFor();
  });

  test("How much of what was metered does a final bill exist for?", async () => {
    await says(figure("Metered, 1–22 Nov"), RECONCILED.metered);
    await says(figure("a final bill exists for"), RECONCILED.share);
    await says(figure("Billed for the same days"), RECONCILED.billed, `against ${RECONCILED.compared} metered`);
  });

  test("Where is there no bill to compare: not connected, not read yet, missing, not final?", async () => {
    for (const [provider, parts] of Object.entries(RECONCILED.unbilled)) await says(rowOf(matrix(), provider), ...parts);
    await cell("Google Vertex AI, 21 Nov: bill missing").waitFor();
    await cell("Anthropic, 22 Nov: not final").waitFor();
  });

  test("What does a gateway say of the same calls?", async () => {
    await says(rowOf(matrix(), "LiteLLM"), BILLED.LiteLLM.billed, "not added");
    await matrix().getByRole("cell", { name: /^19 Nov: .*, counted upstream$/ }).waitFor();
  });

  test("What is the likely cause, since when is it so, and what mends it?", async () => {
    await says(cause(), CACHE_SPLIT.hour, CACHE_SPLIT.usual, `Their gap, ${CACHE_SPLIT.gap}, is the whole difference.`);
    await says(cause(), `It began on ${CACHE_SPLIT.since}`, "cacheCreation1hTokenCount");
    assert.equal((await searchOfLink(cause().getByRole("link", { name: "Open events from 12 Nov" })))["provider"], "anthropic");
  });

  test("What stands behind it, as SQL and as a file?", async () => {
    const sql = (await searchOfLink(cause().getByRole("link", { name: "Show SQL" })))["sql"] ?? "";
    assert.ok(sql.includes("cache_write_1h_tokens"), sql);
    const file = await searchOfLink(page.getByRole("link", { name: "Export" }).first());
    assert.equal(file["format"], "csv");
  });

  test("Of one day: which line differs, which project and model, and by what?", async () => {
    await cell(THE_12TH.cell).click();
    const day = region("Anthropic, Thursday 12 Nov");
    await says(rowOf(day, "Day"), ...THE_12TH.day);
    await says(rowOf(day, "Cache write, 1 h"), "13,797,432");
    const [model, ...parts] = THE_12TH.model;
    await says(rowOf(region("By project and model"), model), ...parts);
    assert.equal(searchOf(page.url())["day"], "2026-11-12");
  });

  test("Which project do a key and a credential belong to, and who says so?", async () => {
    await open("/reconciliation?show=projects", "Reconciliation");
    await says(rowOf(page.getByRole("table"), "anthropic Project Production"), PROJECT, "provider");
    const key = rowOf(page.getByRole("table"), "litellm API key products");
    await says(key, "provider");
    await key.getByRole("textbox").fill("harbour-assist");
    await page.keyboard.press("Enter");
    await key.getByRole("button", { name: "Take back" }).click();
    await says(key, "provider");
  });
});
