import type { IconName } from "../../ui/Icon";

export type Section = "Recent" | "Found" | "Pages" | "Actions" | "Saved views" | "Values";

/** What can be chosen in the palette. */
export interface Item {
  /** Tells it from all others, also on another day. */
  id: string;
  section: Section;
  icon: IconName;
  label: string;
  /** What kind of thing it is, at the right. */
  note?: string;
  /** Further words by which it is found. */
  words?: string;
  /** Shortcut, as the help writes it. */
  keys?: string;
  /** Where it leads, what it does, or what it types to be chosen from next. */
  go: string | (() => void) | { type: string };
  /** Shown only when something was typed. */
  onlyFound?: boolean;
}
