import type { Status } from "../api/types";
import { Note } from "../ui/Note";

/** Seconds from which a page says that it shows the past. */
const FAR_BEHIND = 10;

/** Why what the pages show is not all there is, if so. */
export function WarehouseNote({ status: { warehouse, behindSeconds } }: { status: Status }) {
  if (warehouse === "failed") {
    return (
      <div className="behind-note">
        <Note tone="bad">
          The warehouse failed, so nothing can be read here. Every accepted event is safe. It is opened again as soon as the
          disk lets it: the server’s log says what is wrong.
        </Note>
      </div>
    );
  }
  if (behindSeconds === null || behindSeconds < FAR_BEHIND) return null;
  return (
    <div className="behind-note">
      <Note tone="warn">
        The warehouse is {Math.round(behindSeconds)} s behind the ledger. Every accepted event is safe; the newest do not show
        here yet.
      </Note>
    </div>
  );
}
