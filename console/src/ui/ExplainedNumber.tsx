import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Popover } from "./Popover";
import { ShowSql } from "./ShowSql";

/** A line of a sum: what it is, and how much. */
export interface Input {
  label: ReactNode;
  value: ReactNode;
}

interface Props {
  /** The number as it is written. */
  children: ReactNode;
  /** What the number is: `Spent in November`. */
  title: string;
  /** How it came to be, in a sentence. */
  formula: ReactNode;
  inputs?: Input[];
  /** Under a line: what the inputs make. */
  result?: Input;
  /** What is not known about it. */
  unknown?: ReactNode;
  /** Where the events in it are listed. */
  events?: LinkProps;
  /** The query that answers with it. */
  sql?: string;
  align?: "left" | "right";
}

/** A number that opens its own origin. Stands in a cell, a `dd` or a `div`, never in a `p`. */
export function ExplainedNumber({ children, title, formula, inputs = [], result, unknown, events, sql, align }: Props) {
  return (
    <Popover className="explained" button={children} title={`${title}: where it comes from`} align={align}>
      <div className="explanation">
        <h3>{title}</h3>
        <div className="mid">{formula}</div>
        {inputs.length + (result ? 1 : 0) > 0 && (
          <dl className="explanation-sum">
            {inputs.map(({ label, value }, at) => (
              // Lines of one sum never change places.
              // oxlint-disable-next-line react/no-array-index-key
              <div key={at}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
            {result && (
              <div className="explanation-result">
                <dt>{result.label}</dt>
                <dd>{result.value}</dd>
              </div>
            )}
          </dl>
        )}
        {unknown && <div className="explanation-unknown">{unknown}</div>}
        {(events || sql) && (
          <div className="row">
            {events && (
              <Link {...events} className="button button-small">
                Open events
              </Link>
            )}
            {sql && <ShowSql sql={sql} />}
          </div>
        )}
      </div>
    </Popover>
  );
}
