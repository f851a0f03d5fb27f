import { Link } from "@tanstack/react-router";
import type { Price } from "../../api/types";
import { formatDate } from "../../format/time";
import { Drawer } from "../../ui/Drawer";
import { Note } from "../../ui/Note";

interface Props {
  price: Price;
  pastFrom: string | undefined;
  onClose: () => void;
}

/** What comes next: the past. */
export function SavedPrice({ price, pastFrom, onClose }: Props) {
  const { provider, model, tool } = price.scope;
  // A pattern is no model that events have.
  const named = model?.includes("*") ? null : model;
  return (
    <Drawer title={`${price.name} is in force`} onClose={onClose} footer={<button type="button" className="button" onClick={onClose}>Leave the past</button>}>
      <Note live>
        What comes from now on is priced by version {price.version}. The past keeps the cost that it has
        {pastFrom && `: events since ${formatDate(pastFrom)} stay unpriced until they are priced anew`}.
      </Note>
      <p className="saved-next">
        <Link
          className="button button-primary"
          to="/prices"
          search={{ tab: "past", ...(provider && { provider }), ...(pastFrom && named && { model: named }), ...(tool && { tool }), ...(pastFrom && { from: pastFrom }) }}
        >
          {pastFrom ? `Preview re-pricing from ${formatDate(pastFrom)}` : "Look at the past with it"}
        </Link>
      </p>
    </Drawer>
  );
}
