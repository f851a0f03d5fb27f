import { linkOptions, type LinkProps } from "@tanstack/react-router";
import { formatDate } from "../../format/time";
import { parseDecimal } from "../../format/decimal";
import type { Cause } from "./cause";
import type { Chosen } from "./chosen";

export interface CauseAction {
  label: string;
  link: LinkProps;
}

/** What mends a cause; none where only the provider can. */
export function causeAction(cause: Cause, { row, from, to, withoutPrice }: Chosen): CauseAction | null {
  const provider = row.provider ?? "";
  const since = cause.since ?? from;
  const [connection] = row.connections;
  const events: CauseAction = {
    label: `Open events from ${formatDate(since)}`,
    link: linkOptions({ to: "/transactions", search: { provider, from: since, to } }) as LinkProps,
  };
  switch (cause.part) {
    case "callsNotMetered":
      return (parseDecimal(cause.amount)?.units ?? 0n) > 0n
        ? { label: "Create a key for them", link: linkOptions({ to: "/connections", search: { create: "key" } }) as LinkProps }
        : events;
    case "cacheSplit":
    case "tier":
      return events;
    case "lateData":
      return connection
        ? { label: "Look at the connection", link: linkOptions({ to: "/connections", search: { detail: connection.id } }) as LinkProps }
        : null;
    case "meteredPrice":
      return {
        label: `Preview re-pricing from ${formatDate(since)}`,
        link: linkOptions({ to: "/prices", search: { tab: "past", provider, from: since } }) as LinkProps,
      };
    case "listPrice":
      return { label: "Set a price", link: linkOptions({ to: "/prices", search: { tab: "own", price: "new", provider } }) as LinkProps };
    case "unexplained":
      return withoutPrice.length > 0
        ? { label: "Set a price", link: linkOptions({ to: "/prices", search: { tab: "own", price: "new", provider } }) as LinkProps }
        : null;
    case "billedCacheSplit":
    case "discountCreditTax":
    case "rounding":
      return null;
  }
}
