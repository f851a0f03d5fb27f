import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { request } from "../../api/client";
import type { Key, Schemas } from "../../api/types";
import { formatCount } from "../../format/number";
import { CopyButton } from "../../ui/CopyButton";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { formatDay, formatFull, formatMinute } from "../../format/time";
import { useZone } from "../../preferences";
import { TimeText } from "../../ui/TimeText";
import type { KnownKey } from "./knownKey";
import { RegenerateKey } from "./RegenerateKey";
import { RevokeKey } from "./RevokeKey";

interface Props {
  value: Key;
  known: KnownKey | null;
  onKnown: (key: KnownKey | null) => void;
}

/** A key, and under it whatever is asked about it. */
export function KeyRow({ value, known, onKnown }: Props) {
  const [asking, setAsking] = useState<"regenerate" | "revoke" | null>(null);
  const zone = useZone();
  const [failure, setFailure] = useState<unknown>(null);
  const reveal = async () => {
    setFailure(null);
    const { key } = await request<Schemas["Revealed"]>("POST", `/api/v1/keys/${encodeURIComponent(value.id)}/reveal`);
    onKnown({ id: value.id, name: value.name, text: key });
    return key;
  };
  const close = () => setAsking(null);
  return (
    <>
      <tr data-key={value.name}>
        <td className="key-name">
          <b>{value.name}</b>
          {value.createdBy && <p className="small dim">by {value.createdBy}</p>}
        </td>
        <td className="key-text">
          <span className="row">
            <span className="mono nowrap">
              {value.masked.slice(0, value.masked.indexOf("•"))}
              <span className="dim">••••••••</span>
              {value.lastFour}
            </span>
            <CopyButton text={reveal} label={`Copy key ${value.name}`} onFailure={setFailure} />
          </span>
          {value.oldUntil && <p className="small dim">the old one works until {formatMinute(value.oldUntil, zone)}</p>}
        </td>
        <td className="key-scope">
          <span className="tag">{value.scope}</span>
        </td>
        <td className="key-created mid nowrap">
          <time dateTime={value.createdAt} title={formatFull(value.createdAt, zone)}>
            {formatDay(value.createdAt, zone)}
          </time>
        </td>
        <td className="key-used nowrap">
          {value.lastUsedAt ? <TimeText at={value.lastUsedAt} relative /> : <span className="dim">never</span>}
        </td>
        <td className={value.refused === "0" ? "key-events number" : "key-events key-refused number"}>
          {value.scope === "read" ? (
            <span className="dim">reads only</span>
          ) : (
            <span className={value.events === "0" ? "dim" : undefined}>{formatCount(value.events)}</span>
          )}
          {value.refused !== "0" && (
            <p className="small">
              <Link
                className="refused-link"
                to="/transactions/refused"
                search={{ key: value.id }}
                title={`See what ${value.name} sent that was refused`}
              >
                {formatCount(value.refused)} refused
              </Link>
            </p>
          )}
        </td>
        <td className="key-actions">
          <span className="row">
            <button
              type="button"
              className="button button-small button-quiet"
              aria-expanded={asking === "regenerate"}
              onClick={() => setAsking("regenerate")}
            >
              <Icon name="regenerate" />
              Regenerate
            </button>
            <Menu label={`More for ${value.name}`} button={<Icon name="more" />}>
              <button type="button" className="menu-item menu-item-bad" onClick={() => setAsking("revoke")}>
                <Icon name="trash" />
                Revoke
              </button>
            </Menu>
          </span>
        </td>
      </tr>
      {(asking || Boolean(failure)) && (
        <tr className="key-below">
          <td colSpan={7}>
            <ErrorNote error={failure} meaning="The key was not copied." />
            {asking === "regenerate" && <RegenerateKey value={value} known={known} onKnown={onKnown} onClose={close} />}
            {asking === "revoke" && <RevokeKey value={value} onClose={close} />}
          </td>
        </tr>
      )}
    </>
  );
}
