import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { ADDRESS, Harness, meter, required, SIZES, THEMES, unique } from "./harness.mjs";

const FIRST_TOKEN = required("OUTLAY_FIRST_TOKEN");
const PROVIDER = { address: required("OUTLAY_PROVIDER_URL"), key: required("OUTLAY_PROVIDER_KEY") };
const OWNER = { name: "ada", password: "a ledger, not a cockpit" };
const KEY_NAME = unique("browser-test");

/** @type {Harness} */
let harness;
/** @type {import("playwright-core").Page} */
let page;
let key = "";

before(async () => {
  harness = await Harness.start();
  page = harness.page;
});
after(() => harness?.stop());

const signInButton = () => page.getByRole("button", { name: "Sign in", exact: true });
const heading = (name) => page.getByRole("heading", { name, exact: true, level: 1 });
const keyRow = () => page.locator(`tr[data-key="${KEY_NAME}"]`);
const pictures = (name) => harness.pictures(name);

test("the page is served with a strict content security policy", async () => {
  const response = await fetch(`${ADDRESS}/sign-in`);
  const policy = response.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src '(self|none)'/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.doesNotMatch(await response.text(), /<style|style=|<script(?![^>]*\bsrc=)/);
});

test("a server without an owner says where its link is", async () => {
  await harness.open("/");
  await heading("This server has no owner yet").waitFor();
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  await harness.picture("sign-in-no-owner");
  assert.deepEqual(await harness.barriers(), []);
});

test("the first sign-in link makes the owner", async () => {
  await harness.open(`/sign-in#first=${FIRST_TOKEN}`);
  // The fragment alone does not load a page anew.
  await page.reload();
  await heading("Set up the owner").waitFor();
  await page.getByLabel("Name").fill(OWNER.name);
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create the owner and sign in" }).click();
  await page.getByText("At least 12 characters").waitFor();
  await harness.picture("sign-in-first");
  assert.deepEqual(await harness.barriers(), []);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByLabel("The same password again").fill(OWNER.password);
  await page.getByRole("button", { name: "Create the owner and sign in" }).click();
  await heading("Overview").waitFor();
});

test("Before the first event: how do I send one, did it arrive, and if not, why?", async () => {
  await harness.open("/");
  await page.getByRole("heading", { name: "Send the first event" }).waitFor();
  await page.getByRole("heading", { name: "Waiting for an event" }).waitFor();
  await page.getByRole("button", { name: "Create first-key" }).click();
  await page.getByRole("button", { name: "Copy the key" }).waitFor();
  const why = page.getByRole("region", { name: "Sent one and nothing shows?" });
  await why.getByText("The ledger is open and takes events").waitFor();
  await why.getByText("first-key was never used", { exact: false }).waitFor();
  await why.getByText("No request was refused").waitFor();
  await pictures("first-run");
  assert.deepEqual(await harness.barriers(), []);
  await page.getByRole("button", { name: "Send test event" }).click();
  await page.getByRole("heading", { name: "An event arrived" }).waitFor();
  await page.getByRole("button", { name: "Go to the overview" }).click();
  await page.getByRole("region", { name: "In short" }).waitFor();
});

test("where nothing was refused stands what to check", async () => {
  await harness.open("/transactions");
  await page.getByRole("navigation", { name: "View" }).getByRole("link", { name: "Refused" }).click();
  await page.getByRole("heading", { name: "Nothing was refused" }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/transactions/refused");
  const checks = page.getByRole("region", { name: "When data does not appear" });
  await checks.getByText(ADDRESS, { exact: true }).waitFor();
  const ready = await checks.getByRole("link", { name: "/readyz" }).getAttribute("href");
  assert.equal((await fetch(ADDRESS + ready)).status, 200);
  await pictures("refused-empty");
});

test("a key is created, shown and copied", async () => {
  await harness.open("/connections");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByLabel("Name").fill(KEY_NAME);
  await page.getByRole("button", { name: "Create the key" }).click();
  key = (await page.getByTestId("new-key").textContent()) ?? "";
  assert.match(key, /^rev_mk_[a-z0-9]+_\w{20,}$/);
  await page.getByRole("button", { name: "Copy", exact: true }).first().click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await harness.clipboard(), key);
  await harness.picture("key-created");
  await page.getByRole("button", { name: "I have stored it" }).click();
  await keyRow().waitFor();
  assert.ok(!(await keyRow().textContent()).includes(key), "the row must not hold the whole key");
});

