import { Choice } from "../../ui/Choice";
import type { Drawable } from "./chartOf";

export type ChartLook = "bars" | "line" | "none";

const LOOKS: { value: ChartLook; label: string }[] = [
  { value: "bars", label: "Bars" },
  { value: "line", label: "Line" },
  { value: "none", label: "None" },
];

interface Props {
  how: Drawable;
  value: ChartLook;
  onChange: (look: ChartLook) => void;
}

/** How a result is drawn. A line goes through times only. */
export function ChartChoice({ how, value, onChange }: Props) {
  const looks = how.along === "time" ? LOOKS : LOOKS.filter((look) => look.value !== "line");
  return <Choice label="Chart" value={lookFor(how, value)} options={looks} onChange={onChange} />;
}

export const lookFor = (how: Drawable, look: ChartLook): ChartLook => (how.along === "text" && look === "line" ? "bars" : look);
