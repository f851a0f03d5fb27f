import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { Known } from "./completion";
import { createEditor, type Editor, insertText, replaceText, setKnown } from "./editor";
import { markError } from "./errorMark";

export interface SqlEditorHandle {
  text: () => string;
  replace: (text: string) => void;
  insert: (text: string) => void;
  /** Marks a 0-based character, or nothing. */
  mark: (position: number | null) => void;
}

interface Props {
  ref: Ref<SqlEditorHandle>;
  initial: string;
  known: Known;
  onRun: () => void;
  onEdit: (text: string) => void;
}

/**
 * The editor lives in a shadow root: there its style sheets are adopted, not inserted as style elements, so that the page needs
 * no exception in its content security policy.
 */
export function SqlEditor({ ref, initial, known, onRun, onEdit }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const start = useRef(initial);
  const actions = useRef({ onRun, onEdit });
  useEffect(() => {
    actions.current = { onRun, onEdit };
  });
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const made = createEditor(root, start.current, {
      run: () => actions.current.onRun(),
      edit: (text) => actions.current.onEdit(text),
    });
    editor.current = made;
    return () => {
      start.current = made.state.doc.toString();
      made.destroy();
      editor.current = null;
    };
  }, []);
  useEffect(() => {
    if (editor.current) setKnown(editor.current, known);
  }, [known]);
  useImperativeHandle(ref, () => ({
    text: () => editor.current?.state.doc.toString() ?? "",
    replace: (text) => editor.current && replaceText(editor.current, text),
    insert: (text) => editor.current && insertText(editor.current, text),
    mark: (position) => editor.current && markError(editor.current, position),
  }));
  return <div className="sql-editor" ref={host} />;
}
