// What Prices answers. A model gets a price in the end, so this comes after what counts unpriced events.
import { suite, test } from "node:test";
import { open, page, region, rowOf, says } from "./house.mjs";
import { AS_IMAGEN, AS_SONNET, COMMITMENT, OWN_PRICES, UNPRICED } from "./known.mjs";

const prices = (tab) => open(`/prices?tab=${tab}`, "Prices");
const unpriced = () => rowOf(page.getByRole("table"), UNPRICED.model);
const own = (name) => page.getByRole("listitem").filter({ hasText: name });
const drawer = () => page.getByRole("dialog", { name: "Set a price" });
/** What reads the past may wait for what others read of it. */
const PATIENCE = { timeout: 60_000 };
const compared = () => region("Compared");

suite("Prices", () => {
  test("Which events have no price, since when, and why?", async () => {
    await prices("todo");
    await says(unpriced(), UNPRICED.events, UNPRICED.since, "The price book does not know this model.", "Images");
  });

  test("Which known model are they likely priced as, and what does a price for them begin with?", async () => {
    await says(unpriced().getByRole("listitem").first(), AS_IMAGEN.model, `$${AS_IMAGEN.price}`);
    await unpriced().getByRole("button", { name: `Use this price: ${AS_IMAGEN.model}` }).click();
    await says(rowOf(drawer(), "images"), "one");
    const price = drawer().getByLabel("Price of images");
    await price.and(page.locator(`[value="${AS_IMAGEN.price}"]`)).waitFor();
    await page.keyboard.press("Escape");
    await drawer().waitFor({ state: "detached" });
  });

  test("Which prices of our own count before the list, where do they override it, and what did every version of one say, by whom and why?", async () => {
    await prices("own");
    for (const [name, terms] of Object.entries(OWN_PRICES)) await says(own(name), terms, "v1 by admin");
    await says(own("gpt-5, committed"), "overrides the list", "from 12 Nov");
    await own("gpt-5, committed").getByRole("button", { name: "History" }).click();
    await says(own("gpt-5, committed"), COMMITMENT);
  });

  test("What does the list say a model costs, with tiers and variants?", async () => {
    await prices("book");
    await page.getByRole("searchbox", { name: "Look for a model" }).fill("claude-opus-4-5");
    const listed = rowOf(page.getByRole("table"), "claude-opus-4-5 anthropic");
    await says(listed, "Input $5.00 per million", "Cache write, 1 h $10.00 per million", "Output $25.00 per million", "other prices for");
  });

  test("What would the same calls have cost at another model, tier or discount?", async () => {
    await prices("what-if");
    await page.getByLabel("From", { exact: true }).fill("2026-11-19");
    await page.getByLabel("Until", { exact: true }).fill("2026-11-20");
    const model = page.getByLabel("Model", { exact: true });
    await model.first().fill("claude-opus-4-5");
    await model.last().fill("claude-sonnet-4-5");
    await page.getByRole("button", { name: "Compute" }).click();
    await compared().waitFor(PATIENCE);
    await says(rowOf(compared(), "Sum of all"), AS_SONNET.events, AS_SONNET.was, AS_SONNET.would, AS_SONNET.difference);
  });

  test("What would the past cost at the prices in force?", async () => {
    await prices("todo");
    await unpriced().getByRole("button", { name: `Use this price: ${AS_IMAGEN.model}` }).click();
    await drawer().getByRole("button", { name: "Set price" }).click();
    await page.getByRole("link", { name: /^Preview re-pricing from 18 Nov/ }).click();
    await page.getByRole("button", { name: "Preview" }).click();
    await compared().waitFor(PATIENCE);
    await says(rowOf(compared(), UNPRICED.model), UNPRICED.events, `${UNPRICED.events} unpriced`, AS_IMAGEN.all);
  });

  test("How do I price it anew, and take that back?", async () => {
    await page.getByLabel("Why").fill("Pictures cost what Imagen's do");
    await page.getByRole("button", { name: "Re-price these events" }).click();
    const done = page.getByRole("listitem").filter({ hasText: "Pictures cost what Imagen's do" }).first();
    await done.getByText("done", { exact: true }).waitFor(PATIENCE);
    await done.getByRole("button", { name: "Take back" }).click();
    await page.getByRole("group", { name: "Take this re-pricing back?" }).getByRole("button", { name: "Take back" }).click();
    await done.getByText("undone", { exact: true }).waitFor(PATIENCE);
    await prices("todo");
    await says(unpriced(), UNPRICED.events);
  });
});
