import type { Answering, SenderClock } from "../../api/connectionQueries";
import type { Key, RefusedRecord, Status } from "../../api/types";
import { counted, formatCount } from "../../format/number";
import { formatAgo, formatDuration, formatTime, type Zone } from "../../format/time";

/** `good`: looked at and right. `bad`: this is why data is missing. `open`: not known, or nothing to look at yet. */
export type Verdict = "good" | "bad" | "open";

export interface Check {
  id: string;
  verdict: Verdict;
  /** What was found out. */
  title: string;
  /** What it means, or what to do. */
  detail?: string;
  link?: "refused" | "events" | "create";
}

export interface Findings {
  address: string;
  zone: Zone;
  now: Date;
  /** None while it is asked, `null` when it does not answer. */
  answering: Answering | null | undefined;
  status: Status | undefined;
  key: Key | undefined;
  refused: RefusedRecord | null | undefined;
  clock: SenderClock | undefined;
}

const FAR_BEHIND_SECONDS = 10;
const SKEW_SECONDS = 60;

/** What was looked at when data does not appear, each with its result. */
export function checks(found: Findings): Check[] {
  return [serverCheck(found), intakeCheck(found), keyCheck(found), refusedCheck(found), dataCheck(found), warehouseCheck(found), clockCheck(found)];
}

const latestUse = ({ lastUsedAt, createdAt }: Key): string =>
  lastUsedAt !== null && lastUsedAt > createdAt ? lastUsedAt : createdAt;
const onlySends = ({ scope }: Key): number => Number(scope === "metering");

/** The key that somebody most likely waits for: the last one that was created or used, one that only sends before others. */
export function likeliest(keys: readonly Key[]): Key | undefined {
  return keys.toSorted((a, b) => onlySends(b) - onlySends(a) || latestUse(b).localeCompare(latestUse(a)))[0];
}

function serverCheck({ answering, address }: Findings): Check {
  const id = "server";
  if (answering === undefined) return { id, verdict: "open", title: `Asking ${address}` };
  if (answering === null) {
    return { id, verdict: "bad", title: `${address} does not answer this browser`, detail: "Look whether the server runs, and at what stands between." };
  }
  return {
    id,
    verdict: "good",
    title: `This server answers at ${address}, in ${formatDuration(answering.milliseconds)}`,
    detail: "From here. A sender on another machine has to reach the same address.",
  };
}

function intakeCheck({ answering }: Findings): Check {
  const id = "intake";
  const ingest = answering?.parts.ingest;
  if (!ingest) return { id, verdict: "open", title: "Whether events are taken is not known" };
  if (ingest === "ready") return { id, verdict: "good", title: "Events are taken" };
  return {
    id,
    verdict: "bad",
    title: ingest === "refusing" ? "Events are refused for now" : "Intake failed",
    detail: "Senders are told 503 and try again. The server’s log says what is wrong, mostly the disk.",
  };
}

function keyCheck({ key, zone, now }: Findings): Check {
  const id = "key";
  if (!key) return { id, verdict: "bad", title: "There is no key that may send events", detail: "Create one.", link: "create" };
  if (key.lastUsedAt === null) {
    return {
      id,
      verdict: "open",
      title: `${key.name} was never used`,
      detail: "If your code ran, it used another key or another address. A wrong key is told 401 and is listed nowhere.",
    };
  }
  return { id, verdict: "good", title: `${key.name} was last used ${formatAgo(key.lastUsedAt, now) ?? formatTime(key.lastUsedAt, zone, now)}` };
}

function refusedCheck({ key, refused, zone, now }: Findings): Check {
  const id = "refused";
  if (!key || refused === undefined) return { id, verdict: "open", title: "Whether something was refused is not known" };
  if (key.refused === "0" && refused === null) return { id, verdict: "good", title: `Nothing that ${key.name} sent was refused` };
  const count = `${counted(key.refused, "record")} of ${key.name} ${key.refused === "1" ? "was" : "were"} refused`;
  if (refused === null) return { id, verdict: "bad", title: count, detail: "They are not kept any more.", link: "refused" };
  // What was sent rightly since then shows that the sender was put right.
  const isOld = key.lastUsedAt !== null && Date.parse(key.lastUsedAt) > Date.parse(refused.receivedAt) + 1_000;
  const last = `The last at ${formatTime(refused.receivedAt, zone, now)}: ${refused.message.replaceAll("`", "").replace(/[.\s]+$/, "")}.`;
  return { id, verdict: isOld ? "open" : "bad", title: count, detail: isOld ? `${last} The key was used since.` : last, link: "refused" };
}

function dataCheck({ key, status, clock, zone, now }: Findings): Check {
  const id = "data";
  if (key && key.events !== "0") {
    const newest = clock?.newest ? `The newest stands at ${formatTime(clock.newest, zone, now)}.` : "None came in the last 24 hours.";
    return { id, verdict: "good", title: `${counted(key.events, "event")} came with ${key.name}`, detail: newest, link: "events" };
  }
  if (!status || status.events === null) return { id, verdict: "open", title: "How many events there are is not known" };
  const others = status.events === "0" ? "No key has sent one." : `Other keys sent ${formatCount(status.events)}.`;
  return { id, verdict: "open", title: key ? `No event came with ${key.name} yet` : "No event yet", detail: others };
}

function warehouseCheck({ status }: Findings): Check {
  const id = "warehouse";
  if (!status) return { id, verdict: "open", title: "How far reading is behind is not known" };
  if (status.behindSeconds === null) {
    return { id, verdict: "bad", title: "The warehouse failed, so nothing new can be read", detail: "Every accepted event is safe; it is opened again as soon as the disk lets it." };
  }
  const behind = Math.round(status.behindSeconds);
  if (behind >= FAR_BEHIND_SECONDS) {
    return { id, verdict: "bad", title: `Reading is ${behind} s behind`, detail: "Accepted events are safe and show when it has caught up." };
  }
  return { id, verdict: "good", title: status.ledgerSeq === status.appliedSeq ? "All that was accepted can be read" : "Reading is less than 10 s behind" };
}

function clockCheck({ key, clock, answering }: Findings): Check {
  const id = "clock";
  const skew = answering?.browserAheadSeconds ?? null;
  if (clock && clock.ahead > 0) {
    return {
      id,
      verdict: "bad",
      title: `${counted(clock.ahead, "event")} of ${key?.name ?? "this key"} ${clock.ahead === 1 ? "is" : "are"} ahead of this server’s clock`,
      detail: `By up to ${formatDuration(clock.secondsAhead * 1000)}. They stand in the future, and a range that ends now leaves them out. Set the sender’s clock.`,
    };
  }
  if (skew !== null && Math.abs(skew) > SKEW_SECONDS) {
    return {
      id,
      verdict: "bad",
      title: `This browser’s clock is ${formatDuration(Math.abs(skew) * 1000)} ${skew > 0 ? "ahead of" : "behind"} the server’s`,
      detail: "Ranges such as today begin and end by it.",
    };
  }
  if (skew === null) return { id, verdict: "open", title: "What the clocks say is not known" };
  return { id, verdict: "good", title: clock?.newest ? "The clocks of sender, server and browser agree" : "The clocks of server and browser agree" };
}
