import { serverNow } from "../../clock";
import type { Cause, SpendChange } from "../../api/overviewQueries";
import { formatPercent } from "../../format/change";
import { formatMoney } from "../../format/money";
import { counted } from "../../format/number";
import { formatDate } from "../../format/time";

/** What one cause explains, in a few words. */
export function causeText(cause: Cause, currency: string, now = serverNow()): string {
  switch (cause.kind) {
    case "day":
      return `One day, ${formatDate(cause.day, now)}: ${formatMoney(cause.amount, currency)} in ${counted(cause.calls, "call")}`;
    case "calls":
      return `${whole(cause.percent)} ${isLess(cause.percent) ? "fewer" : "more"} calls`;
    case "costPerCall":
      return `A call costs ${whole(cause.percent)} ${isLess(cause.percent) ? "less" : "more"}`;
    case "price":
      return `Price ${formatPercent(cause.percent, 0)} since ${formatDate(cause.day, now)}`;
    case "new":
      return `New since ${formatDate(cause.day, now)}`;
    case "gone":
      return `Last seen ${formatDate(cause.day, now)}`;
  }
}

const isLess = (percent: string): boolean => percent.startsWith("-");

/** Without its sign: a word says the direction. */
const whole = (percent: string): string => formatPercent(percent, 0).replace(/^[+−]/, "");

/** `agent`, and whether it was there before. */
export function kindText({ dimension, cause }: SpendChange): string {
  return cause?.kind === "new" ? `${dimension}, new` : dimension;
}
