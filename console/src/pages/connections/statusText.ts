import type { Connection } from "../../api/types";
import { formatMinute, formatUntil, type Zone } from "../../format/time";
import type { StatusShape } from "../../ui/Status";

export const STATUS: Record<Connection["status"], { shape: StatusShape; word: string }> = {
  connected: { shape: "on", word: "Connected" },
  pending: { shape: "wait", word: "Pending" },
  disconnected: { shape: "off", word: "Disconnected" },
};

/** `Synced 14:05, next 15:05`. */
export function syncLine({ lastSync, nextSyncAt }: Connection, zone: Zone): string {
  const next = nextSyncAt ? `${formatMinute(nextSyncAt, zone)}` : null;
  if (!lastSync) return next ? `First sync at ${next}, ${formatUntil(nextSyncAt ?? "")}` : "Not synced yet";
  if (lastSync.status === "running") {
    return lastSync.daysTotal > 0 ? `Reading: ${lastSync.daysDone} of ${lastSync.daysTotal} days` : "Sync starts";
  }
  const at = formatMinute(lastSync.endedAt ?? lastSync.startedAt, zone);
  const said = { failed: "Tried", cancelled: "Cancelled", partial: "Synced in part", done: "Synced" }[lastSync.status];
  return next ? `${said} ${at}, next ${next}` : `${said} ${at}`;
}

/** The provider unless the connection is named after it, and the account that the provider named. */
export function accountLine({ account, name, status }: Connection, provider: string): string {
  const unknown = status === "pending" ? "account not known yet" : "names no account";
  return [provider !== name && provider, account?.name ?? account?.id].filter(Boolean).join(", ") || unknown;
}
