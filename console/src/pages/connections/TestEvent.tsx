import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ApiError, request } from "../../api/client";
import type { EventDetail, IngestAnswer } from "../../api/types";
import { formatMoney } from "../../format/money";
import { counted } from "../../format/number";
import { formatDuration } from "../../format/time";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import type { KnownKey } from "./knownKey";
import { TEST_EVENT } from "./snippets";

interface Passed {
  answer: IngestAnswer;
  acceptedAfter: number;
  event: EventDetail;
  readableAfter: number;
}

const GIVE_UP_MILLISECONDS = 15_000;

/** Sends one event from this browser and follows it until it can be read. */
export function TestEvent({ known }: { known: KnownKey | null }) {
  const send = useMutation({ mutationFn: (text: string) => sendAndWait(text) });
  const passed = send.data;
  return (
    <aside className="test-event">
      <h3>See it arrive</h3>
      <p className="mid small">
        {known
          ? `Sends one event with the key ${known.name}. It counts like any other; its agent is test-event.`
          : "Needs the text of a key. Create one, or copy one in the table above; it stays in this page only."}
      </p>
      <button
        type="button"
        className="button"
        disabled={!known || send.isPending}
        onClick={() => known && send.mutate(known.text)}
      >
        <Icon name="send" />
        Send test event
      </button>
      <ol className="steps" aria-live="polite">
        <Step done={passed !== undefined} title="Accepted">
          {passed ? `on disk after ${formatDuration(passed.acceptedAfter)}` : "On disk before the answer goes out"}
        </Step>
        <Step done={passed !== undefined} title="Priced">
          {passed ? priceOf(passed.event) : "Each line of its cost explained"}
        </Step>
        <Step done={passed !== undefined} title="Judged">
          {passed ? `by your rules, ${counted(passed.answer.alerts?.length ?? 0, "finding")}` : "By your rules"}
        </Step>
        <Step done={passed !== undefined} title="Readable">
          {passed ? (
            <>
              after {formatDuration(passed.readableAfter)}.{" "}
              <Link className="link" to="/transactions" search={{ event: passed.event.eventId }}>
                Open it
              </Link>
            </>
          ) : (
            "In Transactions and in SQL, within a second"
          )}
        </Step>
      </ol>
      <ErrorNote error={send.error} />
    </aside>
  );
}

function priceOf(event: EventDetail): string {
  return event.effectiveCost === null
    ? "unpriced: the price book does not know gpt-5-mini"
    : formatMoney(event.effectiveCost, event.currency, "event");
}

function Step({ done, title, children }: { done: boolean; title: string; children: ReactNode }) {
  return (
    <li data-done={done}>
      <i aria-hidden="true">{done && <Icon name="check" />}</i>
      <div>
        <b>{title}</b>
        <p className="small mid">{children}</p>
      </div>
    </li>
  );
}

async function sendAndWait(key: string): Promise<Passed> {
  const start = performance.now();
  const answer = await request<IngestAnswer>("POST", "/v1/events", {
    body: TEST_EVENT,
    headers: { "x-api-key": key },
    withoutSession: true,
  }).catch((error: unknown) => {
    // 401 here is about the key, not about who is signed in.
    if (error instanceof ApiError && error.status === 401) {
      throw new Error("The key was refused: it was regenerated or revoked. Copy its new text above");
    }
    throw error;
  });
  const acceptedAfter = performance.now() - start;
  const id = answer.results[0]?.eventId;
  if (!id) throw new Error(answer.results[0]?.error?.message ?? "The server did not name the event");
  for (;;) {
    try {
      const event = await request<EventDetail>("GET", `/api/v1/events/${encodeURIComponent(id)}`);
      return { answer, acceptedAfter, event, readableAfter: performance.now() - start };
    } catch (error) {
      const waited = performance.now() - start;
      const notYet = error instanceof ApiError && error.status === 404 && waited < GIVE_UP_MILLISECONDS;
      if (!notYet) throw error;
      await new Promise((resume) => setTimeout(resume, 100));
    }
  }
}
