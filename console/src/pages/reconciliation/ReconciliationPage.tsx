import { useIsFetching } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { serverNow } from "../../clock";
import { TopBar } from "../../shell/TopBar";
import { Choice } from "../../ui/Choice";
import { Icon } from "../../ui/Icon";
import { todayUtc } from "../../ui/range";
import { ShowSql } from "../../ui/ShowSql";
import { Comparison } from "./Comparison";
import { exportAddress, exportName } from "./exportAddress";
import { daysOf, monthOf } from "./month";
import { MonthChoice } from "./MonthChoice";
import { ProjectsTab } from "./ProjectsTab";
import type { ReconciliationSearch } from "./search";
import { monthSql } from "./sql";
import { monthQuery } from "./useMonth";
import "./reconciliation.css";

type Section = "compare" | "projects";

const SECTIONS: { value: Section; label: string }[] = [
  { value: "compare", label: "Compare" },
  { value: "projects", label: "Projects" },
];

/** Whether the bill agrees with what was metered, and if not, why. */
export function ReconciliationPage() {
  const search = useSearch({ from: "/shell/reconciliation" });
  const navigate = useNavigate({ from: "/reconciliation" });
  const [now] = useState(serverNow);
  const current = monthOf(now);
  const month = search.month ?? current;
  const section = search.show ?? "compare";
  const busy = useIsFetching({ queryKey: monthQuery(month).queryKey, predicate: ({ state }) => state.data !== undefined }) > 0;
  const go = (next: ReconciliationSearch) => void navigate({ search: next, resetScroll: false });
  const chosenMonth = search.month && { month: search.month };
  return (
    <>
      <TopBar
        title="Reconciliation"
        busy={busy}
        times="bills"
        savable
        views={
          <>
            {section === "compare" && <MonthChoice month={month} current={current} onChange={(chosen) => go(chosen === current ? {} : { month: chosen })} />}
            <Choice<Section>
              label="Section"
              value={section}
              options={SECTIONS}
              onChange={(value) => go({ ...chosenMonth, ...(value === "projects" && { show: value }) })}
            />
          </>
        }
      >
        {section === "compare" && (
          <span className="row hide-narrow">
            <ShowSql sql={monthSql(`${month}-01`, daysOf(month).at(-1) ?? "")} />
            <a className="button button-quiet button-small" href={exportAddress(month)} download={exportName(month)}>
              <Icon name="download" />
              Export
            </a>
          </span>
        )}
      </TopBar>
      <div className="page-scroll">
        <div className="page-body reconciliation">
          {section === "projects" ? <ProjectsTab /> : <Comparison month={month} today={todayUtc(now)} search={search} onGo={go} />}
        </div>
      </div>
    </>
  );
}
