// What Transactions answers.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { unique } from "../harness.mjs";
import { harness, open, page, region, rowOf, says, searchOf, searchOfLink, send } from "./house.mjs";
import { DEAR_CALLS, HALF_DAYS, METERED, OF_THE_19TH, RUNAWAY, UNPRICED } from "./known.mjs";

const transactions = (search) => open(`/transactions?${new URLSearchParams(search)}`, "Transactions");
const events = () => region("Events");
const total = () => page.locator(".total");
const panel = () => page.getByRole("complementary", { name: "Event" });
const filter = () => page.getByRole("combobox", { name: /^Filter/ });
const november = { from: "2026-11-01", to: "2026-11-23" };
const the19th = { from: "2026-11-19", to: "2026-11-19" };
const { dearest } = RUNAWAY;

suite("Transactions", () => {
  test("Which calls were made, by whom, and what did each cost?", async () => {
    // The loop from its begin to when somebody noticed.
    const times = { from: "2026-11-19T02:26:00.000Z", to: "2026-11-19T05:41:00.000Z" };
    const loop = { agent: RUNAWAY.agent, taskType: "replan", model: "claude-opus-4-5", "not.errorCode": "429" };
    await transactions({ ...times, ...loop });
    await says(total(), `${RUNAWAY.calls} events, ${RUNAWAY.spent}`);
    const first = events().getByRole("row").nth(1);
    await says(first, RUNAWAY.last.time, RUNAWAY.agent, RUNAWAY.organization, "claude-opus-4-5", RUNAWAY.last.cost);
  });

  test("What arrives right now?", async () => {
    await transactions({ range: "all" });
    await page.getByRole("button", { name: "Live tail", pressed: true }).waitFor();
    await page.locator("tr[data-event]").first().waitFor();
    const agent = unique("arrives");
    const id = await send({ agent, responseTime: "2026-10-01T10:00:01Z" });
    await page.locator(`tr[data-event="${id}"]`, { hasText: agent }).waitFor({ timeout: 5_000 });
  });

  test("Which of them match these dimensions, leave those out, cost at least this, have no price?", async () => {
    await transactions({ ...the19th, organization: RUNAWAY.organization, agent: RUNAWAY.agent });
    await says(total(), `${OF_THE_19TH.events} events, ${OF_THE_19TH.spent}`);
    await filter().fill("task is not replan");
    await page.keyboard.press("Enter");
    await says(total(), `${OF_THE_19TH.otherSteps} events`);
    assert.equal(searchOf(page.url())["not.taskType"], "replan");
    await transactions({ ...november, minCost: "1.5" });
    await says(total(), `${DEAR_CALLS.events} events, ${DEAR_CALLS.spent}`);
    await page.getByRole("button", { name: "Remove Cost ≥ $1.50" }).waitFor();
    await transactions({ ...november, unpriced: "true" });
    await says(total(), `${UNPRICED.events} events`);
    await says(events().getByRole("row").nth(1), UNPRICED.model, "unpriced");
  });

  test("What is their sum, and how much of it is not known?", async () => {
    await transactions(november);
    await says(total(), `${METERED.events} events, ${METERED.sum} effective, ${UNPRICED.events} unpriced`);
  });

  test("When was it spent?", async () => {
    await page.getByRole("application", { name: `Spend over time of what matches: ${METERED.sum}` }).waitFor();
    await page.getByRole("button", { name: "Show as table" }).click();
    await says(rowOf(region(`Spend over time of what matches: ${METERED.sum}`), HALF_DAYS.loop.title), HALF_DAYS.loop.spent);
  });

  test("Which part of that time do I want to see?", async () => {
    await page.getByRole("button", { name: "Show as chart" }).click();
    const chart = page.getByRole("application", { name: /^Spend over time/ });
    await chart.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.searchParams.get("from") === HALF_DAYS.last.from);
    await says(total(), `${HALF_DAYS.last.events} events`);
  });

  test("What is this one call's cost made of, to the last digit, and what did the sender say?", async () => {
    await transactions({ ...the19th, event: dearest.id });
    for (const [meter, ...parts] of dearest.lines) await says(rowOf(panel(), meter), ...parts);
    await says(rowOf(panel(), "Computed, effective"), dearest.cost);
    await says(rowOf(panel(), "Reported by sender"), "not reported");
    await says(panel(), dearest.transaction, "anthropic/claude-opus-4-5, genai-prices");
  });

  test("Which step of which run was it?", async () => {
    const run = panel().getByRole("link", { name: `Open ${dearest.trace}, 48 spans` });
    assert.equal((await searchOfLink(run))["event"], dearest.id);
    await says(rowOf(panel(), "replan this call"), "$0.9656");
  });

  test("Why does nothing match: which filter is to be dropped, and how many events then match?", async () => {
    await transactions({ ...the19th, agent: RUNAWAY.agent, organization: RUNAWAY.organization, errorCode: "418" });
    await page.getByText("No event matched", { exact: true }).waitFor();
    await page.getByRole("button", { name: `${OF_THE_19TH.events} match without Error is 418` }).click();
    await says(total(), `${OF_THE_19TH.events} events`);
  });

  test("What is the same as SQL, and as a file?", async () => {
    const sql = (await searchOfLink(page.getByRole("link", { name: "Show SQL" })))["sql"] ?? "";
    for (const part of ["FROM   events", "TIMESTAMP '2026-11-19 00:00:00.000'", "agent = 'route-planner'"]) assert.ok(sql.includes(part), sql);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export" }).click()]);
    assert.equal(download.suggestedFilename(), "outlay-events.csv");
    const lines = await harness.linesOf(download);
    assert.equal(lines.length, 1 + 3_125, "a line an event, and the names");
  });
});
