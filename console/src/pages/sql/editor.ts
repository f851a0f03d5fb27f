import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { type Known, languageFor, NOTHING_KNOWN } from "./completion";
import { colours, look } from "./editorLook";
import { errorMark } from "./errorMark";

export type Editor = EditorView;

const language = new Compartment();

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

export function createEditor(root: ShadowRoot, text: string, on: { run: () => void; edit: (text: string) => void }): Editor {
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
        language.of(languageFor(NOTHING_KNOWN)),
        syntaxHighlighting(colours),
        errorMark,
        replaceSelection,
        look,
        EditorView.lineWrapping,
        // Tab indents; CodeMirror lets it go on for a moment after Escape.
        EditorView.contentAttributes.of({ "aria-label": "Query", "aria-description": "Escape, then Tab leaves the editor" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) on.edit(update.state.doc.toString());
        }),
      ],
    }),
  });
}

/** What completion knows changes when the server has told more of it. */
export function setKnown(editor: Editor, known: Known) {
  editor.dispatch({ effects: language.reconfigure(languageFor(known)) });
}

export function replaceText(editor: Editor, text: string) {
  if (editor.state.doc.toString() !== text) {
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text }, selection: { anchor: 0 } });
  }
  editor.focus();
}

/** At the cursor, in place of what is selected. */
export function insertText(editor: Editor, text: string) {
  editor.dispatch(editor.state.replaceSelection(text), { scrollIntoView: true });
  editor.focus();
}
