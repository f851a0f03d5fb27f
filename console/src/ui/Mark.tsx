/** The sign of Outlay: a ring of which one part is lifted out. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M10 1.5a8.5 8.5 0 1 0 8.5 8.5" className="mark-ring" />
      <path d="M13.2 2.1a8.5 8.5 0 0 1 4.7 4.7" className="mark-part" />
    </svg>
  );
}
