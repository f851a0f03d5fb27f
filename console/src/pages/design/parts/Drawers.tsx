import { useState } from "react";
import { Drawer } from "../../../ui/Drawer";
import { Glyph } from "../../../ui/Glyph";

export function Drawers() {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <div className="design-row">
      <button type="button" className="button" onClick={() => setOpen(true)}>
        Open a drawer
      </button>
      {open && (
        <Drawer
          title="Connect Anthropic"
          subtitle="An example that sends nothing"
          glyph={<Glyph provider="anthropic" />}
          onClose={close}
          footer={
            <button type="button" className="button button-primary" onClick={close}>
              Close the example
            </button>
          }
        >
          <p className="mid">A head that says what it is about, what scrolls, a foot that stays.</p>
        </Drawer>
      )}
    </div>
  );
}
