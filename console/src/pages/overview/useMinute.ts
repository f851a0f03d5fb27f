import { useEffect, useState } from "react";
import { serverNow } from "../../clock";

const MINUTE = 60_000;

/** The time, moved on once a minute. */
export function useMinute(): Date {
  const [now, setNow] = useState(() => serverNow());
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), MINUTE);
    return () => clearInterval(timer);
  }, []);
  return now;
}
