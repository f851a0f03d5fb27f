import type { ReactNode } from "react";

export type Theme = "light" | "dark";
const THEMES: Theme[] = ["light", "dark"];

/** The same in both themes, whichever the page has. */
export function ThemePair({ children }: { children: (theme: Theme) => ReactNode }) {
  return (
    <div className="theme-pair">
      {THEMES.map((theme) => (
        <div key={theme} className="theme-panel" data-theme={theme} role="group" aria-label={theme}>
          {children(theme)}
        </div>
      ))}
    </div>
  );
}
