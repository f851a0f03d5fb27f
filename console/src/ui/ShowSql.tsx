import { Link } from "@tanstack/react-router";
import { Icon } from "./Icon";

/** Opens the SQL page with the very query of what stands beside it. */
export function ShowSql({ sql }: { sql: string }) {
  return (
    <Link className="button button-quiet button-small" to="/sql" search={{ sql }}>
      <Icon name="sql" />
      Show SQL
    </Link>
  );
}
