import type { Zone } from "../../format/time";

/** A time to choose; null for good. */
export interface UntilOption {
  label: string;
  until: string | null;
}

const HOUR = 3_600_000;
const MORNING = 9;

const after = (now: Date, hours: number) => new Date(now.getTime() + hours * HOUR).toISOString();

/** Nine in the morning of the next day. */
export function tomorrow(zone: Zone, now: Date): string {
  if (zone === "UTC") {
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, MORNING)).toISOString();
  }
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING).toISOString();
}

export const snoozeOptions = (zone: Zone, now: Date): UntilOption[] => [
  { label: "1 hour", until: after(now, 1) },
  { label: "4 hours", until: after(now, 4) },
  { label: "Until tomorrow", until: tomorrow(zone, now) },
];

export const muteOptions = (now: Date): UntilOption[] => [
  { label: "For good", until: null },
  { label: "1 day", until: after(now, 24) },
  { label: "7 days", until: after(now, 168) },
];

/** What a person typed into a `datetime-local`, in the zone that times are shown in; null if it is no time. */
export function typedTime(text: string, zone: Zone): string | null {
  const at = new Date(zone === "UTC" ? `${text}Z` : text);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
