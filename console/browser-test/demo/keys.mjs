// Going through a page with keys alone.
import { page } from "./house.mjs";

/** No page has as many stops before what one looks for. */
const MOST_STOPS = 120;

/** Presses Tab until the focus is here, and is seen to be. */
export async function tabTo(wanted) {
  const reached = wanted.and(page.locator(":focus-visible"));
  await wanted.first().waitFor();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await reached.count()) return;
    await page.keyboard.press("Tab");
  }
  const at = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
  throw new Error(`Tab does not reach ${wanted}; it is at ${at}`);
}

/** Goes there, and presses it. */
export async function pressOn(wanted, key = "Enter") {
  await tabTo(wanted);
  await page.keyboard.press(key);
}

/** Goes to a field, and types over what stands in it. */
export async function typeInto(wanted, text) {
  await tabTo(wanted);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

/** To a page, by `g` and its letter. */
export async function go(letter, title) {
  await page.keyboard.press("g");
  await page.keyboard.press(letter);
  await page.getByRole("heading", { name: title, exact: true, level: 1 }).waitFor();
}
