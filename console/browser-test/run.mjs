// Runs browser tests against a server and closes with `N passed, N failed`.
//   node run.mjs                a server that has no owner yet
//   node run.mjs demo           the demo: the questions that pages answer, journeys by keyboard, pictures
//   node run.mjs demo/overview  one page of it
// Both are told
//   OUTLAY_URL           the server's address
//   OUTLAY_PROVIDER_URL  a provider with OpenAI's reports, and
//   OUTLAY_PROVIDER_KEY  the admin key that it takes
//   OUTLAY_ARTEFACTS     folder for pictures
//   OUTLAY_CHROMIUM      the browser, unless it is /usr/bin/chromium
// the first
//   OUTLAY_FIRST_TOKEN   the token of its first sign-in link
//   OUTLAY_METERING_URL  where events are posted, unless it is the same address
// and the demo
//   OUTLAY_NAME, OUTLAY_PASSWORD  who signs in
//   OUTLAY_RULE_WASM              a component of a rule
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const wanted = process.argv[2] ?? "console";
const file = new URL(wanted === "demo" ? "demo/all.test.mjs" : `${wanted}.test.mjs`, import.meta.url);

const counts = { passed: 0, failed: 0 };
const isTest = (data) => data.details?.type !== "suite" && !data.name.endsWith(".test.mjs");

const stream = run({
  files: [fileURLToPath(file)],
  concurrency: false,
  timeout: 540_000,
});
stream.on("test:pass", (data) => {
  if (isTest(data) && !data.skip && !data.todo) counts.passed += 1;
});
stream.on("test:fail", () => {
  counts.failed += 1;
});
const report = stream.compose(new spec());
report.on("end", () => {
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
});
report.pipe(process.stdout, { end: false });
