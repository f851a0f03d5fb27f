// All of the demo in one process, so that pages share a browser; what changes the story comes last.
import assert from "node:assert/strict";
import { test } from "node:test";
import { harness } from "./house.mjs";
import "./overview.test.mjs";
import "./transactions.test.mjs";
import "./traces.test.mjs";
import "./sql.test.mjs";
import "./connections.test.mjs";
import "./rules.test.mjs";
import "./alerts.test.mjs";
import "./reconciliation.test.mjs";
import "./settings.test.mjs";
import "./prices.test.mjs";
import "./questions.test.mjs";
import "./pictures.test.mjs";
import "./keyboard.test.mjs";

test("nothing was complained about in the browser", () => {
  assert.deepEqual(harness.complaints, []);
});
