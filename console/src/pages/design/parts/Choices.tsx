import { useState } from "react";
import { Choice } from "../../../ui/Choice";

const OPTIONS = ["Provider", "Model", "Agent"].map((label) => ({ value: label, label }));

export function Choices() {
  const [value, setValue] = useState("Provider");
  return <Choice label="Group by" value={value} options={OPTIONS} onChange={setValue} />;
}
