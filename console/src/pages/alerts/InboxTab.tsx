import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type AlertShow, alertsQuery } from "../../api/queries";
import type { Alert } from "../../api/types";
import { serverNow } from "../../clock";
import { useShortcuts } from "../../keyboard";
import { useZone } from "../../preferences";
import { Choice } from "../../ui/Choice";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { useNarrow } from "../../ui/useNarrow";
import { AlertDetail } from "./AlertDetail";
import { AlertItem } from "./AlertItem";
import { BulkBar } from "./BulkBar";
import { ofThisMonth } from "./earlier";
import { EarlierAlerts } from "./EarlierAlerts";
import { MuteList } from "./MuteList";
import { NothingOpen } from "./NothingOpen";
import type { AlertsSearch } from "./search";

interface Props {
  search: AlertsSearch;
  onChange: (part: AlertsSearch, replace?: boolean) => void;
}

const SHOWS: { value: AlertShow; label: string }[] = [
  { value: "open", label: "Open" },
  { value: "acknowledged", label: "Acknowledged" },
  { value: "snoozed", label: "Snoozed" },
  { value: "muted", label: "Muted" },
  { value: "all", label: "All" },
];

const NONE: Record<AlertShow, string> = {
  open: "Nothing open.",
  acknowledged: "Nobody looks after an open alert.",
  snoozed: "No open alert is snoozed.",
  muted: "No open alert is muted.",
  all: "No alert yet.",
};

/** Of so many it is asked what was spent: a storm may open hundreds. */
const MOST_ASKED = 30;

const isOpen = ({ status }: Alert) => status === "open";
const isClosed = (alert: Alert) => !isOpen(alert);

export function InboxTab({ search, onChange }: Props) {
  const show = search.show ?? "open";
  const { data, error, isPending, refetch } = useQuery(alertsQuery(show));
  const openCount = useQuery(alertsQuery("open")).data?.length;
  const narrow = useNarrow();
  const zone = useZone();
  const all = useQuery({ ...alertsQuery("all"), enabled: show === "open" }).data;
  const listed = data ?? [];
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set());
  const open = listed.filter(isOpen);
  // What was open this month stands under what is: the same cause may come again.
  const closed =
    show === "open" ? ofThisMonth((all ?? []).filter(isClosed), zone, serverNow()) : listed.filter(isClosed);
  const alerts = [...open, ...closed];
  // On a wide page something is always open; on a narrow one the list comes first.
  const chosen = search.id ?? (narrow ? null : (listed[0]?.id ?? null));
  // What closed meanwhile, or is not in this list, is not decided about.
  const marked = open.map(({ id }) => id).filter((id) => wanted.has(id));
  const mark = (id: string, on: boolean) => setWanted(new Set(on ? [...marked, id] : marked.filter((one) => one !== id)));
  const move = (step: number) => {
    const at = alerts.findIndex(({ id }) => id === chosen);
    const next = alerts[Math.min(Math.max(at + step, 0), alerts.length - 1)];
    if (next) onChange({ id: next.id }, true);
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    x: () => chosen && open.some(({ id }) => id === chosen) && mark(chosen, !marked.includes(chosen)),
    Escape: () => onChange({ id: undefined }),
  });
  const select = (id: string) => onChange({ id });
  return (
    <div className={search.id ? "split split-open" : "split"}>
      <section className="split-list" aria-label="Inbox">
        <Choice
          label="Show"
          value={show}
          options={SHOWS.map((one) => (one.value === "open" && openCount ? { ...one, label: `Open ${openCount}` } : one))}
          onChange={(value) => onChange({ show: value === "open" ? undefined : value, id: undefined })}
        />
        {show === "muted" && <MuteList />}
        {error && <ErrorNote error={error} meaning="What is shown may be old." onRetry={() => void refetch()} />}
        {isPending && !error && <Skeleton rows={5} height={46} />}
        {open.length > 0 && (
          <BulkBar
            all={open.length}
            marked={marked}
            onMarkAll={(on) => setWanted(new Set(on ? open.map(({ id }) => id) : []))}
          />
        )}
        <ul className="items">
          {open.map((alert, at) => (
            <AlertItem
              key={alert.id}
              alert={alert}
              chosen={alert.id === chosen}
              onSelect={select}
              asksSpend={at < MOST_ASKED}
              marked={wanted.has(alert.id)}
              onMark={(on) => mark(alert.id, on)}
            />
          ))}
        </ul>
        {data && listed.length === 0 && <p className={`mid items-none${closed.length > 0 ? " items-none-open" : ""}`}>{NONE[show]}</p>}
        <EarlierAlerts alerts={closed} chosen={chosen} onSelect={select} />
      </section>
      <section className="split-detail" aria-label="Alert">
        {chosen && (
          <AlertDetail
            key={chosen}
            id={chosen}
            onBack={() => onChange({ id: undefined })}
            onDecide={() => onChange({ id: chosen }, true)}
          />
        )}
        {!chosen && data && (show === "open" || show === "all" ? <NothingOpen /> : <p className="mid">{NONE[show]}</p>)}
      </section>
    </div>
  );
}
