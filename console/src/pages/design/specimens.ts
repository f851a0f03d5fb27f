import type { ComponentType } from "react";
import { Buttons } from "./parts/Buttons";
import { ChartColours } from "./parts/ChartColours";
import { Choices } from "./parts/Choices";
import { Codes } from "./parts/Codes";
import { Confirms } from "./parts/Confirms";
import { Coverages } from "./parts/Coverages";
import { Drawers } from "./parts/Drawers";
import { Empties } from "./parts/Empties";
import { ExplainedNumbers } from "./parts/ExplainedNumbers";
import { Fields } from "./parts/Fields";
import { Figures } from "./parts/Figures";
import { Glyphs } from "./parts/Glyphs";
import { Hatching } from "./parts/Hatching";
import { Menus } from "./parts/Menus";
import { Notes } from "./parts/Notes";
import { Ranges } from "./parts/Ranges";
import { Severities } from "./parts/Severities";
import { Skeletons } from "./parts/Skeletons";
import { Statuses } from "./parts/Statuses";
import { Tables } from "./parts/Tables";
import { TabRow } from "./parts/TabRow";
import { Tokens } from "./parts/Tokens";
import { Unknowns } from "./parts/Unknowns";

interface Specimen {
  id: string;
  title: string;
  /** When it is used, in a sentence. */
  rule: string;
  Show: ComponentType;
}

export const SPECIMENS: Specimen[] = [
  { id: "button", title: "Button", rule: "Names its result. One primary a view; the danger one only inside a confirmation.", Show: Buttons },
  { id: "choice", title: "Choice", rule: "An exclusive choice of at most six, always visible. More are a menu.", Show: Choices },
  { id: "tabs", title: "Tabs", rule: "Parts of one thing. Arrow keys go from one to the next.", Show: TabRow },
  { id: "field", title: "Field", rule: "Label, control, where to find the value, what is wrong with it.", Show: Fields },
  { id: "range", title: "Days", rule: "Which days a page is about, and what they are compared with. Both stand in the address.", Show: Ranges },
  { id: "token", title: "Filter token", rule: "Dimension, operator, value. Enter edits it, Backspace removes it.", Show: Tokens },
  { id: "status", title: "Status", rule: "A shape and a word; the colour only repeats them.", Show: Statuses },
  { id: "severity", title: "Severity", rule: "The shape first: diamond critical, triangle warning, dot info.", Show: Severities },
  { id: "unknown", title: "Unknown tag", rule: "A dashed edge and plain words, the reason on hover. Unknown is never zero.", Show: Unknowns },
  { id: "hatching", title: "Hatching", rule: "The one texture: not known, or not yet. It never means anything else.", Show: Hatching },
  { id: "explained", title: "Explained number", rule: "A number opens its own origin: the sum, the events, the query.", Show: ExplainedNumbers },
  { id: "figure", title: "Figure strip", rule: "Label, number, one line of meaning. At most five, hairlines, no boxes.", Show: Figures },
  { id: "table", title: "Table", rule: "Numbers right, unit in the head, a darker rule over the total.", Show: Tables },
  { id: "coverage", title: "Coverage strip", rule: "One cell a day: read, not complete, missing, before the first.", Show: Coverages },
  { id: "glyph", title: "Provider glyph", rule: "Two letters over the provider’s colour; dashed where nothing is connected. No logos.", Show: Glyphs },
  { id: "chart-colours", title: "Chart colours", rule: "One colour a provider, in a fixed order. All other series are ink.", Show: ChartColours },
  { id: "menu", title: "Menu", rule: "Choices under a button. Arrow keys walk, Escape closes, the focus goes back.", Show: Menus },
  { id: "drawer", title: "Drawer", rule: "Forms and details only, one at a time. It keeps the focus until it closes.", Show: Drawers },
  { id: "confirm", title: "In-place confirmation", rule: "Opens under what it is about. The safe choice has the focus.", Show: Confirms },
  { id: "note", title: "Note", rule: "One sentence and at most one link.", Show: Notes },
  { id: "code", title: "Code block", rule: "The reader’s own values filled in, a copy button inside.", Show: Codes },
  { id: "empty", title: "Empty state", rule: "What will be here, why it is not, one action.", Show: Empties },
  { id: "skeleton", title: "Skeleton", rule: "Lines where rows will be, from 150 ms on. They do not move.", Show: Skeletons },
];
