// Every question that a page answers has a test of its name, and every such test answers a question: they do not drift apart.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { suite, test } from "node:test";

const read = (address) => readFile(new URL(address, import.meta.url), "utf8");

/** Questions by page, of the part of the README that lists them. */
async function asked() {
  const readme = await read("../../README.md");
  const part = /^## What each page answers$(.*?)^## /ms.exec(readme)?.[1] ?? "";
  return part.split(/^\*\*/m).slice(1).map((page) => {
    const name = /^[^*]+/.exec(page)?.[0] ?? "";
    const items = page.split(/^- /m).slice(1).map((item) => item.replaceAll(/\s+/g, " ").trim());
    return { name, questions: items.flatMap((item) => item.match(/[^?]+\?/g) ?? []).map((question) => question.trim()) };
  });
}

/** Names of tests that end in a question mark. */
async function answered(file) {
  return [...(await read(file)).matchAll(/\btest\("([^"\n]+\?)"/g)].map(([, name]) => name);
}

/** What a new server shows is driven where there is one. */
const elsewhere = await answered("../console.test.mjs");
const pages = await asked();

suite("Questions", () => {
  test("pages are found", () => assert.ok(pages.length > 0));
  for (const { name, questions } of pages) {
    test(`each of ${name} is answered`, async () => {
      const here = await answered(`${name.toLowerCase()}.test.mjs`);
      assert.deepEqual(questions.filter((question) => !here.includes(question) && !elsewhere.includes(question)), []);
      assert.deepEqual(here.filter((answer) => !questions.includes(answer)), []);
    });
  }
});
