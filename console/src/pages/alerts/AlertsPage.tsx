import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { alertsQuery } from "../../api/queries";
import type { Alert } from "../../api/types";
import { serverMilliseconds } from "../../clock";
import { formatDuration } from "../../format/time";
import { TopBar } from "../../shell/TopBar";
import { Choice } from "../../ui/Choice";
import { ChannelsTab } from "./ChannelsTab";
import { InboxTab } from "./InboxTab";
import type { AlertsSearch, AlertsTab } from "./search";
import "../../styles/split.css";
import "./alerts.css";
import "./channels.css";

export function AlertsPage() {
  const search = useSearch({ from: "/shell/alerts" });
  const navigate = useNavigate({ from: "/alerts" });
  const open = useQuery(alertsQuery("open")).data;
  const tab = search.tab ?? "inbox";
  const change = (part: AlertsSearch, replace = false) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace });
  return (
    <>
      <TopBar title="Alerts" about={open && openText(open)}>
        <Choice<AlertsTab>
          label="Section"
          value={tab}
          options={[
            { value: "inbox", label: "Inbox" },
            { value: "channels", label: "Channels" },
          ]}
          onChange={(value) => void navigate({ search: value === "inbox" ? {} : { tab: value } })}
        />
      </TopBar>
      {tab === "inbox" && <InboxTab search={search} onChange={change} />}
      {tab === "channels" && <ChannelsTab />}
    </>
  );
}

/** `4 open, oldest 11 days`. */
function openText(open: readonly Alert[]): string {
  if (open.length === 0) return "nothing open";
  const oldest = Math.min(...open.map(({ openedAt }) => Date.parse(openedAt)));
  return `${open.length} open, oldest ${formatDuration(Math.max(serverMilliseconds() - oldest, 0))}`;
}
