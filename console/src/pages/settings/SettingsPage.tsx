import { TopBar } from "../../shell/TopBar";
import { BudgetSection } from "./BudgetSection";
import { ChannelSection } from "./ChannelSection";
import { PromptSection } from "./PromptSection";
import { TimeZoneSection } from "./TimeZoneSection";
import "./settings.css";

export function SettingsPage() {
  return (
    <>
      <TopBar title="Settings" />
      <div className="page-scroll">
        <div className="page-body settings">
          <BudgetSection />
          <PromptSection />
          <TimeZoneSection />
          <ChannelSection />
        </div>
      </div>
    </>
  );
}
