import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import type { Part } from "./sentence";

interface Props {
  part: Extract<Part, { kind: "choice" }>;
  onChange: (value: string) => void;
}

export function ChoicePart({ part, onChange }: Props) {
  const { label, text, value, options } = part;
  return (
    <Menu
      className={`inl ${part.setting === "severity" ? `inl-${value}` : ""}`}
      label={`${label}: ${text}`}
      align="left"
      button={
        <>
          {text}
          <Icon name="chevronDown" />
        </>
      }
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className="menu-item"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.text}
        </button>
      ))}
    </Menu>
  );
}
