import { useMutation } from "@tanstack/react-query";
import { counted } from "../../format/number";
import { formatDuration } from "../../format/time";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { EventSteps } from "./EventSteps";
import type { KnownKey } from "./knownKey";
import { sendTestEvent } from "./sendTestEvent";

/** Sends one event from this browser and follows it until it can be read. */
export function TestEvent({ known }: { known: KnownKey | null }) {
  const send = useMutation({ mutationFn: (text: string) => sendTestEvent(text) });
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
      <EventSteps
        event={passed?.event}
        accepted={passed ? `on disk after ${formatDuration(passed.acceptedAfter)}` : ""}
        judged={passed ? `by your rules, ${counted(passed.answer.alerts?.length ?? 0, "finding")}` : ""}
        readable={passed ? `after ${formatDuration(passed.readableAfter)}` : ""}
      />
      <ErrorNote error={send.error} />
    </aside>
  );
}
