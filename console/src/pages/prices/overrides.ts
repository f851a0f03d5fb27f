import type { ListedModel, PriceScope } from "../../api/types";

/** Whether a price of one's own counts before what the list says of a model, for some of its calls at least. */
export function overrides({ provider, model, tool }: Pick<PriceScope, "provider" | "model" | "tool">, listed: ListedModel): boolean {
  if (tool || (provider && provider !== listed.provider)) return false;
  return model === null || fits(model, listed.model);
}

/** As the list knows it, its dated versions too; `*` stands for any characters. */
function fits(model: string, listed: string): boolean {
  const [wanted, given] = [model.toLowerCase(), listed.toLowerCase()];
  if (!wanted.includes("*")) return given === wanted || given.replace(/[-@]20\d\d-?\d\d-?\d\d$/, "") === wanted;
  const pattern = wanted
    .split("*")
    .map((text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(".*");
  return new RegExp(`^${pattern}$`).test(given);
}
