import { Token } from "../../transactions/Token";
import "../../transactions/filterBar.css";

const nothing = () => {};

export function Tokens() {
  return (
    <div className="filter-bar">
      <Token name="provider" value="anthropic" onEdit={nothing} onRemove={nothing} />
      <Token name="minCost" value="0.05" onEdit={nothing} onRemove={nothing} />
    </div>
  );
}
