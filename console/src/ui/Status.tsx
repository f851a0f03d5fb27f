export type StatusShape = "on" | "wait" | "off" | "none";

/** A shape and a word; the colour only repeats them. */
export function Status({ shape, children }: { shape: StatusShape; children: string }) {
  return (
    <span className={`status status-${shape}`}>
      <i aria-hidden="true" />
      {children}
    </span>
  );
}
