import { useEffect, useState } from "react";
import { copyText } from "./copyText";
import { Icon } from "./Icon";

interface Props {
  /** The text, or how to get it (a key is asked for only when it is copied). */
  text: string | (() => Promise<string>);
  label: string;
  /** Shows the word `Copy` beside the icon. */
  worded?: boolean;
  onFailure?: (error: unknown) => void;
}

export function CopyButton({ text, label, worded = false, onFailure }: Props) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 1_600);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async () => {
    try {
      const value = typeof text === "string" ? text : await text();
      setState((await copyText(value)) ? "copied" : "failed");
    } catch (error) {
      setState("failed");
      onFailure?.(error);
    }
  };
  const said = state === "copied" ? "Copied" : state === "failed" ? "Not copied" : "";
  return (
    <>
      <button
        type="button"
        className={worded ? "button button-small" : "icon-button"}
        aria-label={worded ? undefined : label}
        title={said || label}
        data-state={state}
        onClick={copy}
      >
        <Icon name={state === "copied" ? "check" : "copy"} />
        {worded && (said || "Copy")}
      </button>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}
