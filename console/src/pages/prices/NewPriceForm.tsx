import { useQuery } from "@tanstack/react-query";
import { priceBookQuery } from "../../api/queries";
import { draftLike, emptyDraft } from "./draft";
import { PriceForm } from "./PriceForm";
import type { PricesSearch } from "./search";

interface Props {
  search: PricesSearch;
  onClose: () => void;
}

/** A price for what the address names, begun as a listed model's where it names one. */
export function NewPriceForm({ search, onClose }: Props) {
  const { provider, model, tool, like, from } = search;
  const meters = search.meters?.split(",").filter(Boolean) ?? [];
  const [, likeProvider = "", likeModel = ""] = /^([^/]*)\/(.*)$/.exec(like ?? "") ?? [];
  const book = useQuery({ ...priceBookQuery(`${likeProvider} ${likeModel}`), enabled: like !== undefined });
  // Nothing may be typed into a form that is about to be filled in.
  if (like !== undefined && book.isPending) return null;
  const listed = book.data?.items.find((one) => one.provider === likeProvider && one.model === likeModel);
  const names = { ...(provider && { provider }), ...(model && { model }), ...(tool && { tool }) };
  const begun = emptyDraft(names, meters.length > 0 ? meters : undefined);
  return <PriceForm begin={listed ? draftLike(begun, listed, meters) : begun} pastFrom={from} onClose={onClose} />;
}
