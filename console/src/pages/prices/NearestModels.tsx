import type { ListedModel, UnpricedGroup } from "../../api/types";
import { listedPriceText } from "./scopeText";
import { useNearest } from "./useNearest";

interface Props {
  group: UnpricedGroup;
  onUse: (listed: ListedModel) => void;
}

/** What the list knows that is likely the same; its price begins an own one. */
export function NearestModels({ group, onUse }: Props) {
  const nearest = useNearest(group);
  if (nearest.length === 0) return <span className="dim">none is alike</span>;
  return (
    <ul className="nearest">
      {nearest.map((listed) => (
        <li key={`${listed.provider}/${listed.model}`}>
          <span className="wrap-anywhere">
            {listed.model}
            {listed.provider !== group.provider && <span className="dim"> of {listed.provider}</span>}
            <span className="small mid nearest-price">{listedPriceText(listed, group.meters)}</span>
          </span>
          <button type="button" className="button button-small" aria-label={`Use this price: ${listed.model}`} onClick={() => onUse(listed)}>
            Use this price
          </button>
        </li>
      ))}
    </ul>
  );
}
