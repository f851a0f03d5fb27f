import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { counted } from "../../format/number";
import { Icon } from "../../ui/Icon";
import type { Item } from "./item";
import { inSections } from "./match";
import { PaletteOption } from "./PaletteOption";
import { remember } from "./recent";
import { usePaletteItems } from "./usePaletteItems";
import "./palette.css";

const MOST_OF_A_SECTION = 7;

interface Props {
  onHelp: () => void;
  onClose: () => void;
}

/** Goes anywhere and does anything by name: pages, actions, saved views, values of dimensions, whole ids. */
export function Palette({ onHelp, onClose }: Props) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const navigate = useNavigate();
  const { items, isLooking } = usePaletteItems(text, onHelp);
  const sections = inSections(items, text.trim() ? MOST_OF_A_SECTION : items.length);
  const shown = sections.flatMap((section) => section.items);
  const active = Math.min(at, shown.length - 1);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);

  const type = (next: string) => {
    setText(next);
    setAt(0);
  };
  const choose = (item: Item | undefined) => {
    if (!item) return;
    if (typeof item.go === "object") {
      type(item.go.type);
      return;
    }
    remember(item);
    // Closed first, so that the focus is back where it was before the choice moves it.
    dialog.current?.close();
    onClose();
    if (typeof item.go === "string") void navigate({ href: item.go });
    else item.go();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = shown.length - 1;
    if (event.key === "ArrowDown") setAt(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp") setAt(active > 0 ? active - 1 : last);
    else if (event.key === "PageDown") setAt(Math.min(active + 8, last));
    else if (event.key === "PageUp") setAt(Math.max(active - 8, 0));
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) choose(shown[active]);
    else return;
    event.preventDefault();
  };
  const optionId = (item: Item) => `${id} ${item.section} ${item.id}`.replaceAll(/[^\w-]/g, "_");
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label="Search or jump to"
      onCancel={onClose}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="palette-field">
        <Icon name="search" />
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the field is why the dialog opens
          autoFocus
          role="combobox"
          aria-label="Search or jump to"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={shown[active] && optionId(shown[active])}
          placeholder="Page, action, model, agent or whole id"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <ul id={`${id}-list`} className="palette-list" role="listbox" aria-label="What was found">
        {sections.map((section) => (
          <li key={section.section} role="presentation">
            <ul role="group" aria-label={section.section}>
              <li role="presentation" className="palette-section" aria-hidden="true">
                {section.section}
              </li>
              {section.items.map((item) => (
                <PaletteOption
                  key={item.id}
                  id={optionId(item)}
                  item={item}
                  active={item === shown[active]}
                  onPoint={() => setAt(shown.indexOf(item))}
                  onChoose={() => choose(item)}
                />
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {shown.length === 0 && (
        <p className="palette-none mid">{isLooking ? "Looking for this id" : "Nothing has this name. An id is found only as a whole."}</p>
      )}
      <p className="visually-hidden" role="status">
        {text && counted(shown.length, "result")}
      </p>
    </dialog>
  );
}
