/** The same query for a shell. The key stays in a variable, so that it does not land in a history. */
export function curlFor(address: string, sql: string): string {
  const body = JSON.stringify({ sql });
  return `curl ${address}/api/v1/sql \\\n  -H "x-api-key: $OUTLAY_KEY" \\\n  -H "content-type: application/json" \\\n  -d ${quoted(body)}`;
}

/** In single quotes, where a shell changes nothing. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
