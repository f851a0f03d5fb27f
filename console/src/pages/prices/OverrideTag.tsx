import { useQuery } from "@tanstack/react-query";
import type { Price } from "../../api/types";
import { priceBookQuery } from "../../api/queries";
import { overrides } from "./overrides";

/** Whether the list says something else of the same model. */
export function OverrideTag({ price: { scope } }: { price: Price }) {
  const { provider, model, tool } = scope;
  const words = [provider, ...(model?.split("*") ?? [])].filter(Boolean).join(" ");
  const book = useQuery({ ...priceBookQuery(words), enabled: !tool && model !== null });
  const isOverride = !tool && (model === null || book.data?.items.some((listed) => overrides(scope, listed)));
  return isOverride ? <span className="tag">overrides the list</span> : null;
}
