import { useQuery } from "@tanstack/react-query";
import { RATES_KEPT as KEPT, statusQuery } from "../api/queries";
import type { Status } from "../api/types";
import { formatRate } from "../format/number";

/** Events per second, and how far the warehouse is behind the ledger. */
export function Pulse() {
  const { data, error } = useQuery(statusQuery);

  if (error) {
    return (
      <div className="pulse" role="status">
        <div className="row between">
          <b className="bad">No answer</b>
          <span className="dim">trying again</span>
        </div>
        <Line rates={[]} />
      </div>
    );
  }
  return (
    <div className="pulse">
      <div className="row between">
        <b>{data && data.eventsPerSecond !== null ? `${formatRate(data.eventsPerSecond)} events/s` : " "}</b>
        <span className="dim">{data && behind(data)}</span>
      </div>
      <Line rates={data?.rates ?? []} />
    </div>
  );
}

function behind(status: Status): string {
  if (status.behindSeconds === null) return "the warehouse failed";
  if (status.ledgerSeq === status.appliedSeq) return "up to date";
  return `${Math.max(status.behindSeconds, 0.1).toFixed(1)} s behind`;
}

function Line({ rates }: { rates: number[] }) {
  const top = Math.max(...rates, 1);
  const points = rates.map((rate, at) => `${(KEPT - rates.length + at) * (100 / (KEPT - 1))},${22 - (rate / top) * 20}`);
  return (
    <svg viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
      {points.length < 5 ? (
        <polyline className="pulse-none" points="0,22 100,22" />
      ) : (
        <polyline points={points.join(" ")} />
      )}
    </svg>
  );
}
