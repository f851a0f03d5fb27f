import { useState } from "react";
import { Confirm } from "../../../ui/Confirm";

export function Confirms() {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <div className="design-row">
        <button type="button" className="button" aria-expanded={open} onClick={() => setOpen(true)}>
          Revoke key
        </button>
      </div>
      {open && (
        <Confirm title="Revoke the key of claims-workers?" keep="Keep key" act="Revoke key" onKeep={close} onAct={close}>
          4 senders posted 1,204 events in the last 5 minutes. They are refused from now on.
        </Confirm>
      )}
    </>
  );
}
