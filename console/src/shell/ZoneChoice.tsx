import { localZone, setPreferences, usePreferences } from "../preferences";
import { Choice } from "../ui/Choice";

export function ZoneChoice() {
  const { zone } = usePreferences();
  return (
    <Choice
      label="Time zone"
      value={zone}
      options={[
        { value: "UTC", label: "UTC" },
        { value: "local", label: localZone === "UTC" ? "Local" : localZone },
      ]}
      onChange={(value) => setPreferences({ zone: value })}
    />
  );
}
