import { Icon } from "../../ui/Icon";
import { dimensionOf, describeFilter, type FilterName } from "./filters";
import { KeyName } from "./KeyName";

interface Props {
  name: FilterName;
  value: string;
  onEdit: () => void;
  onRemove: () => void;
}

/** One filter: dimension, operator, value. Enter takes it back into the field, Backspace away. */
export function Token({ name, value, onEdit, onRemove }: Props) {
  const token = describeFilter(name, value);
  return (
    <span className="token" title={value}>
      <button
        type="button"
        className="token-text"
        onClick={onEdit}
        onKeyDown={(event) => {
          if (event.key === "Backspace" || event.key === "Delete") onRemove();
        }}
      >
        {token.label} {token.operator} <b>{dimensionOf(name)?.dimension === "keyId" ? <KeyName id={value} /> : token.value}</b>
      </button>
      <button type="button" aria-label={`Remove ${token.label} ${token.operator} ${token.value}`} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </span>
  );
}
