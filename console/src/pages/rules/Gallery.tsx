import { Icon } from "../../ui/Icon";
import { GALLERY } from "./gallery";

interface Props {
  /** The form that is open. */
  chosen: string | undefined;
  onChoose: (form: string) => void;
}

/** Rules to begin with. */
export function Gallery({ chosen, onChoose }: Props) {
  return (
    <ul className="items gallery">
      {GALLERY.map(({ id, name, line }) => (
        <li key={id}>
          <button type="button" className="item rule-item" aria-current={id === chosen} onClick={() => onChoose(id)}>
            <span className="gallery-plus" aria-hidden="true">
              <Icon name="plus" />
            </span>
            <span className="grow">
              <b>{name}</b>
              <span className="item-line">{line}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
