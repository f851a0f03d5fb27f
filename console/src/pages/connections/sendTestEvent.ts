import { ApiError, request } from "../../api/client";
import type { EventDetail, IngestAnswer } from "../../api/types";
import { TEST_EVENT } from "./snippets";

/** An event that was followed until it could be read. */
export interface Passed {
  answer: IngestAnswer;
  acceptedAfter: number;
  event: EventDetail;
  readableAfter: number;
}

const GIVE_UP_MILLISECONDS = 15_000;

/** Sends one event with the text of a key and follows it. */
export async function sendTestEvent(key: string): Promise<Passed> {
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
