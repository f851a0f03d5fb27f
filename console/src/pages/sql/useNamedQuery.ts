import { useState } from "react";
import { EXAMPLES } from "./examples";
import { savedQueries } from "./store";

/** Which saved query or example stands in the editor, and whether its text was changed since. */
export function useNamedQuery(initial: string) {
  const saved = savedQueries.use();
  const [text, setText] = useState(initial);
  const named = [...saved, ...EXAMPLES];
  const nameOf = (sql: string) => named.find((query) => query.sql === sql)?.name ?? null;
  const [name, setName] = useState(() => nameOf(initial));
  const opened = named.find((query) => query.name === name);
  return { saved, name: opened ? name : null, edited: opened !== undefined && opened.sql !== text, setText, setName, nameOf };
}
