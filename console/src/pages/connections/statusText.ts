import type { Connection, Sync } from "../../api/types";
import { formatMinute, formatUntil, type Zone } from "../../format/time";
import type { StatusShape } from "../../ui/Status";

export const STATUS: Record<Connection["status"], { shape: StatusShape; word: string }> = {
  connected: { shape: "on", word: "Connected" },
  pending: { shape: "wait", word: "Pending" },
  disconnected: { shape: "off", word: "Disconnected" },
};

const DAYS_A_MONTH = 30.4;
/** From so many days on, months are counted. */
const MANY_DAYS = 92;

/** `Synced 14:05, next 15:05`. */
export function syncLine({ lastSync, nextSyncAt }: Connection, zone: Zone): string {
  const next = nextSyncAt ? `${formatMinute(nextSyncAt, zone)}` : null;
  if (!lastSync) return next ? `First sync at ${next}, ${formatUntil(nextSyncAt ?? "")}` : "Not synced yet";
  if (lastSync.status === "running") return readingText(lastSync);
  const at = formatMinute(lastSync.endedAt ?? lastSync.startedAt, zone);
  const said = { failed: "Tried", cancelled: "Cancelled", partial: "Synced in part", done: "Synced" }[lastSync.status];
  return next ? `${said} ${at}, next ${next}` : `${said} ${at}`;
}

/** `Reading: 12 of 32 days`, `Reading: month 9 of 14`. */
export function readingText({ daysDone, daysTotal }: Pick<Sync, "daysDone" | "daysTotal">): string {
  if (daysTotal === 0) return "Sync starts";
  if (daysTotal < MANY_DAYS) return `Reading: ${daysDone} of ${daysTotal} days`;
  const months = Math.max(1, Math.round(daysTotal / DAYS_A_MONTH));
  return `Reading: month ${Math.min(months, Math.floor(daysDone / DAYS_A_MONTH) + 1)} of ${months}`;
}

/** The provider unless the connection is named after it, and the account that the provider named. */
export function accountLine({ account, name, status }: Connection, provider: string): string {
  const unknown = status === "pending" ? "account not known yet" : "names no account";
  return [provider !== name && provider, account?.name ?? account?.id].filter(Boolean).join(", ") || unknown;
}

/** When the first of the syncs ended that failed one after the other until now; none when the newest did not. */
export function failingSince(newestFirst: readonly Sync[]): string | null {
  const ended = newestFirst.filter(({ status }) => status !== "running" && status !== "cancelled");
  const works = ended.findIndex(({ status }) => status !== "failed");
  const first = works < 0 ? ended.at(-1) : ended[works - 1];
  return first ? (first.endedAt ?? first.startedAt) : null;
}

/** `3 connected, 1 pending, 1 disconnected`. */
export function summary(connections: readonly Connection[]): string {
  const counts = (["connected", "pending", "disconnected"] as const).map((status) => ({
    status,
    count: connections.filter((one) => one.status === status).length,
  }));
  return counts.flatMap(({ status, count }) => (count > 0 ? [`${count} ${status}`] : [])).join(", ");
}
