import { Unknown } from "../../../ui/Unknown";

export function Unknowns() {
  return (
    <div className="design-row">
      <Unknown reason="gemini-3.1-image is not in the price book">unpriced</Unknown>
      <Unknown reason="The first sync is at 15:00">after first sync</Unknown>
      <Unknown>NULL</Unknown>
      <span className="tag">shadow</span>
      <span className="bound">≥ $37,065.53</span>
      <span className="dim">–</span>
    </div>
  );
}
