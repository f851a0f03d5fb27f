import { useLocation } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { forgetView, savedViews, saveView } from "../savedViews";
import { CopyButton } from "../ui/CopyButton";
import { Icon } from "../ui/Icon";
import { Popover } from "../ui/Popover";

/** Keeps the page as it is shown, under a name. */
export function SaveView() {
  const address = useLocation().href;
  const known = savedViews.use().find((view) => view.address === address);
  return (
    <Popover
      className="button save-view"
      title="Save view"
      align="right"
      button={
        <>
          <Icon name="bookmark" />
          {known ? <span className="clip">{known.name}</span> : "Save view"}
        </>
      }
    >
      {(close) =>
        known ? (
          <div className="save-sheet">
            <p className="mid">Saved as {known.name}. It is in the palette and in the list of views.</p>
            <div className="row">
              <CopyButton text={() => Promise.resolve(window.location.href)} label="Copy the address" worded />
              <button
                type="button"
                className="button button-small button-quiet"
                onClick={() => {
                  close();
                  forgetView(known.name);
                }}
              >
                Forget it
              </button>
            </div>
          </div>
        ) : (
          <SaveForm address={address} onSaved={close} />
        )
      }
    </Popover>
  );
}

function SaveForm({ address, onSaved }: { address: string; onSaved: () => void }) {
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    onSaved();
    saveView({ name: name.trim(), address });
  };
  return (
    <form className="save-sheet" onSubmit={submit}>
      <label>
        <span className="small mid">Name</span>
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the one field of a sheet that was asked for
          autoFocus
          className="input"
          maxLength={60}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <div className="row">
        <button type="submit" className="button button-primary" disabled={!name.trim()}>
          Save view
        </button>
        <CopyButton text={() => Promise.resolve(window.location.href)} label="Copy the address" worded />
      </div>
      <p className="small dim">Kept in this browser. Its address shows a colleague the same.</p>
    </form>
  );
}
