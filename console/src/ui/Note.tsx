import type { ReactNode } from "react";
import { Icon } from "./Icon";

interface Props {
  tone?: "plain" | "warn" | "bad";
  children: ReactNode;
  /** Reads the note out when it appears: politely, or at once for a failure. */
  live?: boolean;
}

export function Note({ tone = "plain", children, live = false }: Props) {
  const role = live ? (tone === "bad" ? "alert" : "status") : undefined;
  return (
    <div className={`note note-${tone}`} role={role}>
      <Icon name={tone === "plain" ? "info" : "warning"} />
      <div>{children}</div>
    </div>
  );
}