test("an event is seen within two seconds", async () => {
  await harness.open("/transactions");
  await heading("Transactions").waitFor();
  // The page is live from here on: the event arrives while someone looks.
  await page.getByRole("status").or(page.locator(".total b")).first().waitFor();
  const agent = unique("agent");
  const { status, body } = await meter(key, { agent });
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.accepted, 1);
  const answered = Date.now();
  await page.locator("tr[data-event]", { hasText: agent }).waitFor({ timeout: 5_000 });
  const seen = Date.now() - answered;
  assert.ok(seen <= 2_000, `seen after ${seen} ms`);
  await harness.picture("event-arrived");
});

test("an event explains its cost and filters by its dimensions", async () => {
  const agent = unique("agent");
  const { body } = await meter(key, { agent, organizationName: "Kestrel Freight" });
  const id = body.results[0].eventId;
  await page.locator("tr[data-event]", { hasText: agent }).click();
  const panel = page.getByRole("complementary", { name: "Event" });
  await panel.getByText("Computed, effective").waitFor();
  await panel.getByRole("cell", { name: /^\$\d+\.\d{6}$/ }).first().waitFor();
  assert.equal(new URL(page.url()).searchParams.get("event"), id);
  await harness.picture("event-detail");
  await panel.getByRole("button", { name: agent }).click();
  await page.waitForURL((url) => url.searchParams.get("agent") === agent);
  await page.getByText("1 event,", { exact: false }).first().waitFor();
  await page.locator("body").press("Escape");
  await panel.waitFor({ state: "detached" });
  await page.getByRole("button", { name: /^Remove Agent/ }).click();
  await page.waitForURL((url) => !url.searchParams.has("agent"));
});

test("an event says that it was amended, then voided", async () => {
  const agent = unique("agent");
  const { body } = await meter(key, { agent });
  const id = body.results[0].eventId;
  const amended = await meter(key, { amends: id, agent, cacheReadTokenCount: 0, outputTokenCount: 400 });
  assert.equal(amended.status, 200, JSON.stringify(amended.body));
  await harness.open(`/transactions?event=${id}`);
  const panel = page.getByRole("complementary", { name: "Event" });
  await panel.getByText("amended, revision 1").waitFor();
  await panel.getByText("Judged by rules").waitFor();
  await harness.picture("event-amended");
  const voided = await meter(key, { voids: id });
  assert.equal(voided.status, 200, JSON.stringify(voided.body));
  await page.locator(`tr[data-event="${id}"]`, { hasText: "voided" }).waitFor();
  await page.reload();
  await panel.getByText("voided", { exact: true }).first().waitFor();
  await panel.getByText("$0.000000", { exact: true }).waitFor();
  assert.match((await panel.locator("s").textContent()) ?? "", /^\$0\.000\d*[1-9]/);
  await harness.picture("event-voided");
  await page.locator("body").press("Escape");
});

test("an event says where its records disagree", async () => {
  const agent = unique("agent");
  const transactionId = unique("call");
  const { body } = await meter(key, { agent, transactionId });
  const id = body.results[0].eventId;
  await meter(key, { agent, transactionId, outputTokenCount: 341 });
  await harness.open(`/transactions?event=${id}`);
  const panel = page.getByRole("complementary", { name: "Event" });
  await panel.getByRole("heading", { name: "Records of this call disagree" }).waitFor();
  await panel.locator(".conflicts").getByText("340", { exact: true }).waitFor();
  await harness.picture("event-conflict");
  await page.locator("body").press("Escape");
});

test("a pasted id finds its event", async () => {
  const { body } = await meter(key, { agent: unique("agent") });
  const id = body.results[0].eventId;
  await page.getByRole("combobox", { name: /^Filter/ }).fill(id);
  await page.keyboard.press("Enter");
  await page.locator(`tr[data-event="${id}"]`).waitFor();
  await page.getByText("1 event,", { exact: false }).first().waitFor();
  await page.getByRole("button", { name: /^Remove Text/ }).click();
  await page.waitForURL((url) => !url.searchParams.has("q"));
});

test("an event without a price is unpriced, not zero", async () => {
  const model = unique("no-such-model");
  await meter(key, { provider: "nobody", model });
  const row = page.locator("tr[data-event]", { hasText: model });
  await row.getByText("unpriced").waitFor();
  await page.locator(".total", { hasText: "≥" }).waitFor();
});

