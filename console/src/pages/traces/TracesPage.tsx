import { TopBar } from "../../shell/TopBar";

export function TracesPage() {
  return <TopBar title="Traces" />;
}
