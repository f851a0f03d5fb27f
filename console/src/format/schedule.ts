/** A cron line of five fields in words where it is a common one, else none. Times are UTC. */
export function describeSchedule(cron: string): string | null {
  const [minute = "", hour = "", day, month, weekday, ...rest] = cron.trim().split(/\s+/);
  if (rest.length > 0 || day !== "*" || month !== "*" || weekday !== "*") return null;
  const step = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (hour === "*" && minute === "*") return "every minute";
  if (hour === "*" && step) return `every ${step} minutes`;
  if (!/^\d{1,2}$/.test(minute)) return null;
  const at = minute.padStart(2, "0");
  if (hour === "*") return `every hour at :${at}`;
  const hourStep = /^\*\/(\d+)$/.exec(hour)?.[1];
  if (hourStep) return `every ${hourStep} hours at :${at}`;
  return /^\d{1,2}$/.test(hour) ? `every day at ${hour.padStart(2, "0")}:${at} UTC` : null;
}
