import { useEffect, useImperativeHandle, useRef, type Ref } from "react";
import type { SqlTable } from "../../api/types";
import { createEditor, markError, replaceText, setTables, type Editor } from "./editor";

export interface SqlEditorHandle {
  text: () => string;
  replace: (text: string) => void;
  /** Marks a 0-based character, or nothing. */
  mark: (position: number | null) => void;
}

interface Props {
  ref: Ref<SqlEditorHandle>;
  initial: string;
  tables: readonly SqlTable[];
  onRun: () => void;
  onEdit: () => void;
}

/**
 * The editor lives in a shadow root: there its style sheets are adopted, not inserted as style elements, so that the page needs
 * no exception in its content security policy.
 */
export function SqlEditor({ ref, initial, tables, onRun, onEdit }: Props) {
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
      edit: () => actions.current.onEdit(),
    });
    editor.current = made;
    return () => {
      start.current = made.state.doc.toString();
      made.destroy();
      editor.current = null;
    };
  }, []);
  useEffect(() => {
    if (editor.current) setTables(editor.current, tables);
  }, [tables]);
  useImperativeHandle(ref, () => ({
    text: () => editor.current?.state.doc.toString() ?? "",
    replace: (text) => editor.current && replaceText(editor.current, text),
    mark: (position) => editor.current && markError(editor.current, position),
  }));
  return <div className="sql-editor" ref={host} />;
}
