import type { ReactNode } from "react";
import { ErrorNote } from "../../ui/ErrorNote";

interface Props {
  /** Of this block only; the others stay. */
  error: unknown;
  onRetry: () => void;
  /** What the error means for what is shown. */
  meaning?: string;
  /** What is shown is from before. */
  isOld: boolean;
  /** In the place of what is not there yet, with the size that it will have. */
  ghost: ReactNode;
  /** None before there was an answer. */
  children: ReactNode | undefined;
}

/** A part of the page that loads, ages and fails by itself. */
export function Block({ error, onRetry, meaning = "What is shown may be old.", isOld, ghost, children }: Props) {
  return (
    <>
      <ErrorNote error={error} meaning={children === undefined ? "" : meaning} onRetry={onRetry} />
      {children === undefined ? !error && ghost : <div className={isOld ? "stale" : undefined}>{children}</div>}
    </>
  );
}
