// What Rules answers.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { required } from "../harness.mjs";
import { ask, open, page, rowOf, says, searchOf, searchOfLink } from "./house.mjs";
import { RUNAWAY_RULE } from "./known.mjs";

const rules = (search = "") => open(`/rules${search}`, "Rules");
const list = () => page.getByRole("region", { name: "Rules", exact: true });
const detail = () => page.getByRole("region", { name: "Rule", exact: true });
const choose = (name) => list().getByRole("button", { name: new RegExp(`^${name}`) }).first().click();
const sentence = () => page.locator(".sentence");
const limit = () => sentence().getByLabel("Limit", { exact: true });
const summary = () => page.locator(".backtest-sum");
const firings = () => page.getByRole("region", { name: "Alerts that would have been" });
const tab = (name) => page.getByRole("tab", { name, exact: true }).click();
// A back-test of a month may wait for its turn.
const PATIENCE = { timeout: 60_000 };

suite("Rules", () => {
  test("Which rules judge every event, and how long does it take them?", async () => {
    await rules();
    await page.getByText(/^8 rules judge every event, [\d.]+ µs each on average$/).waitFor();
    await says(list().getByRole("listitem"), "Dear call", "v1 shadow");
  });

  test("Which of them have alerts that wait?", async () => {
    for (const name of ["Agent's week", "Images by model", "Anthropic's bill", "Vertex bill gone quiet"]) {
      await list().getByRole("button", { name: new RegExp(`^${name} v1 live 1 open`) }).waitFor();
    }
    // The first of them is open already.
    await detail().getByRole("heading", { name: "Agent's week" }).waitFor();
  });

  test("What does a rule say, in one sentence?", async () => {
    await choose("Runaway agent");
    await says(sentence(), "Alert when one agent", "more than", "within", "15 minutes", "agent contains -", "critical", "#ai-spend and on-call");
    assert.equal(await limit().inputValue(), "50");
  });

  test("How do I change it while the version in force stays live?", async () => {
    await summary().getByText("v1 would have raised 3 alerts in 30 days.").waitFor(PATIENCE);
    await limit().fill(RUNAWAY_RULE.lower.limit);
    await says(detail(), "Draft v2", "v1 stays live until you publish");
    for (const name of ["Discard", "Run in shadow", "Publish v2"]) await detail().getByRole("button", { name }).waitFor();
    await tab("Log");
    assert.equal(await limit().inputValue(), RUNAWAY_RULE.lower.limit);
    await tab("Back-test");
  });

  test("What would it have raised in the last 30 days, and the version in force?", async () => {
    await summary().getByText("v2 would have raised 4 alerts in 30 days. v1, at $50, would have raised 3.").waitFor(PATIENCE);
  });

  test("When would it have fired, for whom, how much sooner, and what was still spent after it?", async () => {
    for (const row of RUNAWAY_RULE.lower.firings) await says(firings().getByRole("row"), ...row);
    const calls = rowOf(firings(), "19 Nov, 02:29").getByRole("link");
    const { agent, from } = await searchOfLink(calls);
    assert.equal(agent, "route-planner");
    assert.match(from, /^2026-11-19T02:29:20/);
  });

  test("How high did each day go, and what would another limit have raised?", async () => {
    const line = page.getByRole("slider", { name: "Limit on the chart" });
    assert.equal(await line.getAttribute("aria-valuetext"), "$35.00");
    await page.locator(".limit-value", { hasText: RUNAWAY_RULE.highest }).waitFor();
    for (const [text, alerts] of RUNAWAY_RULE.limits) {
      await page.locator(".limit-table tr", { hasText: text }).getByText(alerts, { exact: true }).waitFor(PATIENCE);
    }
    await line.press("ArrowDown");
    assert.equal(await limit().inputValue(), "30");
    await detail().getByRole("button", { name: "Discard" }).click();
    assert.equal(await limit().inputValue(), "50");
  });

  test("What of the past was judged, and what could not be counted?", async () => {
    const last = page.locator(".backtest-complete");
    await last.getByText(/^Complete: all [\d,]+ events of 24 Oct to 23 Nov were judged in /).waitFor(PATIENCE);
    await last.getByText("7,412 unpriced events could not be counted, so the true spend may be higher.").waitFor();
  });

  test("What rule can I begin with, and how often would it have fired?", async () => {
    await choose("Provider in trouble What|Provider in trouble Error rate");
    assert.equal(searchOf(page.url())["form"], "provider-trouble");
    await says(sentence(), "Alert when one provider", "has an error rate of", "30 minutes");
    await summary().getByText("It would have raised 1 alert in 30 days.").waitFor(PATIENCE);
    await says(firings().getByRole("row"), "3 Nov, 10:55", "openai", "20.83%");
    await detail().getByRole("button", { name: "Discard" }).click();
  });

  test("What did a rule raise?", async () => {
    await choose("Runaway agent");
    await tab("Findings");
    const alerts = page.getByRole("region", { name: "Alerts of this rule" });
    await says(alerts.getByRole("row"), "19 Nov, 02:30", "Total cost of route-planner in the last 15 minutes", "3 h 20 min");
    assert.equal(searchOf(page.url())["tab"], "findings");
  });

  test("What did it say before, who changed it, and how do I go back?", async () => {
    const settings = { metric: "cost_per_transaction", limit: "900" };
    const { id } = await ask("POST", "/api/v1/rules", { name: "Never dear", builtin: "threshold", settings });
    try {
      await ask("PATCH", `/api/v1/rules/${id}`, { settings: { ...settings, limit: "800" } });
      await rules(`?id=${id}&tab=versions`);
      const versions = detail().locator(".versions > li");
      await says(versions, "v2", "in force", "Limit: $900", "$800");
      await detail().getByRole("button", { name: "Go back to v1" }).click();
      await says(versions, "v3", "in force", "Limit: $800", "$900");
    } finally {
      await page.request.delete(`${new URL(page.url()).origin}/api/v1/rules/${id}`, { headers: { origin: new URL(page.url()).origin } });
    }
  });

  test("May a component that I was given judge my events: what did its checks say?", async () => {
    await rules();
    await page.getByLabel("A .wasm rule").setInputFiles(required("OUTLAY_RULE_WASM"));
    const checks = page.locator(".upload-checks");
    await checks.getByText("can be used in a new rule.").waitFor(PATIENCE);
    assert.ok((await checks.locator(".check-ok").count()) >= 3, "each check is listed");
    await checks.getByRole("button", { name: "Make a rule of it" }).click();
    await detail().getByRole("heading", { name: "New rule" }).waitFor();
  });
});
