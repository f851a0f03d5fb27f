import { useIsFetching } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useShortcuts } from "../../keyboard";
import { TopBar } from "../../shell/TopBar";
import { RangeMenu } from "../../ui/RangeMenu";
import { movedRange, type RangeSearch, todayUtc } from "../../ui/range";
import { Overview } from "./Overview";
import type { OverviewSearch } from "./search";
import { useMinute } from "./useMinute";
import "./overview.css";

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
  useShortcuts({ "[": () => move(-1), "]": () => move(1) });

  return (
    <>
      <TopBar title="Overview" busy={busy} savable views={<RangeMenu value={search} today={today} compares onChange={setRange} />} />
      <div className="page-scroll">
        <div className="page-body">
          <Overview search={search} today={today} onChange={change} />
        </div>
      </div>
    </>
  );
}
