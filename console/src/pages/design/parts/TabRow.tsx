import { useId, useState } from "react";
import { Tabs } from "../../../ui/Tabs";

const OPTIONS = ["Back-test", "Versions", "Log"].map((label) => ({ value: label, label }));

export function TabRow() {
  const [value, setValue] = useState("Back-test");
  const panel = useId();
  return (
    <>
      <Tabs label="Parts of a rule" value={value} options={OPTIONS} controls={panel} onChange={setValue} />
      <p id={panel} role="tabpanel" aria-label={value} className="mid design-panel">
        {value}
      </p>
    </>
  );
}
