import { useIsFetching } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { serverNow } from "../../clock";
import { TopBar } from "../../shell/TopBar";
import { Choice } from "../../ui/Choice";
import { Icon } from "../../ui/Icon";
import { Comparison, monthQuery } from "./Comparison";
import { later, monthLabel, monthOf } from "./month";
import { ProjectsTab } from "./ProjectsTab";
import type { ReconciliationSearch } from "./search";
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
  const [current] = useState(() => monthOf(serverNow()));
  const month = search.month ?? current;
  const section = search.show ?? "compare";
  const busy = useIsFetching({ queryKey: monthQuery(month).queryKey, predicate: ({ state }) => state.data !== undefined }) > 0;
  const go = (next: ReconciliationSearch) => void navigate({ search: next });
  const chosenMonth = search.month && { month: search.month };
  return (
    <>
      <TopBar title="Reconciliation" busy={busy} times="bills" savable>
        {section === "compare" && (
          <span className="row month">
            <button type="button" className="icon-button" aria-label="The month before" onClick={() => go({ month: later(month, -1) })}>
              <Icon name="chevronRight" />
            </button>
            <span aria-live="polite">{monthLabel(month)}</span>
            <button
              type="button"
              className="icon-button"
              aria-label="The month after"
              disabled={month >= current}
              onClick={() => go({ month: later(month, 1) })}
            >
              <Icon name="chevronRight" />
            </button>
          </span>
        )}
      </TopBar>
      <div className="page-scroll">
        <div className="page-body reconciliation">
          <Choice<Section>
            label="Section"
            value={section}
            options={SECTIONS}
            onChange={(value) => go({ ...chosenMonth, ...(value === "projects" && { show: value }) })}
          />
          {section === "projects" ? <ProjectsTab /> : <Comparison month={month} search={search} onGo={go} />}
        </div>
      </div>
    </>
  );
}
