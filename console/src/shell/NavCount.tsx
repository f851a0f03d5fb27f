interface Props {
  count?: number;
  /** What is counted, for those who do not see where the number stands. */
  of?: string;
  urgent?: boolean;
}

/** How many wait for somebody. */
export function NavCount({ count = 0, of = "", urgent = false }: Props) {
  if (count === 0) return null;
  return (
    <span className={urgent ? "count count-urgent" : "count"} title={`${count} ${of}`}>
      {count}
      <span className="visually-hidden"> {of}</span>
    </span>
  );
}
