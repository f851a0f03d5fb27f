import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null], color: "var(--syn-key)" },
  { tag: tags.string, color: "var(--syn-str)" },
  { tag: tags.number, color: "var(--syn-num)" },
  { tag: [tags.typeName, tags.function(tags.variableName), tags.standard(tags.name)], color: "var(--syn-fn)" },
  { tag: tags.comment, color: "var(--syn-com)" },
]);

export const look = EditorView.theme({
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
  ".cm-completionInfo p": { margin: "0" },
  ".cm-completionInfo p + p": { marginTop: "4px", color: "var(--ink-2)" },
});
