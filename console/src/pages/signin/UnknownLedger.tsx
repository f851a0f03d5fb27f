/** Lines of a ledger, all hatched: before signing in nothing is known. */
export function UnknownLedger() {
  return (
    <ol className="signin-unknown" aria-hidden="true">
      {Array.from({ length: 24 }, (_, line) => (
        <li key={`line-${line + 1}`}>
          {line + 1}
          <i style={{ width: `${38 + ((line * 53 + line * line * 7) % 54)}%` }} />
        </li>
      ))}
    </ol>
  );
}
