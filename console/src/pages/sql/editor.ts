import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { PostgreSQL, sql, type SQLNamespace } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { SqlTable } from "../../api/types";

export type Editor = EditorView;

const language = new Compartment();
const setMark = StateEffect.define<number | null>();

/** The character at which the query is wrong; gone as soon as the text changes. */
const errorMark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    if (transaction.docChanged) return Decoration.none;
    for (const effect of transaction.effects) {
      if (!effect.is(setMark)) continue;
      if (effect.value === null) return Decoration.none;
      const { doc } = transaction.state;
      if (doc.length === 0) return Decoration.none;
      const from = Math.min(effect.value, doc.length - 1);
      const rest = doc.sliceString(from, doc.lineAt(from).to);
      const length = /^\w+/.exec(rest)?.[0].length ?? 1;
      return Decoration.set([Decoration.mark({ class: "cm-error-at" }).range(from, from + length)]);
    }
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null], color: "var(--syn-key)" },
  { tag: tags.string, color: "var(--syn-str)" },
  { tag: tags.number, color: "var(--syn-num)" },
  { tag: [tags.typeName, tags.function(tags.variableName), tags.standard(tags.name)], color: "var(--syn-fn)" },
  { tag: tags.comment, color: "var(--syn-com)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--canvas)", fontSize: "13px", height: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "21px", fontFeatureSettings: '"calt" 0' },
  ".cm-content": { padding: "12px 0 14px", caretColor: "var(--pen)" },
  ".cm-line": { padding: "0 24px 0 4px" },
  ".cm-gutters": { backgroundColor: "var(--canvas)", color: "var(--ink-3)", border: "none", fontSize: "12px" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "44px", padding: "0 12px 0 0" },
  ".cm-placeholder": { color: "var(--ink-3)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--pen-soft)" },
  ".cm-error-at": { backgroundColor: "var(--bad-soft)", borderBottom: "2px solid var(--bad)" },
  ".cm-tooltip": {
    overflow: "hidden",
    border: "1px solid var(--line-2)",
    borderRadius: "var(--r-3)",
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    boxShadow: "var(--shadow-pop)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { padding: "4px", fontFamily: "var(--mono)", fontSize: "12px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px", borderRadius: "var(--r-1)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--selected)", color: "var(--ink)" },
  ".cm-completionMatchedText": { color: "var(--pen)", fontWeight: "620", textDecoration: "none" },
  ".cm-completionDetail": { color: "var(--ink-3)", fontStyle: "normal", marginLeft: "16px" },
  ".cm-completionInfo": { padding: "8px 12px", fontFamily: "var(--sans)", fontSize: "12px", maxWidth: "320px" },
});

/**
 * Typing over a selection is done here: left to the browser, it carries the selection's look over as a style attribute, which the
 * page's content security policy refuses.
 */
const replaceSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main, ranges } = view.state.selection;
    const text = event.data;
    if (event.inputType !== "insertText" || text === null || view.composing || main.empty || ranges.length > 1) return false;
    const insert = () => view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    const handled = view.state
      .facet(EditorView.inputHandler)
      .some((handler) => handler(view, main.from, main.to, text, insert));
    if (!handled) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

export function createEditor(root: ShadowRoot, text: string, on: { run: () => void; edit: () => void }): Editor {
  return new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([
          { key: "Mod-Enter", preventDefault: true, run: () => (on.run(), true) },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...historyKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
        lineNumbers(),
        history(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ icons: false }),
        placeholder("SELECT … FROM events"),
        language.of(languageFor([])),
        syntaxHighlighting(colours),
        errorMark,
        replaceSelection,
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Query" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) on.edit();
        }),
      ],
    }),
  });
}

/** Completion of tables and columns, with type and meaning. */
function languageFor(tables: readonly SqlTable[]) {
  const schema: SQLNamespace = Object.fromEntries(
    tables.map((table) => [
      table.name,
      {
        self: { label: table.name, detail: "table", info: table.description ?? undefined, type: "type" },
        children: table.columns.map(({ name, type, description }) => ({
          label: name,
          detail: type.toLowerCase(),
          info: description ?? undefined,
          type: "property",
        })),
      },
    ]),
  );
  // DuckDB's grammar is PostgreSQL's; most queries read events, so its columns need no prefix.
  return sql({ dialect: PostgreSQL, schema, upperCaseKeywords: true, defaultTable: "events" });
}

export function setTables(editor: Editor, tables: readonly SqlTable[]) {
  editor.dispatch({ effects: language.reconfigure(languageFor(tables)) });
}

export function replaceText(editor: Editor, text: string) {
  editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text }, selection: { anchor: 0 } });
  editor.focus();
}

export function markError(editor: Editor, position: number | null) {
  editor.dispatch({ effects: setMark.of(position) });
  if (position === null) return;
  const anchor = Math.min(position, editor.state.doc.length);
  editor.dispatch({ selection: { anchor }, scrollIntoView: true });
}