test("what is refused is seen, opened and explained", async () => {
  await harness.open("/transactions/refused");
  await page.getByRole("heading", { name: "Nothing was refused" }).waitFor();
  const agent = unique("agent");
  const { status, body } = await meter(key, { agent, inputTokenCount: -4 });
  assert.equal(status, 422, JSON.stringify(body));
  // The page is live: what is refused appears while someone looks.
  const row = page.locator("tr[data-refused]", { hasText: "inputTokenCount" });
  await row.getByRole("link", { name: KEY_NAME }).waitFor();
  await row.getByText("invalid_field").waitFor();
  await row.getByText("must be").click();
  const panel = page.getByRole("complementary", { name: "Refused record" });
  await panel.getByText("Item 0 of the request").waitFor();
  await panel.getByText("Correct inputTokenCount").waitFor();
  await panel.locator("mark", { hasText: '"inputTokenCount": -4' }).waitFor();
  assert.ok(new URL(page.url()).searchParams.has("record"));
  await panel.getByRole("button", { name: "Copy" }).click();
  await panel.getByRole("button", { name: "Copied" }).waitFor();
  const copied = JSON.parse(await harness.clipboard());
  assert.equal(copied.agent, agent);
  assert.equal(copied.inputTokenCount, -4);
  await pictures("refused-detail");
  // A link shows a colleague the same thing.
  await page.reload();
  await panel.getByText("Item 0 of the request").waitFor();
  await page.locator("body").press("Escape");
  await panel.waitFor({ state: "detached" });
  await page.locator("body").press("j");
  await page.locator("body").press("Enter");
  await panel.waitFor();
});

test("a key leads to what was refused of it", async () => {
  await harness.open("/connections");
  await keyRow().getByRole("link", { name: /^\d+ refused$/ }).click();
  await page.waitForURL((url) => url.pathname === "/transactions/refused" && url.searchParams.has("key"));
  await page.locator("tr[data-refused]", { hasText: KEY_NAME }).first().waitFor();
  const filter = page.getByRole("combobox", { name: "Key" });
  assert.match(await filter.evaluate((select) => select.selectedOptions[0].textContent), new RegExp(`^${KEY_NAME}`));
  await filter.selectOption("");
  await page.waitForURL((url) => !url.searchParams.has("key"));
  await page.locator("tr[data-refused]").first().waitFor();
});

test("prompts and answers are kept only when somebody says so", async () => {
  await harness.open("/settings");
  const keep = page.getByRole("switch", { name: /^Keep prompts and answers/ });
  await keep.waitFor();
  assert.equal(await keep.isChecked(), false);
  await keep.click();
  await page.getByText("kept from now on", { exact: false }).waitFor();
  await page.reload();
  await keep.waitFor();
  assert.equal(await keep.isChecked(), true);
  await keep.click();
  await page.getByText("None is kept from now on", { exact: false }).waitFor();
});

test("a key is copied from its row and its use is counted", async () => {
  await harness.open("/connections");
  await keyRow().getByRole("button", { name: `Copy key ${KEY_NAME}` }).click();
  await keyRow().locator("[data-state=copied]").waitFor();
  assert.equal(await harness.clipboard(), key);
  const events = await keyRow().locator(".key-events").textContent();
  assert.match(events ?? "", /[1-9]/);
});

test("a test event passes every step", async () => {
  await page.getByRole("button", { name: "Send test event" }).click();
  await page.getByRole("link", { name: "Open it" }).waitFor();
  assert.equal(await page.locator(".steps [data-done=true]").count(), 4);
  await harness.picture("test-event");
});

test("a regenerated key stops at once", async () => {
  await harness.open("/connections");
  await keyRow().getByRole("button", { name: "Regenerate" }).click();
  const question = page.getByRole("group", { name: /^Regenerate the key/ });
  await question.waitFor();
  await harness.picture("key-regenerate");
  const confirm = question.getByLabel(/Type .* to confirm/);
  if (await confirm.isVisible()) await confirm.fill(KEY_NAME);
  await question.getByRole("button", { name: "Regenerate" }).click();
  const fresh = (await page.getByTestId("new-key").textContent()) ?? "";
  const refused = await meter(key, { agent: "too-late" });
  assert.equal(refused.status, 401);
  assert.notEqual(fresh, key);
  const accepted = await meter(fresh, { agent: unique("agent") });
  assert.equal(accepted.status, 200);
  key = fresh;
  await page.getByRole("button", { name: "I have stored it" }).click();
});

