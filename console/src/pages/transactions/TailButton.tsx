import { Icon } from "../../ui/Icon";

interface Props {
  on: boolean;
  onChange: (on: boolean) => void;
}

/** Whether rows that arrive enter at the top. */
export function TailButton({ on, onChange }: Props) {
  return (
    <button type="button" className="button button-quiet tail" aria-pressed={on} title="Live tail (L)" onClick={() => onChange(!on)}>
      <Icon name="play" />
      Live tail
    </button>
  );
}
