import { useContext } from "react";
import { COMMAND } from "../keyboard";
import { Icon } from "../ui/Icon";
import { ShellContext } from "./ShellContext";

/** Looks like a field and opens the palette, where one types. */
export function FindBox({ onOpen }: { onOpen?: () => void }) {
  const { openPalette } = useContext(ShellContext);
  return (
    <button
      type="button"
      className="find"
      aria-haspopup="dialog"
      onClick={() => {
        onOpen?.();
        openPalette();
      }}
    >
      <Icon name="search" />
      <span className="grow clip">Search or jump to</span>
      <kbd>{COMMAND} K</kbd>
    </button>
  );
}
