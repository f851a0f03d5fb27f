import { Empty } from "../../../ui/Empty";

export function Empties() {
  return (
    <Empty
      title="Nothing open"
      action={
        <button type="button" className="button">
          See the rules
        </button>
      }
    >
      Last alert: route-planner spent over $50 in 10 minutes, 19 Nov, 02:31.
    </Empty>
  );
}
