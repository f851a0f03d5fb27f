import { Link } from "@tanstack/react-router";
import type { MeasuredRule } from "../../measure/settings";
import { Note } from "../../ui/Note";

/** Why there is no curve of what a built-in rule measures. */
export function NoCurve({ settings }: Pick<MeasuredRule, "settings">) {
  if (settings["dataSource"] === "PROVIDER") {
    return (
      <Note>
        The rule measures what providers report, in days and as they correct it: there is no curve of it by the minute.{" "}
        <Link className="link" to="/reconciliation">
          See what they reported
        </Link>
      </Note>
    );
  }
  if (settings["alertType"] === "RELATIVE_CHANGE") {
    return <Note>The rule compares a period with the one before: what it measured stands in its own words below.</Note>;
  }
  return null;
}