test("the connect form is drawn from the connector's manifest", async () => {
  const connectors = await page.evaluate(() => fetch("/api/v1/connectors").then((answer) => answer.json()));
  assert.ok(connectors.items.length > 0, "no connector is installed");
  const connector = connectors.items[0];
  await page.getByRole("button", { name: /^Connect a provider/ }).click();
  await page.getByRole("button", { name: connector.title, exact: true }).click();
  const drawer = page.getByRole("dialog");
  for (const field of [...connector.settings, ...connector.credentials]) {
    await drawer.getByText(field.label, { exact: true }).first().waitFor();
  }
  const mustType = connector.credentials.some((field) => field.required);
  await drawer.getByRole("button", { name: "Save and sync" }).click();
  if (mustType) await drawer.getByText("Needed").first().waitFor();
  await harness.picture("connect-drawer");
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
});

test("a provider is connected, read further back, and stands beside what was metered", async () => {
  await harness.open("/connections");
  await page.getByRole("button", { name: /^Connect a provider/ }).click();
  await page.getByRole("button", { name: "OpenAI", exact: true }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel("Admin API key").fill(PROVIDER.key);
  await drawer.getByRole("textbox", { name: /^Base URL/ }).fill(PROVIDER.address);
  await drawer.getByRole("checkbox", { name: /^Allow private addresses/ }).check();
  await drawer.getByRole("button", { name: "Check", exact: true }).click();
  await drawer.getByText("fake-organization").first().waitFor();
  await pictures("connect-drawer-checked");
  await drawer.getByRole("button", { name: "Save and sync" }).click();
  await drawer.waitFor({ state: "detached" });
  const card = page.getByRole("article", { name: "OpenAI" });
  await card.getByText("Connected", { exact: true }).waitFor();
  await card.getByText(/^Synced /).waitFor();
  assert.ok(!(await page.content()).includes(PROVIDER.key));

  await card.getByRole("button", { name: "More for OpenAI" }).click();
  await page.getByRole("button", { name: "Read further back" }).click();
  const back = card.getByRole("form", { name: "Read OpenAI further back" });
  await back.getByText(/^Read since /).waitFor();
  await harness.picture("back-fill");
  await back.getByRole("button", { name: "Read", exact: true }).click();
  await back.waitFor({ state: "detached" });
  await card.getByText(/^Synced /).waitFor();
  await pictures("connected");

  await harness.open("/reconciliation");
  await page.getByText("Bill against meter, by day").first().waitFor();
  await pictures("reconciliation-month");
  await page.getByRole("button", { name: "Projects", exact: true }).click();
  const project = page.getByRole("textbox", { name: /^Project of/ }).first();
  await project.fill("shop");
  await project.press("Enter");
  await page.getByRole("button", { name: "Take back" }).waitFor();
  await pictures("projects");
  await page.getByRole("button", { name: "Take back" }).click();
  await page.getByRole("button", { name: "Take back" }).waitFor({ state: "detached" });
});

test("channels of every kind are made, signed anew and looked into", async () => {
  await harness.open("/alerts?tab=channels");
  await page.getByRole("button", { name: "Create channel" }).click();
  const drawer = page.getByRole("dialog", { name: "Create a channel" });
  for (const kind of ["Slack", "E-mail"]) {
    await drawer.getByRole("button", { name: kind, exact: true }).click();
    await drawer.getByRole("button", { name: "Create channel" }).click();
    await drawer.getByText("Needed").first().waitFor();
    await pictures(`channel-new-${kind.toLowerCase()}`);
  }
  await harness.allowing(/status of 422/, async () => {
    await drawer.getByLabel("Name", { exact: true }).fill(unique("mail"));
    await drawer.getByLabel("SMTP server", { exact: true }).fill("127.0.0.1");
    await drawer.getByLabel("From", { exact: true }).fill("outlay@example.com");
    await drawer.getByLabel("To", { exact: true }).fill("ada@example.com, bob@example.com");
    await drawer.getByRole("button", { name: "Create channel" }).click();
    await drawer.getByText(/private addresses are allowed/).waitFor();
  });
  const mail = await drawer.getByLabel("Name", { exact: true }).inputValue();
  await drawer.getByLabel("Allow private addresses").check();
  await drawer.getByRole("button", { name: "Create channel" }).click();
  await page.getByRole("listitem").filter({ hasText: mail }).getByText("through 127.0.0.1:587").waitFor();

  await page.getByRole("button", { name: "Create channel" }).click();
  const hook = unique("hook");
  await drawer.getByLabel("Name", { exact: true }).fill(hook);
  await drawer.getByLabel("Address", { exact: true }).fill("http://127.0.0.1:9/hook");
  await drawer.getByLabel("Allow private addresses").check();
  await drawer.getByRole("button", { name: "Create channel" }).click();
  const row = page.getByRole("listitem").filter({ hasText: hook });
  await row.getByRole("button", { name: `More about ${hook}` }).click();
  await row.getByRole("button", { name: "Sign deliveries" }).click();
  await row.getByRole("button", { name: "Sign", exact: true }).click();
  await row.getByText(/^whsec_/).waitFor();
  await pictures("channel-rotated");
  await row.getByRole("button", { name: "I have stored it" }).click();
  await row.getByText("signed", { exact: false }).first().waitFor();
  await row.getByRole("button", { name: "Deliveries" }).click();
  await page.getByRole("dialog", { name: `Deliveries of ${hook}` }).getByText("Nothing was sent yet").waitFor();
  await page.keyboard.press("Escape");

  await row.getByRole("button", { name: `More about ${hook}` }).click();
  await row.getByRole("button", { name: "Edit" }).click();
  const edit = page.getByRole("dialog", { name: `Edit ${hook}` });
  assert.equal(await edit.getByLabel("Address", { exact: true }).inputValue(), "http://127.0.0.1:9/hook");
  await edit.getByText("empty: unchanged").waitFor();
  await pictures("channel-edit");
  await edit.getByLabel("Address", { exact: true }).fill("http://127.0.0.1:9/elsewhere");
  await edit.getByRole("button", { name: "Save channel" }).click();
  await row.getByText("http://127.0.0.1:9/elsewhere").waitFor();
  await row.getByText("signed", { exact: false }).first().waitFor();
});

test("a rule raises an alert that a person resolves", async () => {
  await harness.open("/rules?id=new");
  await page.getByRole("heading", { name: "New rule" }).waitFor();
  const name = unique("rule");
  await page.getByLabel("Name", { exact: true }).fill(name);
  const { items } = await page.evaluate(() => fetch("/api/v1/components").then((answer) => answer.json()));
  const threshold = items.find((one) => one.builtin);
  const raw = threshold.manifest.settingsSchema;
  const schema = typeof raw === "string" ? JSON.parse(raw) : raw;
  for (const [id, property] of Object.entries(schema.properties)) {
    if (!schema.required?.includes(id) || property.default !== undefined) continue;
    const label = property.title ?? id.charAt(0).toUpperCase() + id.slice(1);
    const field = page.getByLabel(label, { exact: true });
    if (property.enum) await field.selectOption({ index: 1 });
    else await field.fill("0.000001");
  }
  await page.getByRole("button", { name: "Create rule" }).click();
  await page.getByRole("heading", { name }).waitFor();
  await page.locator(".detail-head", { hasText: "Live" }).waitFor();
  await harness.picture("rule");
  await meter(key, { agent: unique("dear-agent"), inputTokenCount: 900_000, outputTokenCount: 90_000 });
  await harness.open("/alerts");
  await page.getByRole("link", { name }).waitFor();
  await page.getByRole("link", { name: /^Open the (first )?event$/ }).waitFor();
  await pictures("alert-open");
  await page.locator("body").press("a");
  await page.getByText(/^Acknowledged by /).waitFor();
  await page.locator("body").press("s");
  const snooze = page.getByRole("group", { name: "Snooze this alert" });
  await snooze.getByLabel(/^Why/).fill("after lunch");
  await pictures("alert-snoozing");
  await snooze.getByRole("button", { name: "1 hour" }).click();
  await page.getByText(/^Snoozed by /).waitFor();
  await page.getByText("after lunch").waitFor();
  await page.locator("body").press("m");
  const mute = page.getByRole("group", { name: /^Mute / });
  await mute.getByRole("button", { name: "For good" }).click();
  await page.getByText(/^Muted by /).waitFor();
  await page.getByRole("button", { name: "Muted", exact: true }).click();
  await page.locator(".mutes").getByRole("button", { name: "Unmute" }).waitFor();
  await pictures("alert-muted");
  await page.locator(".mutes").getByRole("button", { name: "Unmute" }).click();
  await page.getByText("Nothing is muted.").waitFor();
  await page.getByRole("button", { name: "Snoozed", exact: true }).click();
  await page.getByRole("link", { name }).waitFor();
  await page.locator("body").press("e");
  await page.getByText("Resolved.").or(page.getByText("Nothing open").first()).first().waitFor();
});

test("filters of a rule are rows of a form", async () => {
  await harness.open("/rules?id=new");
  const made = page.getByLabel("Made of");
  await made.selectOption({ value: "metric" });
  await page.getByText("All settings").click();
  const filters = page.getByRole("group", { name: "Only rows where", exact: true });
  await filters.getByRole("button", { name: "Add to Only rows where" }).click();
  const first = filters.getByRole("group", { name: "Only rows where, 1" });
  assert.equal(await first.getByLabel("Dimension").evaluate((field) => field === document.activeElement), true);
  await first.getByLabel("Dimension").selectOption("AGENT");
  await first.getByLabel("Operator").selectOption("IS");
  await first.getByLabel("Value", { exact: true }).fill("planner");
  await first.getByLabel("Operator").selectOption("IN");
  await first.getByLabel("Values", { exact: true }).fill("planner, writer");
  assert.equal(await first.getByLabel("Value", { exact: true }).count(), 0);
  await filters.getByRole("button", { name: "Add to Only rows where" }).click();
  await filters.getByRole("button", { name: "Remove 2 of Only rows where" }).click();
  await pictures("rule-filters");
  await page.getByLabel("Name", { exact: true }).fill(unique("filtered"));
  await page.locator(".sentence").getByLabel("Limit", { exact: true }).fill("1000");
  const posted = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/api/v1/rules"));
  await page.getByRole("button", { name: "Create rule" }).click();
  const { settings } = (await posted).postDataJSON();
  assert.deepEqual(settings.filters, [{ dimension: "AGENT", operator: "IN", values: ["planner", "writer"] }]);
  await page.locator(".detail-head", { hasText: "Live" }).waitFor();
});

test("several alerts are decided about at once", async () => {
  const rule = {
    name: unique("dear"),
    builtin: "threshold",
    settings: { metric: "cost_per_transaction", limit: "0.000001", group_by: "agent" },
  };
  const made = await page.evaluate(
    (body) =>
      fetch("/api/v1/rules", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
        .then((answer) => answer.status),
    rule,
  );
  assert.equal(made, 201);
  await harness.open("/rules");
  await page.getByRole("button", { name: new RegExp(`${rule.name}.* live`) }).click();
  await page.locator(".detail-head", { hasText: "Live" }).waitFor();
  for (const agent of ["reader", "writer"]) await meter(key, { agent: unique(agent) });
  await harness.open("/alerts");
  await page.getByRole("checkbox", { name: /^Select ./ }).nth(2).waitFor();
  const bar = page.getByRole("group", { name: "Several alerts" });
  await page.locator("body").press("x");
  await bar.getByText("1 selected").waitFor();
  await bar.getByRole("checkbox").check();
  await pictures("alerts-selected");
  await bar.getByRole("button", { name: "Acknowledge" }).click();
  await page.getByText("Nothing open", { exact: false }).first().waitFor();
  await page.getByRole("button", { name: "Acknowledged", exact: true }).click();
  await bar.getByLabel("Select all").check();
  await bar.getByRole("button", { name: "Snooze" }).click();
  await page.getByRole("group", { name: /^Snooze / }).getByRole("button", { name: "1 hour" }).click();
  await page.getByRole("button", { name: "Snoozed", exact: true }).click();
  await bar.getByLabel("Select all").check();
  await bar.getByRole("button", { name: "Resolve" }).click();
  await page.getByText("No open alert is snoozed.").first().waitFor();
});

test("a model without a price gets one, and so does its past", async () => {
  const model = unique("our-model");
  await meter(key, { model });
  await harness.open("/prices?tab=todo");
  const row = page.getByRole("row", { name: model });
  await row.waitFor();
  await pictures("prices-unpriced");
  await row.getByRole("button", { name: "Set a price" }).click();
  const drawer = page.getByRole("dialog", { name: "Set a price" });
  assert.equal(await drawer.getByLabel("Model", { exact: true }).inputValue(), model);
  await drawer.getByRole("button", { name: "Set price" }).click();
  await drawer.getByText("One meter needs a price").waitFor();
  await drawer.getByLabel("Price of input_tokens").fill("10");
  await drawer.getByLabel("Price of output_tokens").fill("100");
  await pictures("prices-new");
  await drawer.getByRole("button", { name: "Set price" }).click();
  await page.getByRole("link", { name: /^Preview re-pricing from / }).click();
  await page.getByRole("button", { name: "Preview" }).click();
  // 1,200 x 10 + 340 x 100, of a million.
  await page.getByRole("row", { name: model }).getByText("$0.05", { exact: true }).first().waitFor();
  await pictures("prices-preview");
  await page.getByLabel("Why").fill("The first price of our model");
  await page.getByRole("button", { name: "Re-price these events" }).click();
  const done = page.getByRole("listitem").filter({ hasText: "The first price of our model" });
  await done.getByText("done").waitFor();
  await harness.open(`/transactions?range=all&model=${model}`);
  await page.locator("tr[data-event]", { hasText: "$0.0460" }).click();
  await page.getByText("Computed, effective").waitFor();
  await harness.picture("event-own-price");
  await harness.open("/prices?tab=past");
  await done.getByRole("button", { name: "Take back" }).click();
  await page.getByRole("group", { name: "Take this re-pricing back?" }).getByRole("button", { name: "Take back" }).click();
  await done.getByText("undone").waitFor();
  await harness.open(`/transactions?range=all&model=${model}`);
  await page.locator("tr[data-event]").getByText("unpriced").waitFor();
});

test("what another model would have cost is computed", async () => {
  await harness.open("/prices?tab=what-if");
  await page.getByLabel("From", { exact: true }).fill("");
  await page.getByLabel("Until", { exact: true }).fill("");
  await page.getByLabel("Model", { exact: true }).last().fill("gpt-4o");
  await page.getByRole("button", { name: "Compute" }).click();
  await page.getByRole("columnheader", { name: "Difference" }).waitFor();
  await pictures("prices-what-if");
});

test("SQL runs, says its types, and points at errors", async () => {
  await harness.open(`/sql?sql=${encodeURIComponent("SELECT count(*) AS calls, NULL::VARCHAR AS nothing FROM events")}`);
  await page.getByRole("button", { name: /^Run/ }).click();
  const result = page.getByRole("region", { name: "Result" });
  await result.getByText("bigint").first().waitFor();
  await result.getByText("NULL", { exact: true }).first().waitFor();
  await page.getByText(/^1 row in /).waitFor();
  await harness.picture("sql");
  await harness.allowing(/status of 4\d\d/, async () => {
    await page.getByRole("textbox", { name: "Query" }).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("SELECT nonsense FROM events");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("alert").waitFor();
  });
  await harness.picture("sql-error");
});

test("SQL results leave as CSV", async () => {
  await page.getByRole("textbox", { name: "Query" }).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("SELECT 1 AS one");
  await page.keyboard.press("Control+Enter");
  await page.getByText(/^1 row in /).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "CSV" }).click(),
  ]);
  assert.match(download.suggestedFilename(), /\.csv$/);
});

