// The main journeys with keys alone: nothing is clicked, and no field is filled that has not the focus.
import assert from "node:assert/strict";
import { beforeEach, suite, test } from "node:test";
import { required, unique } from "../harness.mjs";
import { harness, open, page, region, rowOf, says } from "./house.mjs";
import { go, pressOn, tabTo, typeInto } from "./keys.mjs";
import { FIRST_DEAR_CALL, RUNAWAY } from "./known.mjs";

const PROVIDER = { address: required("OUTLAY_PROVIDER_URL"), key: required("OUTLAY_PROVIDER_KEY") };
const RULE = required("OUTLAY_RULE_WASM");
const button = (name, within = page) => within.getByRole("button", { name, exact: true });

suite("By keyboard alone", () => {
  beforeEach(() => open("/", "Overview"));

  test("an expensive call is found and explained", async () => {
    await go("t", "Transactions");
    await pressOn(button("Times: 24 hours"));
    await pressOn(button("This month"));
    await page.waitForURL((url) => url.searchParams.get("range") === "month");
    await page.keyboard.press("/");
    for (const filter of ["agent is route-planner", "cost >= 0.9655"]) {
      await page.keyboard.type(filter);
      await page.keyboard.press("Enter");
    }
    await says(page.locator(".total"), "1 event,");
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    const panel = page.getByRole("complementary", { name: "Event" });
    await says(rowOf(panel, "Computed, effective"), RUNAWAY.dearest.cost);
    for (const [meter, ...parts] of RUNAWAY.dearest.lines) await says(rowOf(panel, meter), ...parts);
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
  });

  test("SQL is run and leaves as a file", async () => {
    await go("s", "SQL");
    await tabTo(page.getByRole("textbox", { name: "Query" }));
    await page.keyboard.press("Control+a");
    await page.keyboard.type("SELECT count(*) AS calls FROM events WHERE model = 'gemini-3.1-image'");
    await page.keyboard.press("Control+Enter");
    await page.getByText(/^1 row in /).waitFor();
    await says(region("Result").getByRole("row").nth(1), "7,412");
    // Tab indents there; what is proposed, if anything, goes with the first.
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await tabTo(button("CSV"));
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    assert.deepEqual(await harness.linesOf(download), ["calls", "7412"]);
  });

  test("a key is created, copied and regenerated", async () => {
    await go("c", "Connections");
    const name = unique("by-keyboard");
    const row = page.locator(`tr[data-key="${name}"]`);
    await pressOn(button("Create key"));
    await typeInto(page.getByLabel("Name", { exact: true }), name);
    await page.keyboard.press("Enter");
    const made = (await page.getByTestId("new-key").textContent()) ?? "";
    await pressOn(page.getByRole("status").filter({ hasText: name }).getByRole("button", { name: "Copy", exact: true }));
    assert.equal(await harness.clipboard(), made);
    await pressOn(button("I have stored it"));
    await pressOn(button("Regenerate", row));
    await pressOn(button("Regenerate", page.getByRole("group", { name: `Regenerate the key of ${name}?` })));
    const renewed = (await page.getByTestId("new-key").textContent()) ?? "";
    assert.match(renewed, /^rev_mk_/);
    assert.notEqual(renewed, made);
    await pressOn(button("I have stored it"));
    await row.waitFor();
  });

  test("a rule is uploaded, tried on the past and set to work", async () => {
    await go("r", "Rules");
    const chooser = page.waitForEvent("filechooser");
    await pressOn(page.getByRole("button", { name: /^Drop a \.wasm rule here/ }));
    await (await chooser).setFiles(RULE);
    await page.getByText("gives the same results however rows are cut").waitFor({ timeout: 60_000 });
    await pressOn(button("Make a rule of it"));
    const name = unique("first-dear-call");
    await typeInto(page.getByRole("textbox", { name: "Name", exact: true }), name);
    await typeInto(page.getByRole("textbox", { name: "Limit", exact: true }), FIRST_DEAR_CALL.limit);
    await page.getByText(`It would have raised ${FIRST_DEAR_CALL.alerts} alerts in 30 days.`).waitFor({ timeout: 60_000 });
    await rowOf(page.getByRole("table"), FIRST_DEAR_CALL.newest).waitFor();
    await pressOn(button("Run in shadow"));
    await page.getByRole("heading", { name, exact: true }).waitFor();
    await says(page.locator("main"), "shadow");
  });

  test("a provider is checked and connected", async () => {
    await go("c", "Connections");
    await pressOn(button("Connect a provider"));
    await pressOn(button("OpenAI"));
    const drawer = page.getByRole("dialog", { name: "Connect OpenAI" });
    const name = unique("lab");
    await typeInto(drawer.getByLabel("Name", { exact: true }), name);
    await typeInto(drawer.getByRole("textbox", { name: /^Base URL/ }), PROVIDER.address);
    await typeInto(drawer.getByLabel("Admin API key"), PROVIDER.key);
    await pressOn(drawer.getByRole("checkbox", { name: /^Allow private addresses/ }), "Space");
    await pressOn(button("Check", drawer));
    await drawer.getByText("fake-organization").first().waitFor();
    await pressOn(button("Save and sync", drawer));
    await drawer.waitFor({ state: "detached" });
    const card = page.getByRole("article", { name, exact: true });
    await says(card, "Connected", "Synced");
    await tabTo(button(`More for ${name}`, card));
  });
});
