// What SQL answers.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { harness, open, page, region, says, searchOf } from "./house.mjs";
import { BILLS, TABLES, THE_19TH, UNPRICED } from "./known.mjs";

const OF_BILLS = `SELECT connector, count(*) AS records, sum(cost) AS billed
FROM costs WHERE period_start >= '2026-11-01' GROUP BY connector ORDER BY connector`;
const OF_IMAGES = "SELECT event_time, model, effective_cost FROM events WHERE unpriced_reason IS NOT NULL LIMIT 50";
const OF_DAYS = "SELECT event_time::DATE AS day, sum(effective_cost) AS spend, count(*) AS calls FROM events GROUP BY day ORDER BY day DESC";
const OF_SYNCS = "SELECT count(DISTINCT connection_id) AS connections FROM syncs";
/** Each event with each: nobody would wait for that. */
const ENDLESS = "SELECT count(*) FROM events AS a, events AS b WHERE a.agent < b.model";

/** A query that an address brings is run. */
const sql = (text) => open(`/sql?${new URLSearchParams({ sql: text })}`, "SQL");
const table = (name) => region("Tables").getByRole("group").filter({ hasText: new RegExp(`^${name}\\d`) });
const editor = () => page.getByRole("textbox", { name: "Query" });
const result = () => region("Result");
const ran = () => page.getByText(/^[\d,]+ rows? in /).waitFor();

suite("SQL", () => {
  test("What does no other page answer: any sum, any cut, over events, bills and syncs?", async () => {
    await sql(OF_BILLS);
    for (const [connector, values] of Object.entries(BILLS)) {
      await says(result().getByRole("row").filter({ hasText: connector }), ...values);
    }
    await sql(OF_SYNCS);
    await says(result().getByRole("row").nth(1), "5");
  });

  test("What is there to ask: which tables, with how many rows, and what does each column mean, count in, and say by NULL?", async () => {
    for (const [name, rows] of Object.entries(TABLES)) await says(table(name), rows);
    await table("events").locator("summary").click();
    await says(region("Tables"), "One row a call.", "effective_cost");
    await page.getByRole("button", { name: "What has no price" }).click();
    await editor().click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("SELECT effective_c");
    await page.keyboard.press("Control+Space");
    await page.getByText("Unit: USD").waitFor();
    await page.getByText("Sums leave NULL out: count it beside them").waitFor();
    await page.keyboard.press("Escape");
  });

  test("What came out, of which type and unit, and how much of it is not known?", async () => {
    await sql(OF_IMAGES);
    await result().getByRole("columnheader", { name: "effective_cost decimal, USD" }).waitFor();
    await says(result().getByRole("row").nth(1), UNPRICED.model, "NULL");
    await page.getByText("50 rows are NULL, not zero.").waitFor();
  });

  test("How does it look as bars or a line?", async () => {
    await sql(OF_DAYS);
    await says(result().getByRole("row").filter({ hasText: "2026-11-19" }), ...THE_19TH);
    const looks = page.getByRole("group", { name: "Chart" });
    for (const look of ["Line", "Bars"]) {
      await looks.getByRole("button", { name: look }).click();
      await page.getByRole("complementary", { name: "Chart" }).getByRole("application").waitFor();
    }
  });

  test("Where is a query wrong?", async () => {
    await harness.allowing(/status of 4\d\d/, async () => {
      await sql("SELECT agent, nonsense FROM events");
      await says(page.getByRole("alert"), "nonsense");
    });
  });

  test("How far may it go before it is stopped, and can I stop it myself?", async () => {
    await page.getByText("Read only, 30 s and 10,000 rows at most").waitFor();
    await sql(ENDLESS);
    await page.getByText("running").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Cancelled.").waitFor();
  });

  test("What did I ask before, and what do I ask often?", async () => {
    await sql(OF_BILLS);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Bills by connector");
    await page.getByRole("button", { name: "Save query" }).click();
    await region("Saved").getByRole("button", { name: "Bills by connector", exact: true }).waitFor();
    await page.getByRole("button", { name: "History" }).click();
    await says(page.getByRole("dialog"), "FROM costs WHERE period_start");
    await page.keyboard.press("Escape");
  });

  test("How do I get the same as a file, with curl, or as a link?", async () => {
    await ran();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).click()]);
    const lines = await harness.linesOf(download);
    assert.equal(lines[0], "connector,records,billed");
    assert.equal(lines.length, 1 + 4, "a line a connector, and the names");
    await page.getByRole("button", { name: "curl" }).click();
    await says(page.getByRole("dialog"), "/api/v1/sql", "$OUTLAY_KEY", "FROM costs");
    await page.keyboard.press("Escape");
    assert.equal(searchOf(page.url())["sql"], OF_BILLS);
  });
});
