// What the browser tests share: the browser, what it complained about, pictures, and the sender's side of the API.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const required = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`set ${name}`);
  return value.replace(/\/$/, "");
};

export const ADDRESS = required("OUTLAY_URL");
export const METERING = (process.env.OUTLAY_METERING_URL ?? ADDRESS).replace(/\/$/, "");
const ARTEFACTS = process.env.OUTLAY_ARTEFACTS ?? path.join(process.cwd(), "test-artefacts", "browser");

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const SIZES = [
  [1440, 900],
  [390, 844],
];
export const THEMES = ["light", "dark"];

/** What WCAG 2.2 AA asks for, as far as a program can tell. */
const RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
const AXE = await readFile(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** Asked in the page: by how many pixels it is wider than its window. */
const sideways = () => document.documentElement.scrollWidth - window.innerWidth;

export class Harness {
  /** Errors of the console, of scripts and of the content security policy. */
  complaints = [];
  #allowed = [];

  static async start() {
    const harness = new Harness();
    await mkdir(ARTEFACTS, { recursive: true });
    const executablePath = process.env.OUTLAY_CHROMIUM ?? "/usr/bin/chromium";
    // Without a profile folder the browser makes a fresh one and removes it.
    harness.browser = await chromium.launch({ executablePath, args: FLAGS });
    harness.context = await harness.browser.newContext({
      viewport: { width: SIZES[0][0], height: SIZES[0][1] },
      reducedMotion: "reduce",
    });
    await harness.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: ADDRESS });
    await harness.context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
      });
    });
    harness.page = await harness.context.newPage();
    harness.page.setDefaultTimeout(10_000);
    harness.page.on("console", (message) => {
      if (message.type() === "error") harness.#complain(message.text());
    });
    harness.page.on("pageerror", (error) => harness.#complain(`${error.name}: ${error.message}`));
    return harness;
  }

  #complain(text) {
    const at = this.#allowed.findIndex((pattern) => pattern.test(text));
    if (at < 0) this.complaints.push(text);
  }

  /** Runs steps in which the browser reports one expected kind of refusal. */
  async allowing(pattern, steps) {
    this.#allowed.push(pattern);
    try {
      return await steps();
    } finally {
      this.#allowed.splice(this.#allowed.indexOf(pattern), 1);
    }
  }

  async open(address) {
    await this.page.goto(ADDRESS + address);
  }

  async picture(name) {
    await this.page.screenshot({ path: path.join(ARTEFACTS, `${name}.png`) });
  }

  /** Runs steps at every size and in every theme, with the name of that look; then all is as it was. */
  async everyLook(steps) {
    for (const [width, height] of SIZES) {
      for (const colorScheme of THEMES) {
        await this.page.setViewportSize({ width, height });
        await this.page.emulateMedia({ colorScheme });
        await this.noSideways();
        await steps(`${width}-${colorScheme}`);
      }
    }
    await this.page.setViewportSize({ width: SIZES[0][0], height: SIZES[0][1] });
    await this.page.emulateMedia({ colorScheme: THEMES[0] });
  }

  /** At 320 pixels, as a page of 1280 is that somebody enlarged four times, nothing is lost at the sides. */
  async narrowest() {
    await this.page.setViewportSize({ width: 320, height: SIZES[0][1] });
    await this.noSideways();
    await this.page.setViewportSize({ width: SIZES[0][0], height: SIZES[0][1] });
  }

  /** Pictures of what is shown, at every size and in every theme. */
  async pictures(name) {
    await this.everyLook((look) => this.picture(`${name}-${look}`));
  }

  /** A page that was made narrower is laid out anew, which takes a moment. */
  async noSideways() {
    for (let look = 0; look < 20 && (await this.page.evaluate(sideways)) > 0; look += 1) await this.page.waitForTimeout(50);
    const extra = await this.page.evaluate(sideways);
    assert.ok(extra <= 0, `the page is ${extra} pixels wider than its window`);
  }

  /** Where what is shown shuts somebody out, a line each. */
  async barriers() {
    // The policy of the page allows no further script; what the debugger evaluates is not the page's.
    if (!(await this.page.evaluate(() => "axe" in window))) await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate((values) => window.axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations"] }), RULES);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
  }

  clipboard() {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** What a file that was made holds, line by line. */
  async linesOf(download) {
    return (await readFile(await download.path(), "utf8")).trimEnd().split("\n");
  }

  async stop() {
    await this.browser?.close();
  }
}

/** Posts one event as a sender would. */
export async function meter(key, event) {
  const response = await fetch(`${METERING}/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": key },
    body: JSON.stringify({
      provider: "openai",
      model: "gpt-4o-mini",
      inputTokenCount: 1200,
      outputTokenCount: 340,
      ...event,
    }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
}

export const unique = (word) => `${word}-${Math.random().toString(36).slice(2, 10)}`;