test("letters go from page to page", async () => {
  await harness.open("/transactions");
  await heading("Transactions").waitFor();
  await page.locator("body").press("g");
  await page.locator("body").press("c");
  await heading("Connections").waitFor();
  await page.locator("body").press("g");
  await page.locator("body").press("t");
  await heading("Transactions").waitFor();
  await page.locator("body").press("/");
  await page.getByRole("combobox", { name: /^Filter/ }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "combobox");
  await page.keyboard.press("Escape");
  await page.locator("body").press("g");
  await page.locator("body").press(",");
  await heading("Settings").waitFor();
  for (const [letter, title] of [["o", "Overview"], ["e", "Traces"], ["r", "Rules"]]) {
    await page.locator("body").press("g");
    await page.locator("body").press(letter);
    await heading(title).waitFor();
  }
  await page.locator("body").press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  await page.keyboard.press("Escape");
});

test("the palette goes anywhere by name, and knows what was chosen before", async () => {
  await harness.open("/settings");
  await heading("Settings").waitFor();
  const palette = page.getByRole("dialog", { name: "Search or jump to" });
  const options = palette.getByRole("option");
  await page.keyboard.press("Control+k");
  await palette.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "combobox");
  await page.keyboard.type("drift");
  await options.filter({ hasText: "Reconciliation" }).waitFor();
  await pictures("palette-found");
  assert.deepEqual(await harness.barriers(), []);
  await page.keyboard.press("Enter");
  await heading("Reconciliation").waitFor();
  await page.getByRole("button", { name: /^Search or jump to/ }).first().click();
  await palette.waitFor();
  assert.match((await options.first().textContent()) ?? "", /^Reconciliation/);
  await page.keyboard.type("switch to dark");
  await page.keyboard.press("Enter");
  await palette.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.keyboard.press("Control+k");
  await palette.waitFor();
  await page.keyboard.type("follow");
  await page.keyboard.press("Enter");
  await palette.waitFor({ state: "detached" });

  const { body } = await meter(key, { agent: unique("agent") });
  const id = body.results[0].eventId;
  await page.keyboard.press("Control+k");
  await palette.waitFor();
  await page.keyboard.type(id);
  await options.filter({ hasText: "event" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("complementary", { name: "Event" }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("event"), id);

  await page.keyboard.press("Control+k");
  await palette.waitFor();
  await page.keyboard.type("connect a prov");
  await page.keyboard.press("Enter");
  await page.keyboard.type("openai");
  await options.filter({ hasText: /^Connect OpenAI$/ }).click();
  await page.getByRole("dialog", { name: "Connect OpenAI" }).waitFor();
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => url.pathname === "/connections" && url.search === "");
});

