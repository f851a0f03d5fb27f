import { useEffect, useState } from "react";
import { MOST_SECONDS } from "./limits";

/** How long a query has been running, of the time that it has. */
export function Elapsed() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <span aria-hidden="true">{seconds > 0 && ` ${seconds} s of ${MOST_SECONDS} s`}</span>;
}
