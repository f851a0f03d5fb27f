import { setPreferences, usePreferences } from "../preferences";
import { Choice } from "../ui/Choice";

export function ThemeChoice() {
  const { theme } = usePreferences();
  return (
    <Choice
      label="Theme"
      value={theme}
      options={[
        { value: "system", label: "System" },
        { value: "light", label: "Light" },
        { value: "dark", label: "Dark" },
      ]}
      onChange={(value) => setPreferences({ theme: value })}
    />
  );
}
