// What Traces answers.
import { before, suite, test } from "node:test";
import { unique } from "../harness.mjs";
import { figure, open, page, rowOf, says, send } from "./house.mjs";
import { INTAKE, LABEL, RUNAWAY } from "./known.mjs";

const traces = (search) => open(`/traces?${new URLSearchParams(search)}`, "Traces");
const trace = (id) => open(`/traces/${id}`, "Trace");
const steps = () => page.getByRole("treegrid", { name: "Steps" });
const { trace: dearest } = RUNAWAY;
// Runs of the story are whole, and none waits for long.
const [waited, broken] = [unique("tr_waited"), unique("tr_broken")];
const day = (number) => ({ responseTime: `2026-10-0${number}T10:00:20Z`, requestDuration: 20_000 });

suite("Traces", () => {
  before(async () => {
    await send({ traceId: waited, transactionName: "asked", ...day(1) });
    await send({ traceId: waited, transactionName: "answered", ...day(2) });
    await send({ traceId: broken, transactionName: "orphan", parentTransactionId: "txn_never_sent", ...day(1) });
    await send({ traceId: broken, transactionName: "untimed", responseTime: "2026-10-01T10:00:10Z" });
  });

  test("Which runs were there, of which type and agent, and which were the dearest?", async () => {
    await traces({ from: "2026-11-01", to: "2026-11-23", order: "dearest" });
    const first = page.getByRole("grid", { name: "Traces" }).getByRole("row").nth(1);
    await says(first, dearest.id, "plan-route", RUNAWAY.agent, dearest.took, dearest.spans, dearest.spent);
    await page.getByRole("combobox", { name: "Type" }).selectOption("batch-intake");
    await says(first, "batch-intake", "claims-extractor");
  });

  test("Which step of a run cost what, alone and with all that it caused?", async () => {
    await trace(INTAKE.id);
    await says(figure("Cost"), "$2.93", "every span has a price");
    await says(rowOf(steps(), "Fold classify claude-haiku-4-5"), INTAKE.first, INTAKE.all);
    for (const [step, cost] of INTAKE.steps) await says(rowOf(steps(), step), cost);
  });

  test("What took the time, and what only waited?", async () => {
    await says(figure("Took"), INTAKE.took);
    await says(rowOf(steps(), "extract claude-sonnet-4-5"), "Began after 11.5 s, took 16.3 s");
    // A day between two calls is drawn short, and said.
    await trace(waited);
    await page.getByText("A wait of 24 h is drawn").waitFor();
    await page.getByRole("button", { name: "Draw to scale" }).click();
    await page.getByRole("button", { name: "Draw long waits short" }).waitFor();
  });

  test("Is this run dear for its type: where does it stand between p50, p95 and p99?", async () => {
    await trace(dearest.id);
    await page.getByText(dearest.standing).waitFor();
    await says(figure("Spans"), dearest.spans, dearest.failed);
    await page.getByRole("application", { name: /this one is among the dearest 1%/ }).waitFor();
    await trace(INTAKE.id);
    await page.getByText("This one is in the dearer half").waitFor();
  });

  test("What of it is missing: which step never arrived, which has no price, which does not say how long it took?", async () => {
    await trace(LABEL);
    await says(figure("Cost"), "unpriced", "1 span has no price");
    await says(rowOf(steps(), "draw gemini-3.1-image"), "unpriced");
    await trace(broken);
    await says(steps(), "not received", "txn_never_sent");
    await says(rowOf(steps(), "untimed gpt-5-nano"), "how long it took is not known");
  });
});
