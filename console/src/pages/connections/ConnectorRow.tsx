import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/client";
import { connectorsQuery } from "../../api/queries";
import type { Connector } from "../../api/types";
import { formatDay } from "../../format/time";
import { useZone } from "../../preferences";
import { Confirm } from "../../ui/Confirm";
import { Glyph } from "../../ui/Glyph";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { firstSentence } from "./manifestText";

/** A connector in the list. One that somebody uploaded can be deleted. */
export function ConnectorRow({ connector, onConnect }: { connector: Connector; onConnect: () => void }) {
  const zone = useZone();
  const [deleting, setDeleting] = useState(false);
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => request<void>("DELETE", `/api/v1/connectors/${encodeURIComponent(connector.id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: connectorsQuery.queryKey }),
  });
  const { upload } = connector;
  if (deleting) {
    return (
      <li className="more-asking">
        <Confirm
          title={`Delete the connector ${connector.title}?`}
          keep="Keep connector"
          act="Delete connector"
          busy={remove.isPending}
          error={remove.error}
          onKeep={() => setDeleting(false)}
          onAct={() => remove.mutate()}
        >
          Its component is erased. No connection uses it; records that were read stay.
        </Confirm>
      </li>
    );
  }
  return (
    <li className="more-item">
      <button type="button" className="more-connect" title={firstSentence(connector.documentation)} onClick={onConnect}>
        <Glyph provider={connector.id} hollow />
        <span className="grow">
          <b className="clip">{connector.title}</b>
          <span className="small dim clip">{upload ? `uploaded by ${upload.uploadedBy}, ${formatDay(upload.uploadedAt, zone)}` : tells(connector)}</span>
        </span>
      </button>
      {upload && (
        <Menu label={`More for ${connector.title}`} button={<Icon name="more" />}>
          <button type="button" className="menu-item menu-item-bad" onClick={() => setDeleting(true)}>
            <Icon name="trash" />
            Delete
          </button>
        </Menu>
      )}
    </li>
  );
}

/** What a provider tells: `bill and usage`, `usage`, `estimates`. */
export function tells({ streams, billingSource }: Connector): string {
  const has = (kind: string) => streams.some((stream) => stream.kind === kind);
  return [has("cost") && (billingSource ? "bill" : "estimates"), has("usage") && "usage"].filter(Boolean).join(" and ");
}
