import { useIsFetching, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { connectionsQuery, statusQuery } from "../../api/queries";
import { useShortcuts } from "../../keyboard";
import { TopBar } from "../../shell/TopBar";
import { RangeMenu } from "../../ui/RangeMenu";
import { movedRange, type RangeSearch, todayUtc } from "../../ui/range";
import { Overview } from "./Overview";
import type { OverviewSearch } from "./search";
import { useMinute } from "./useMinute";
import "./overview.css";

// Seen once in the life of a server.
const FirstRun = lazy(() => import("./first/FirstRun").then((module) => ({ default: module.FirstRun })));

/** What is spent, what changed, what is not known. */
export function OverviewPage() {
  const search = useSearch({ from: "/shell/" });
  const navigate = useNavigate({ from: "/" });
  // Also right on a page that stays open over midnight.
  const today = todayUtc(useMinute());
  const busy = useIsFetching({ queryKey: ["spend"] }) > 0;

  const change = (part: Partial<OverviewSearch>) => void navigate({ search: (old) => ({ ...old, ...part }), resetScroll: false });
  const setRange = ({ range, from, to, against }: RangeSearch) => change({ range, from, to, against });
  const move = (step: 1 | -1) => {
    const next = movedRange(search, step, today);
    if (next) setRange(next);
  };
  const status = useQuery(statusQuery);
  const connections = useQuery(connectionsQuery);
  const isEmpty = status.data?.events === "0";
  const isNew = isEmpty && connections.data?.length === 0;
  const isOpen = status.isPending || (isEmpty && connections.isPending);
  // The first event must not take away the page that it is followed on.
  const [first, setFirst] = useState<boolean | null>(null);
  if (isNew && first === null) setFirst(true);
  useShortcuts({ "[": () => move(-1), "]": () => move(1) });

  if (first) {
    return (
      <>
        <TopBar title="Overview" />
        <div className="page-scroll">
          <div className="page-body">
            <Suspense>
              <FirstRun onDone={() => setFirst(false)} />
            </Suspense>
          </div>
        </div>
      </>
    );
  }
  return (
    <>
      <TopBar title="Overview" busy={busy} savable views={<RangeMenu value={search} today={today} compares onChange={setRange} />} />
      <div className="page-scroll">
        <div className="page-body">
          {!isOpen && <Overview search={search} today={today} onChange={change} />}
        </div>
      </div>
    </>
  );
}
