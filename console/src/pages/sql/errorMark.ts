import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";

const setMark = StateEffect.define<number | null>();

/** The character at which the query is wrong; gone as soon as the text changes. */
export const errorMark = StateField.define<DecorationSet>({
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

export function markError(editor: EditorView, position: number | null) {
  editor.dispatch({ effects: setMark.of(position) });
  if (position === null) return;
  const anchor = Math.min(position, editor.state.doc.length);
  editor.dispatch({ selection: { anchor }, scrollIntoView: true });
}
