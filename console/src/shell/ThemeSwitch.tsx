import { setPreferences, useShownTheme } from "../preferences";
import { Icon } from "../ui/Icon";

/** From light to dark and back; the menu beside it can also follow the system. */
export function ThemeSwitch() {
  const next = useShownTheme() === "dark" ? "light" : "dark";
  const label = `Switch to ${next}`;
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={() => setPreferences({ theme: next })}>
      <Icon name={next === "dark" ? "moon" : "sun"} />
    </button>
  );
}
