import { useEffect, useRef } from "react";
import { Icon } from "../../ui/Icon";
import type { Item } from "./item";

interface Props {
  id: string;
  item: Item;
  active: boolean;
  onPoint: () => void;
  onChoose: () => void;
}

export function PaletteOption({ id, item, active, onPoint, onChoose }: Props) {
  const option = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (active) option.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    // The keys of a list of options are handled by the field that has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <li ref={option} id={id} role="option" aria-selected={active} onPointerMove={onPoint} onClick={onChoose}>
      <Icon name={item.icon} />
      <span className="clip">{item.label}</span>
      {item.note && <span className="palette-note clip">{item.note}</span>}
      {item.keys && <kbd className="hide-narrow">{item.keys}</kbd>}
    </li>
  );
}
