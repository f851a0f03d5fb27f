import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { serverMilliseconds } from "../../clock";
import { request } from "../../api/client";
import { keysQuery } from "../../api/queries";
import type { Key, KeyWithText, Schemas } from "../../api/types";
import { counted } from "../../format/number";
import { formatAgo, formatFull, formatTime } from "../../format/time";
import { useZone } from "../../preferences";
import { Choice } from "../../ui/Choice";
import { Confirm } from "../../ui/Confirm";
import type { KnownKey } from "./knownKey";
import { NewKey } from "./NewKey";

interface Props {
  value: Key;
  known: KnownKey | null;
  onKnown: (key: KnownKey | null) => void;
  onClose: () => void;
}

const HOUR = 3_600_000;

/** How long the old key works on. */
const GRACES = [
  { value: "0", label: "stops at once", said: "stopped" },
  { value: "3600", label: "works on for 1 hour", said: "works on for an hour" },
  { value: "86400", label: "24 hours", said: "works on for 24 hours" },
  { value: "604800", label: "7 days", said: "works on for 7 days" },
] as const;
type Grace = (typeof GRACES)[number]["value"];

/** Warns that the old key stops, at once unless told otherwise; the new one is shown in the same place. */
export function RegenerateKey({ value, known, onKnown, onClose }: Props) {
  const zone = useZone();
  const [typed, setTyped] = useState("");
  const [grace, setGrace] = useState<Grace>("0");
  const [made, setMade] = useState<string | null>(null);
  // As it was when the question was asked: a question must not change while it is read.
  const [inUse] = useState(() => value.lastUsedAt !== null && serverMilliseconds() - Date.parse(value.lastUsedAt) < HOUR);
  const client = useQueryClient();
  const regenerate = useMutation({
    mutationFn: () =>
      request<KeyWithText>("POST", `/api/v1/keys/${encodeURIComponent(value.id)}/regenerate`, {
        body: { graceSeconds: Number(grace) } satisfies Schemas["Regenerate"],
      }),
    onSuccess: ({ key }) => {
      setMade(key);
      onKnown({ id: value.id, name: value.name, text: key });
      void client.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  if (made) {
    const said = GRACES.find((one) => one.value === grace)?.said;
    return <NewKey title={`The new key of ${value.name}. The old one ${said}`} text={made} onStored={onClose} />;
  }
  const usedAt = value.lastUsedAt;
  return (
    <Confirm
      title={`Regenerate the key of ${value.name}?`}
      keep="Keep key"
      act="Regenerate"
      busy={regenerate.isPending || (inUse && typed !== value.name)}
      error={regenerate.error}
      onKeep={onClose}
      onAct={() => regenerate.mutate()}
    >
      <p>
        {grace === "0"
          ? "The old key stops at once. Whatever still sends with it is refused until it has the new one."
          : "Both keys work until then. Whatever still sends with the old one afterwards is refused."}{" "}
        {usedAt === null
          ? "It was never used."
          : `It was last used ${formatAgo(usedAt) ?? formatTime(usedAt, zone)}, after ${counted(value.events, "event")}.`}
        {known?.id === value.id && " The copy in this page is replaced too."}
      </p>
      <div className="row confirm-grace">
        <span className="small">The old key</span>
        <Choice label="The old key" value={grace} options={[...GRACES]} onChange={setGrace} />
      </div>
      {value.oldUntil && (
        <p className="small">
          The key before this one still works, until {formatFull(value.oldUntil, zone)}. It stops now in any case.
        </p>
      )}
      {inUse && (
        <label className="confirm-name">
          <span className="small">
            It is in use. Type <b className="mono">{value.name}</b> to confirm
          </span>
          <input
            className="input mono"
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      )}
    </Confirm>
  );
}
