const PATHS = {
  alerts: "M4 11.5V7a4 4 0 0 1 8 0v4.5l1 1.5H3zM6.5 14.8h3",
  arrowDown: "M8 3v10M4 9l4 4 4-4",
  arrowUp: "M8 13V3M4 7l4-4 4 4",
  bookmark: "M4 2.5h8v11L8 10.5l-4 3z",
  check: "M3 8.5 6.5 12 13 4.5",
  chevronDown: "M4 6l4 4 4-4",
  chevronRight: "M6 4l4 4-4 4",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.5",
  close: "M4 4l8 8M12 4l-8 8",
  code: "M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5",
  columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
  connections: "M6 2v3M10 2v3M4 5h8v2.5a4 4 0 0 1-8 0zM8 11.5V14",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  download: "M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10",
  filter: "M2.5 3.5h11L9.5 8v4.5l-3 1V8z",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5V11M8 5.2h.01",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z",
  overview: "M2.5 13.5h11M4.5 11V7.5M8 11V3M11.5 11V5.5",
  person: "M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8zM2.8 13.8c.6-2.6 2.6-4 5.2-4s4.6 1.4 5.2 4",
  play: "M5 3l8 5-8 5z",
  plus: "M8 3v10M3 8h10",
  prices: "M8.5 2.5h5v5L7.5 13.5l-5-5zM11 5h.01",
  reconciliation: "M8 2.5v11M5 13.5h6M3 4.5h10M3 4.5 1.5 9a1.8 1.8 0 0 0 3 0zM13 4.5 11.5 9a1.8 1.8 0 0 0 3 0z",
  regenerate: "M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3",
  rules: "M8 1.8 13 4v4c0 3-2 5.2-5 6.2C5 13.2 3 11 3 8V4zM6 8l1.5 1.5L10.3 6.6",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3 13.5 13.5",
  send: "M14 2 2 7l4.5 2L9 14z",
  settings: "M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8 1.8v1.9M8 12.3v1.9M1.8 8h1.9M12.3 8h1.9M3.6 3.6l1.4 1.4M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4",
  sql: "M2 3h12v10H2zM4.5 6l2 2-2 2M8 10h3",
  sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
  traces: "M3 3h4v3H3zM9 10h4v3H9zM5 6v5.5h4",
  transactions: "M2.5 4h11M2.5 8h11M2.5 12h7",
  trash: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9",
  upload: "M8 11V3M4.5 6 8 2.5 11.5 6M3 13.5h10",
  warning: "M8 2.5 14.5 13.5h-13zM8 6.8v3.2M8 11.8h.01",
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside words; it never stands for them. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
