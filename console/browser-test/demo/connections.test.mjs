// What Connections answers.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { ADDRESS } from "../harness.mjs";
import { open, page, rowOf, says, searchOf } from "./house.mjs";
import { BEDROCK, BILLED, BROKEN, KEYS } from "./known.mjs";

const connections = () => open("/connections", "Connections");
const card = (name) => page.getByRole("article", { name, exact: true });
const panel = (name) => page.getByRole("dialog", { name, exact: true });
const keyRow = (name) => page.locator(`tr[data-key="${name}"]`);

suite("Connections", () => {
  test("Does the data still come?", async () => {
    await connections();
    await page.getByText("3 connected, 1 pending, 1 disconnected").waitFor();
    for (const name of ["Anthropic", "OpenAI", "LiteLLM"]) await says(card(name), "Connected", "23 of 23 days read", "Synced 14:21");
    await says(card("Azure OpenAI"), "Pending", "after first sync", "next 15:00", "Azure asks to wait");
  });

  test("Which connection is in trouble, since when, why, what does that mean for the numbers, and what do I do?", async () => {
    const vertex = card("Google Vertex AI");
    await says(vertex, "Disconnected", BROKEN.why, `${BROKEN.since} no usage or bill is read`, "have no bill", "20 of 23 days read, 3 missing");
    for (const name of ["Check again", "Replace credentials"]) await vertex.getByRole("button", { name }).waitFor();
    // Trouble comes first.
    await page.getByRole("article").first().getByRole("heading", { name: "Google Vertex AI" }).waitFor();
  });

  test("What did each provider bill this month, what was metered in the same days, and do the two agree?", async () => {
    for (const [name, { billed, metered, says: verdict }] of Object.entries(BILLED)) await says(card(name), billed, metered, verdict);
    await card("Anthropic").getByRole("button", { name: BILLED.Anthropic.billed }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
  });

  test("Which providers do my events name that nobody connected, and how much money is that?", async () => {
    await says(card("AWS Bedrock"), "Not connected", BEDROCK, "the provider charges for reading");
    await card("AWS Bedrock").getByRole("button", { name: "Connect AWS Bedrock" }).waitFor();
  });

  test("Provider or SDK: what can each tell, and what can it not?", async () => {
    await page.getByRole("link", { name: "Provider or SDK?" }).click();
    const approach = panel("Choosing your approach");
    const answers = async (question) => (await rowOf(approach, question).getByRole("cell").allTextContents()).map((text) => text.trim());
    assert.deepEqual(await answers("What the provider bills, line by line"), ["yes", "no"]);
    assert.deepEqual(await answers("Which customer, product or agent caused it"), ["no", "yes"]);
    await page.keyboard.press("Escape");
    await approach.waitFor({ state: "detached" });
  });

  test("Of one connection: what was read of each stream, what does a back-fill still read, what did every sync bring, what can the provider not tell?", async () => {
    await card("Anthropic").getByRole("button", { name: "Anthropic", exact: true }).click();
    const detail = panel("Anthropic");
    await says(detail, "harbourline-prod", "28 Mar – 23 Nov", "480 records of 38 days, 10 requests");
    await detail.getByRole("img", { name: "Costs: 60 of 60 days read" }).waitFor();
    await says(detail, "What Anthropic cannot tell", "Costs are not given per key or per user");
    assert.ok(searchOf(page.url())["detail"], "a link shows the same");
    await page.keyboard.press("Escape");
    await card("Anthropic").getByRole("button", { name: "More for Anthropic" }).click();
    await page.getByRole("button", { name: "Read further back" }).click();
    await says(page.getByRole("form", { name: "Read Anthropic further back" }), "Read since");
  });

  test("Which keys are there, when was each used, and what did it send?", async () => {
    for (const [name, parts] of Object.entries(KEYS)) await says(keyRow(name), ...parts);
  });

  test("What do I paste into my code, my collector or my coding assistant?", async () => {
    const code = page.getByRole("tabpanel", { name: "Code that sends an event" });
    const pastes = { curl: "/v1/events", OpenTelemetry: "otlp", "Claude Code": "CLAUDE_CODE_ENABLE_TELEMETRY" };
    for (const [tab, part] of Object.entries(pastes)) {
      await page.getByRole("tab", { name: tab, exact: true }).click();
      await says(code, part, ADDRESS);
    }
  });

  test("I sent something and nothing shows: is it the server, the key, a refusal, the warehouse, a clock, or did nothing come?", async () => {
    await page.getByRole("combobox", { name: "Sent with" }).selectOption({ label: "claims-workers" });
    const looked = page.locator("#troubleshooting");
    await says(looked, "nothing is wrong here", "Events are taken", "claims-workers was last used", "Nothing that claims-workers sent was refused");
    await says(looked, `${KEYS["claims-workers"][2]} events came with claims-workers`, "The newest stands at 14:31", "All that was accepted can be read", "clocks of");
    await looked.getByRole("link", { name: "See events" }).waitFor();
  });
});
