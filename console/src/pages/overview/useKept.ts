import { useState } from "react";

/** The last value that was there, so that old data stays in view while new data loads. */
export function useKept<T>(value: T | undefined): { shown: T | undefined; isOld: boolean } {
  const [kept, setKept] = useState(value);
  if (value !== undefined && value !== kept) setKept(value);
  return { shown: value ?? kept, isOld: value === undefined && kept !== undefined };
}
