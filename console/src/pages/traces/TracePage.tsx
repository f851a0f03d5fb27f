import { TopBar } from "../../shell/TopBar";

export function TracePage() {
  return <TopBar title="Trace" />;
}
