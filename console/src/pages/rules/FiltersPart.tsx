import type { JsonSchema } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { Popover } from "../../ui/Popover";
import { MapInput } from "./MapInput";
import { RowsInput } from "./RowsInput";
import { controlOf } from "./schema";
import type { Part } from "./sentence";

interface Props {
  part: Extract<Part, { kind: "filters" }>;
  schema: JsonSchema;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** Which events count, as rows in a sheet of their own. */
export function FiltersPart({ part: { label, text }, schema, value, onChange }: Props) {
  const control = controlOf(schema);
  const id = "sentence-filters";
  return (
    <Popover
      className="inl inl-long"
      label={`${label}: ${text}`}
      title={label}
      button={
        <>
          <span className="clip">{text}</span>
          <Icon name="chevronDown" />
        </>
      }
    >
      <div className="filters-sheet">
        <p className="small dim" id={`${id}-help`}>
          All must fit. Letters' case counts.
        </p>
        {control.kind === "rows" ? (
          <RowsInput
            attributes={{ id, "aria-describedby": `${id}-help`, "aria-invalid": false }}
            label={label}
            items={control.items}
            value={value}
            onChange={onChange}
          />
        ) : (
          <MapInput id={id} value={value} onChange={onChange} />
        )}
      </div>
    </Popover>
  );
}
