import { TopBar } from "../../shell/TopBar";
import { PromptSection } from "./PromptSection";
import { TimeZoneSection } from "./TimeZoneSection";
import "./settings.css";

export function SettingsPage() {
  return (
    <>
      <TopBar title="Settings" />
      <div className="page-scroll">
        <div className="page-body settings">
          <PromptSection />
          <TimeZoneSection />
        </div>
      </div>
    </>
  );
}
