import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type AlertShow, alertsQuery, rulesQuery } from "../../api/queries";
import type { Alert } from "../../api/types";
import { useShortcuts } from "../../keyboard";
import { serverNow } from "../../clock";
import { useZone } from "../../preferences";
import { useNarrow } from "../../ui/useNarrow";
import { Choice } from "../../ui/Choice";
import { Empty } from "../../ui/Empty";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { TimeText } from "../../ui/TimeText";
import { AlertDetail } from "./AlertDetail";
import { AlertItem } from "./AlertItem";
import { BulkBar } from "./BulkBar";
import { earlierByMonth, ofThisMonth } from "./earlier";
import { headline } from "./headline";
import { MuteList } from "./MuteList";
import type { AlertsSearch } from "./search";
import { useMeasured } from "./useMeasured";

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

const isOpen = (alert: Alert) => alert.status === "open";

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
  const closed = show === "open" ? ofThisMonth((all ?? []).filter((alert) => !isOpen(alert)), zone, serverNow()) : listed.filter((alert) => !isOpen(alert));
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
        {earlierByMonth(closed, zone, serverNow()).map((earlier) => (
          <section key={earlier.title} aria-label={earlier.title}>
            <h3 className="items-head">{earlier.title}</h3>
            <ul className="items">
              {earlier.alerts.map((alert) => (
                <AlertItem key={alert.id} alert={alert} chosen={alert.id === chosen} onSelect={select} />
              ))}
            </ul>
          </section>
        ))}
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

function NothingOpen() {
  const last = useQuery(alertsQuery("all")).data?.[0];
  const measured = useMeasured(last?.ruleId);
  const rules = useQuery(rulesQuery).data;
  return (
    <Empty
      title="Nothing open"
      action={
        <Link className="button" to="/rules" search={rules?.length === 0 ? { id: "new" } : {}}>
          {rules?.length === 0 ? "Write the first rule" : "See the rules"}
        </Link>
      }
    >
      {last ? (
        <>
          Last alert <TimeText at={last.openedAt} />: {headline(last, measured)}.
        </>
      ) : (
        "No alert was ever raised. Rules judge each event as it arrives; what they find is shown here and sent to your channels."
      )}
    </Empty>
  );
}
