import { useQuery } from "@tanstack/react-query";
import { connectorsQuery } from "../../api/queries";
import { localZone, setPreferences, usePreferences, useShownTheme } from "../../preferences";
import { copyText } from "../../ui/copyText";
import { useSignOut } from "../useSignOut";
import type { Item } from "./item";

type Action = Omit<Item, "section">;

const followSystem = () => setPreferences({ theme: "system" });

/** What can be done from anywhere. */
export function useActionItems(onHelp: () => void): Item[] {
  const { zone, theme, shortcuts } = usePreferences();
  const otherTheme = useShownTheme() === "dark" ? "light" : "dark";
  const otherZone = localZone === "UTC" ? "the zone of this browser" : localZone;
  const connectors = useQuery(connectorsQuery).data ?? [];
  const signOut = useSignOut();

  const actions: Action[] = [
    { id: "connect", icon: "connections", label: "Connect a provider", go: { type: "Connect to " } },
    { id: "create key", icon: "plus", label: "Create a key", words: "sdk api metering", go: "/connections?create=key" },
    { id: "write rule", icon: "rules", label: "Write a rule", words: "new alert limit budget", go: "/rules?id=new" },
    {
      id: "theme",
      icon: otherTheme === "dark" ? "moon" : "sun",
      label: `Switch to ${otherTheme}`,
      words: "theme mode appearance",
      keys: "T",
      go: () => setPreferences({ theme: otherTheme }),
    },
    {
      id: "zone",
      icon: "clock",
      label: `Show times in ${zone === "UTC" ? otherZone : "UTC"}`,
      words: "time zone clock local",
      go: () => setPreferences({ zone: zone === "UTC" ? "local" : "UTC" }),
    },
    {
      id: "copy address",
      icon: "copy",
      label: "Copy the address of this view",
      words: "link share url",
      go: () => void copyText(window.location.href),
    },
    { id: "help", icon: "info", label: "Show all keys", words: "keyboard shortcuts help", keys: "?", go: onHelp },
    {
      id: "shortcuts",
      icon: "settings",
      label: `Switch single-letter shortcuts ${shortcuts ? "off" : "on"}`,
      words: "keyboard keys",
      go: () => setPreferences({ shortcuts: !shortcuts }),
    },
    { id: "sign out", icon: "person", label: "Sign out", words: "log out leave", go: () => signOut() },
    { id: "design", icon: "info", label: "Design system", words: "components tokens colours", go: "/design", onlyFound: true },
  ];
  if (theme !== "system") {
    actions.push({ id: "system theme", icon: "sun", label: "Follow the system’s theme", go: followSystem, onlyFound: true });
  }
  for (const { id, title } of connectors) {
    const go = `/connections?connect=${encodeURIComponent(id)}`;
    actions.push({ id: `connect ${id}`, icon: "connections", label: `Connect ${title}`, words: "to provider", go, onlyFound: true });
  }
  return actions.map((action) => ({ ...action, section: "Actions" }));
}
