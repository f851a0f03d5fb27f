const day = (date: Date) => date.toISOString().slice(0, 10);

/** The last whole month, UTC: its first day, and the day behind it. */
export function lastMonth(now: Date): { from: string; to: string } {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  return { from: day(new Date(Date.UTC(year, month - 1, 1))), to: day(new Date(Date.UTC(year, month, 1))) };
}
