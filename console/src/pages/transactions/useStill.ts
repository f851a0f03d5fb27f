import { useCallback, useEffect, useRef, useState } from "react";

/** A value that is told often, and taken once it has stayed the same for a while: telling it draws nothing anew. */
export function useStill<T>(initial: T, milliseconds: number): [T, (value: T) => void] {
  const [value, setValue] = useState(initial);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = useCallback(
    (next: T) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setValue(next), milliseconds);
    },
    [milliseconds],
  );
  return [value, tell];
}
