interface Props {
  /** The element that the page is in. */
  target: string;
}

/** The first stop of the keyboard: past the menu. */
export function SkipLink({ target }: Props) {
  return (
    <button type="button" className="button skip" onClick={() => document.getElementById(target)?.focus()}>
      Skip to the page
    </button>
  );
}
