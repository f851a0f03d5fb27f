// What Alerts answers.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { unique } from "../harness.mjs";
import { figure, open, page, region, rowOf, says, searchOfLink } from "./house.mjs";
import { LOOP_ALERT, OPEN_ALERTS } from "./known.mjs";

const alerts = (search = "") => open(`/alerts${search}`, "Alerts");
const inbox = () => region("Inbox");
const detail = () => region("Alert");
const item = (text) => inbox().getByRole("listitem").filter({ hasText: text });
const choose = async (text) => {
  await item(text).getByRole("button").first().click();
  await detail().getByRole("heading", { name: text, level: 2 }).waitFor();
};
const happened = (text) => detail().locator("ol.timeline > li").filter({ hasText: text });

suite("Alerts", () => {
  test("What is open, since when, and how large is it?", async () => {
    await alerts();
    await page.getByText(`${OPEN_ALERTS.length} open, oldest`).waitFor();
    await page.getByRole("button", { name: `Open ${OPEN_ALERTS.length}`, exact: true }).waitFor();
    for (const rule of OPEN_ALERTS) await item(rule).first().waitFor();
    await says(item("route-planner spent over $2,200 in 7 days"), "Agent's week, 19 Nov, 05:05", "$2,2");
    await says(item("Anthropic's bill"), "$16,018.24");
  });

  test("What was there earlier this month?", async () => {
    const earlier = region("Earlier in November").getByRole("listitem");
    for (const title of [LOOP_ALERT.title, "claims-extractor spent over $50 in 15 minutes", "openai: error rate over 20% in 30 minutes"]) {
      await says(earlier.filter({ hasText: title }), "Cleared");
    }
    await says(earlier.filter({ hasText: "support-agent spent over $1,250 in a month" }), "Resolved");
  });

  test("What went over which limit, when did that begin, and when did it end?", async () => {
    await choose(LOOP_ALERT.title);
    await says(detail(), `Opened ${LOOP_ALERT.opened}`, "Cleared by the rule");
    await says(figure("Lasted"), LOOP_ALERT.lasted);
    const curve = detail().getByRole("application", { name: /^Spend in the last 15 minutes, route-planner, highest \$16\d\.\d\d at 19 Nov 2026.*, limit \$50/ });
    await curve.waitFor();
    for (const mark of ["02:30 opened", "05:51 cleared"]) await curve.getByText(mark).waitFor();
  });

  test("What did it cost before and after it opened, and what is usual?", async () => {
    await says(figure("Spent by route-planner"), LOOP_ALERT.spent, "from 15 minutes before it opened");
    await says(figure("After it opened"), LOOP_ALERT.after);
    await says(figure("Calls"), LOOP_ALERT.calls);
    await says(figure("Usual"), LOOP_ALERT.usual, "a day", "median of 28 days before with calls");
  });

  test("Which meters did the money go to?", async () => {
    const money = detail().getByRole("table", { name: "Where the money went" });
    for (const [meter, amount] of LOOP_ALERT.meters) await says(rowOf(money, meter), amount);
    await says(rowOf(money, `${LOOP_ALERT.calls} calls of`), LOOP_ALERT.spent);
  });

  test("Which calls were they, and what is the same as SQL?", async () => {
    const calls = detail().getByRole("link", { name: `${LOOP_ALERT.calls} events` });
    const { agent, from } = await searchOfLink(calls);
    assert.equal(agent, "route-planner");
    assert.match(from, /^2026-11-19T02:15:40/);
    const { sql } = await searchOfLink(detail().getByRole("link", { name: "Show SQL" }).first());
    assert.match(sql, /agent = 'route-planner'/);
    assert.doesNotMatch(sql, /DOUBLE/);
  });

  test("Who was told, and did it arrive?", async () => {
    await says(happened("#ai-spend"), "delivered");
    await says(happened("on-call"), "delivered on attempt 2");
  });

  test("What happened since, by whom, and what is there to know for whoever sees it next?", async () => {
    await says(happened("Acknowledged"), "by admin", "Loop in the replan prompt, rolling back");
    const note = unique("told the team");
    await detail().getByLabel("Note", { exact: true }).fill(note);
    await detail().getByRole("button", { name: "Save note" }).click();
    await says(happened(note), "by admin");
    assert.equal(await detail().getByLabel("Note", { exact: true }).inputValue(), "");
  });

  test("How do I say that somebody looks after it, that it can wait, that nobody is to be told, or that it is over?", async () => {
    await alerts();
    await choose("route-planner spent over $2,200 in 7 days");
    const keys = page.locator("body");
    await keys.press("a");
    await detail().getByText(/^Acknowledged by admin/).waitFor();
    await keys.press("a");
    await detail().getByText(/^Acknowledged by admin/).waitFor({ state: "detached" });
    for (const [key, group] of [["s", "Snooze this alert"], ["m", /^Mute Agent's week/]]) {
      await keys.press(key);
      await page.getByRole("group", { name: group }).waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("group", { name: group }).waitFor({ state: "detached" });
    }
    await detail().getByRole("button", { name: /^Resolve/ }).waitFor();
  });
});
