import { queryText } from "../../api/client";
import { later } from "./month";

/** The month as the API writes it: exact, by provider and day, with every part of a difference. */
export const exportAddress = (month: string): string =>
  `/api/v1/reconciliation${queryText({ from: `${month}-01`, to: `${later(month, 1)}-01`, grain: "provider", format: "csv" })}`;

export const exportName = (month: string): string => `outlay-reconciliation-${month}.csv`;
