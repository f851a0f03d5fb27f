import { Link } from "@tanstack/react-router";
import { Empty } from "../ui/Empty";
import { ErrorNote } from "../ui/ErrorNote";
import "./failed.css";

/** When a whole page cannot be shown. */
export function Failed({ error }: { error: unknown }) {
  return (
    <main className="failed">
      <ErrorNote error={error} meaning="This page cannot be shown." onRetry={() => window.location.reload()} />
    </main>
  );
}

export function NotFound() {
  return (
    <main className="failed">
      <Empty
        title="No page has this address"
        action={
          <Link className="button" to="/">
            Open Overview
          </Link>
        }
      >
        A link may have been cut off. Every page is in the menu of Overview.
      </Empty>
    </main>
  );
}
