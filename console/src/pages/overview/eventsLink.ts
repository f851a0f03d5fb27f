import { linkOptions, type LinkProps } from "@tanstack/react-router";
import type { Days } from "../../ui/range";
import type { Dimension } from "./dimensions";
import type { Row } from "./rows";

/** The events of some days, and of one value where there is one; what has no value cannot be asked for. */
export function eventsLink(days: Days, dimension?: Dimension, row?: Pick<Row, "kind" | "value"> | null): LinkProps {
  const filter = dimension && row?.kind === "value" && row.value !== null ? { [dimension.group]: row.value } : {};
  return linkOptions({ to: "/transactions", search: { ...filter, from: days.from, to: days.to } }) as LinkProps;
}
