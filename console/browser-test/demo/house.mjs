// What the questions share: one browser in which somebody is signed in, and how to find and read what a page shows.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { ADDRESS, Harness, meter, required, unique } from "../harness.mjs";

const WHO = { name: required("OUTLAY_NAME"), password: required("OUTLAY_PASSWORD") };

/** @type {Harness} */
export let harness;
/** @type {import("playwright-core").Page} */
export let page;

before(async () => {
  harness = await Harness.start();
  page = harness.page;
  const answer = await page.request.post(`${ADDRESS}/api/v1/session`, { data: WHO, headers: { origin: ADDRESS } });
  assert.equal(answer.status(), 200, await answer.text());
});
after(() => harness?.stop());

/** Opens an address, and waits for the page of that title. */
export async function open(address, title) {
  await harness.open(address);
  await page.getByRole("heading", { name: title, exact: true, level: 1 }).waitFor();
}

export const region = (name) => page.getByRole("region", { name, exact: true });

/** A number with its label and its meaning. */
export const figure = (label) => page.locator("dl > div").filter({ has: page.locator("dt", { hasText: label }) });

/** The row that begins with a text, of a table or a grid. */
export const rowOf = (within, begin) => within.getByRole("row", { name: new RegExp(`^${escaped(begin)}( |$)`) }).first();

/** Waits until all of these texts are shown in there. */
export async function says(place, ...texts) {
  for (const text of texts) await place.filter({ hasText: text }).first().waitFor();
}

/** What the address asks for. */
export const searchOf = (address) => Object.fromEntries(new URL(address, ADDRESS).searchParams);

/** Where a link leads. */
export const searchOfLink = async (link) => searchOf((await link.getAttribute("href")) ?? "");

/** Asks the API for what the story does not tell, in the name of who is signed in. */
export async function ask(method, path, data) {
  const answer = await page.request.fetch(ADDRESS + path, { method, data, headers: { origin: ADDRESS } });
  assert.ok(answer.ok(), `${path} answered ${answer.status()}: ${await answer.text()}`);
  return answer.json();
}

let sender = "";

/**
 * Sends what the story does not have, of its first days, which nothing here counts. It costs less than a cent, and no
 * figure that is looked at here changes.
 */
export async function send(event) {
  sender ||= (await ask("POST", "/api/v1/keys", { name: unique("browser-test"), scope: "metering" })).key;
  const { status, body } = await meter(sender, { model: "gpt-5-nano", ...event });
  assert.equal(status, 200, JSON.stringify(body));
  return body.results[0].eventId;
}

/** The first number of a text, for what moves with the clock and is only known to be between two others. */
export const numberIn = (text) => Number(/[\d,]+(\.\d+)?/.exec(text)?.[0].replaceAll(",", ""));

export function between(value, least, most) {
  assert.ok(value >= least && value <= most, `${value} is not between ${least} and ${most}`);
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
