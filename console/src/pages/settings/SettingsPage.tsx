import { TopBar } from "../../shell/TopBar";
import { AboutSection } from "./AboutSection";
import { BudgetSection } from "./BudgetSection";
import { ChannelSection } from "./ChannelSection";
import { KeptSection } from "./KeptSection";
import { PeopleSection } from "./PeopleSection";
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
          <PeopleSection />
          <ChannelSection />
          <KeptSection />
          <AboutSection />
        </div>
      </div>
    </>
  );
}