test("a view is saved under a name and found again", async () => {
  await harness.open("/transactions?agent=view-agent");
  await page.getByRole("button", { name: "Save view" }).click();
  await page.getByLabel("Name", { exact: true }).fill("What view-agent does");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "What view-agent does" }).waitFor();
  await harness.open("/settings");
  await heading("Settings").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or jump to" }).waitFor();
  await page.keyboard.type("what view");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("agent") === "view-agent");
  await page.getByRole("button", { name: "What view-agent does" }).click();
  await page.getByRole("button", { name: "Forget it" }).click();
  await page.getByRole("button", { name: "Save view" }).waitFor();
});

test("the first view loads at most 300 KB of script", async () => {
  const scripts = new Map();
  const keep = (response) => {
    if (response.request().resourceType() === "script") scripts.set(response.url(), response.body());
  };
  page.on("response", keep);
  await harness.open("/");
  await heading("Overview").waitFor();
  await page.locator(".chart canvas").first().waitFor();
  page.off("response", keep);
  // The palette is fetched after the first view, so that it is at hand.
  const needed = [...scripts].filter(([url]) => !/\/Palette-/.test(url));
  const sizes = await Promise.all(needed.map(async ([, body]) => gzipSync(await body).length));
  const kilobytes = sizes.reduce((sum, size) => sum + size, 0) / 1024;
  assert.ok(sizes.length > 3 && kilobytes <= 300, `${kilobytes.toFixed(1)} KB in ${sizes.length} files`);
});

