import { Link } from "@tanstack/react-router";
import { counted } from "../../format/number";
import { Note } from "../../ui/Note";
import type { Nulls } from "./nulls";

/** Says once that an amount which is not known is no zero. */
export function NullNote({ nulls: { rows, columns, name } }: { nulls: Nulls }) {
  const which = columns.join(" and ");
  const isOne = columns.length === 1;
  return (
    <Note tone="warn">
      <strong>{rows === 1 ? "One row is" : `${counted(rows, "row")} are`} NULL, not zero.</strong>{" "}
      {name === null ? `${which} ${isOne ? "is" : "are"} not known there` : `${which} of ${name} ${isOne ? "is" : "are"} not known`}, and
      sums leave it out.{" "}
      <Link className="link" to="/prices" search={{ tab: "todo" }}>
        See what has no price
      </Link>
    </Note>
  );
}
