import { useSyncExternalStore } from "react";
import type { Zone } from "./format/time";

export type ThemeChoice = "system" | "light" | "dark";

interface Preferences {
  theme: ThemeChoice;
  /** `UTC`, or `local` for the zone of this browser. */
  zone: "UTC" | "local";
  /** Whether single letters are shortcuts. */
  shortcuts: boolean;
}

const STORAGE = "outlay.preferences";
const initial: Preferences = { theme: "system", zone: "UTC", shortcuts: true };
const listeners = new Set<() => void>();
/** Paper is white. */
let printing = false;
const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");

let current: Preferences = load();

function load(): Preferences {
  try {
    return { ...initial, ...(JSON.parse(localStorage.getItem(STORAGE) ?? "{}") as Partial<Preferences>) };
  } catch {
    return initial;
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setPreferences(change: Partial<Preferences>) {
  current = { ...current, ...change };
  try {
    localStorage.setItem(STORAGE, JSON.stringify(current));
  } catch {
    // Storage may be refused; the choice then lasts as long as the page.
  }
  announce();
}

function announce() {
  applyTheme();
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => current);
}

export const preferences = () => current;

export function useZone(): Zone {
  return usePreferences().zone === "UTC" ? "UTC" : localZone;
}

export const localZone: Zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export function shownTheme(): "light" | "dark" {
  if (printing) return "light";
  if (current.theme !== "system") return current.theme;
  return darkSystem.matches ? "dark" : "light";
}

export function useShownTheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, shownTheme);
}

export function applyTheme() {
  document.documentElement.dataset["theme"] = shownTheme();
}

darkSystem.addEventListener("change", announce);
for (const [name, starts] of [
  ["beforeprint", true],
  ["afterprint", false],
] as const) {
  window.addEventListener(name, () => {
    printing = starts;
    announce();
  });
}