test("the first stop of the keyboard leads past the menu", async () => {
  await harness.open("/connections");
  await heading("Connections").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "MAIN");
  assert.equal(await page.title(), "Connections · Outlay");
});

for (const [width, height] of SIZES) {
  for (const theme of THEMES) {
    test(`every page stands at ${width} pixels, ${theme}`, async () => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: theme });
      for (const [address, title] of [
        ["/", "Overview"],
        ["/transactions?range=all", "Transactions"],
        ["/transactions/refused", "Transactions"],
        ["/traces", "Traces"],
        ["/connections", "Connections"],
        ["/alerts?show=all", "Alerts"],
        ["/rules", "Rules"],
        ["/rules?id=new", "Rules"],
        ["/alerts?tab=channels", "Alerts"],
        ["/prices?tab=own", "Prices"],
        ["/prices?tab=book", "Prices"],
        ["/prices?tab=past", "Prices"],
        ["/reconciliation", "Reconciliation"],
        ["/reconciliation?show=projects", "Reconciliation"],
        ["/sql", "SQL"],
        ["/settings", "Settings"],
        ["/design", "Design"],
      ]) {
        await harness.open(address);
        await heading(title).waitFor();
        await page.waitForLoadState("load");
        await page.evaluate(() => document.fonts.ready);
        await page.locator(".skeleton:not(.theme-panel *)").first().waitFor({ state: "detached" });
        assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), theme);
        await harness.noSideways();
        const name = address === "/" ? "overview" : address.replace(/^\//, "").replace(/[^a-z]+/g, "-");
        await harness.picture(`${name}-${width}-${theme}`);
        assert.deepEqual(await harness.barriers(), [], address);
      }
    });
  }
}

test("the menu of a narrow page is a sheet", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await harness.open("/transactions");
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  const sheet = page.getByRole("dialog", { name: "Menu" });
  await sheet.waitFor();
  await harness.picture("menu-390");
  await sheet.getByRole("link", { name: "Connections" }).click();
  await heading("Connections").waitFor();
  await sheet.waitFor({ state: "detached" });
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("who signs out must sign in again", async () => {
  await harness.open("/sql");
  await page.getByRole("button", { name: new RegExp(`^${OWNER.name}`) }).click();
  // What the page was asking just then is refused, and so is a wrong password.
  await harness.allowing(/status of 401/, async () => {
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await signInButton().waitFor();
    await harness.open("/connections");
    await signInButton().waitFor();
    await page.getByLabel("Name").fill(OWNER.name);
    await page.getByLabel("Password").fill("not the password");
    await signInButton().click();
    await page.getByText("Name or password is wrong").waitFor();
  });
  await harness.picture("sign-in");
  assert.deepEqual(await harness.barriers(), []);
  await page.getByLabel("Password").fill(OWNER.password);
  await signInButton().click();
  await heading("Connections").waitFor();
});

test("nothing was complained about in the browser", () => {
  assert.deepEqual(harness.complaints, []);
});
