const NAMES = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];

/** `2026-11` of an instant, in UTC as bills are. */
export const monthOf = (at: Date): string => at.toISOString().slice(0, 7);

/** The month so many later: `2026-12` and 1 is `2027-01`. */
export function later(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return monthOf(new Date(Date.UTC(year, number - 1 + by, 1)));
}

/** `November 2026` */
export function monthLabel(month: string): string {
  const [year = "", number = "1"] = month.split("-");
  return `${NAMES[Number(number) - 1] ?? ""} ${year}`;
}

/** Its days, `2026-11-01` and so on. */
export function daysOf(month: string): string[] {
  const end = Date.parse(`${later(month, 1)}-01T00:00:00Z`);
  const days = [];
  for (let at = Date.parse(`${month}-01T00:00:00Z`); at < end; at += 86_400_000) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}
