// Every page as the demo fills it: a picture at every size and in every theme, and nothing that shuts somebody out.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { harness, open, page } from "./house.mjs";
import { RUNAWAY } from "./known.mjs";

const SQL = "SELECT event_time::DATE AS day, sum(effective_cost) AS spend FROM events GROUP BY day ORDER BY day DESC";

/** What is opened, under which title, and what it shows when it is all there. */
const PAGES = {
  overview: ["/", "Overview", "What changed"],
  transactions: ["/transactions?from=2026-11-19&to=2026-11-19", "Transactions", RUNAWAY.organization],
  event: [`/transactions?from=2026-11-19&to=2026-11-19&event=${RUNAWAY.dearest.id}`, "Transactions", "Computed, effective"],
  refused: ["/transactions/refused", "Transactions", "Nothing was refused"],
  traces: ["/traces?order=dearest&range=month", "Traces", RUNAWAY.trace.id],
  trace: [`/traces/${RUNAWAY.trace.id}`, "Trace", "among the dearest 1%"],
  connections: ["/connections", "Connections", "harbourline-ml"],
  connect: ["/connections?connect=openai", "Connections", "What OpenAI cannot tell"],
  sql: [`/sql?${new URLSearchParams({ sql: SQL })}`, "SQL", "2026-11-19"],
  alerts: ["/alerts?show=all", "Alerts", "Runaway agent"],
  channels: ["/alerts?tab=channels", "Alerts", "on-call"],
  rules: ["/rules", "Rules", "Runaway agent"],
  "rule-new": ["/rules?id=new", "Rules", "New rule"],
  unpriced: ["/prices", "Prices", "gemini-3.1-image"],
  "own-prices": ["/prices?tab=own", "Prices", "Calls of get_traffic"],
  reconciliation: ["/reconciliation", "Reconciliation", "Anthropic"],
  settings: ["/settings", "Settings", "Prompts"],
};

suite("Pictures", () => {
  for (const [name, [address, title, shown]] of Object.entries(PAGES)) {
    test(`${name} stands at every size, light and dark`, async () => {
      await open(address, title);
      await page.getByText(shown).first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      await page.locator(".skeleton:not(.theme-panel *)").first().waitFor({ state: "detached" });
      await harness.everyLook(async (look) => {
        await harness.picture(`demo-${name}-${look}`);
        assert.deepEqual(await harness.barriers(), [], look);
      });
      await harness.narrowest();
    });
  }
});
