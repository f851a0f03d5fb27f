import { formatDate } from "../../format/time";
import { daysText } from "../../ui/range";
import { weekdayOf } from "../overview/labels";
import type { Chosen } from "./chosen";

/** `Anthropic, Monday 16 Nov`; `Anthropic, 1–21 Nov` of several days. */
export function titleOf({ row, item, from, to }: Pick<Chosen, "row" | "item" | "from" | "to">): string {
  if (item && from === to) return `${row.label}, ${weekdayOf(from)} ${formatDate(from)}`;
  return `${row.label}, ${daysText({ from, to }, to)}`;
}
