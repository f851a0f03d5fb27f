import { Link } from "@tanstack/react-router";
import type { ListedModel, Price } from "../../api/types";
import { overrides } from "./overrides";

interface Props {
  model: ListedModel;
  prices: readonly Price[];
}

/** The prices of one's own that count before what the list says of a model. */
export function OwnTags({ model, prices }: Props) {
  return prices
    .filter((price) => !price.deleted && overrides(price.scope, model))
    .map(({ id, name }) => (
      <Link key={id} className="tag" to="/prices" search={{ tab: "own", price: id }} title={`${name} counts before the list`}>
        overridden
      </Link>
    ));
}
