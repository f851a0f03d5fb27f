// What Overview answers.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { between, figure, numberIn, open, page, region, rowOf, says, searchOfLink } from "./house.mjs";
import { BEDROCK, BUDGET, DEAREST, DEAREST_DAY, OPEN_ALERTS, SPENT, TODAY, UNPRICED } from "./known.mjs";

const overview = () => open("/", "Overview");
const spend = () => region("Spend");
const gap = (text) => region("Not known yet").getByRole("listitem").filter({ hasText: text });
const changes = () => region("What changed");

suite("Overview", () => {
  test("What have we spent this month, and how is that against the same days before?", async () => {
    await overview();
    const spent = figure("Spent in November");
    await says(spent, SPENT, "+$4,946.19 (+15.9%) on 1–22 Oct, today left out", `${UNPRICED.events} events unpriced`);
    await spent.getByRole("button", { name: SPENT }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
  });

  test("Where will the month end, always as a range, and is that within the budget?", async () => {
    const forecast = figure("Forecast for 30 Nov");
    await says(forecast, `Budget ${BUDGET}, above the range`);
    // The rest of today is expected, and becomes less.
    const ends = /\$([\d.]+)k – \$([\d.]+)k/.exec((await forecast.textContent()) ?? "");
    assert.ok(ends, "the forecast is a range");
    between(Number(ends[1]), 47.2, 47.5);
    between(Number(ends[2]), 48.5, 48.8);
  });

  test("What does today cost, and what is usual by now?", async () => {
    const today = figure("Today, to");
    await says(today, TODAY);
    // At 14:32 it is $1,146.49, the median of seven Mondays; a minute later some dollars more.
    const usual = /A usual Monday until then: (\S+)/.exec((await today.textContent()) ?? "");
    between(numberIn(usual?.[1] ?? ""), 1_140, 1_190);
  });

  test("How fast does money go at this moment?", async () => {
    // From 13:32 to 14:32 came 417 events for $151.91, 58 of them unpriced; then no further ones.
    const hour = (await figure("Last hour").textContent()) ?? "";
    assert.match(hour, /≥ \$\d+\.\d\d\/min/);
    between(numberIn(/\$[\d.]+\/min/.exec(hour)?.[0] ?? ""), 1.8, 2.54);
    between(numberIn(/([\d,]+) events,/.exec(hour)?.[1] ?? ""), 300, 417);
  });

  test("Who or what spends it: which provider, model, organization, product, agent, subscriber?", async () => {
    for (const [dimension, { name, spent }] of Object.entries(DEAREST)) {
      await spend().getByRole("button", { name: dimension, exact: true }).click();
      const row = rowOf(spend(), name);
      await says(row, spent);
      assert.equal(await row.evaluate((one) => one.rowIndex), 1, `${name} comes first`);
      await says(rowOf(spend(), "Total"), SPENT, "100.0%");
    }
    for (const breakdown of ["Models", "Organizations", "Agents"]) await says(rowOf(region(breakdown), "Total"), SPENT);
  });

  test("On which days?", async () => {
    await open("/", "Overview");
    const message = `Spend, 1–23 Nov: at least ${SPENT.slice(2)}, highest on ${DEAREST_DAY.day}, UTC: ${DEAREST_DAY.spent}`;
    await page.getByRole("application", { name: message }).waitFor();
    await spend().getByRole("button", { name: "Show as table" }).click();
    await says(rowOf(spend(), `${DEAREST_DAY.day}, UTC`), DEAREST_DAY.spent);
  });

  test("What changed, and why, where one cause explains it?", async () => {
    await overview();
    await changes().getByText("1–22 Nov, without today, against 1–22 Oct").waitFor();
    const loop = rowOf(changes(), "route-planner agent");
    await says(loop, "+$2,213.08", "One day, 19 Nov: $2,198.22 in 3,187 calls");
    assert.equal((await searchOfLink(loop.getByRole("link")))["agent"], "route-planner");
    await says(rowOf(changes(), "Dispatch Copilot product, new"), "New since 10 Nov");
    await says(rowOf(changes(), `${UNPRICED.model} model, new`), "unpriced", "unknown", "New since 18 Nov");
  });

  test("What is not known, and what do I do about it?", async () => {
    const price = gap(`${UNPRICED.events} events have no price`).getByRole("link", { name: "Set a price" });
    assert.equal((await searchOfLink(price))["model"], UNPRICED.model);
    await gap("Google Vertex AI is disconnected").getByRole("link", { name: "Fix connection" }).waitFor();
    const bedrock = gap(`${BEDROCK} metered, no bill beside it`).getByRole("link", { name: "Connect" });
    assert.equal((await searchOfLink(bedrock))["connect"], "bedrock");
    await gap("Azure OpenAI is pending").filter({ hasText: "at 15:00" }).waitFor();
    await gap("Today is complete to 14:").getByRole("link", { name: "See events" }).waitFor();
  });

  test("Which alerts wait for somebody?", async () => {
    const alerts = region("Open alerts").getByRole("listitem");
    for (const rule of OPEN_ALERTS) await alerts.filter({ hasText: rule }).getByRole("link", { name: "Open" }).waitFor();
    assert.equal(await alerts.count(), OPEN_ALERTS.length);
    await page.getByRole("link", { name: `Alerts ${OPEN_ALERTS.length} open` }).waitFor();
  });
});
