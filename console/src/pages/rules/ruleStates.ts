import type { Rule, RuleState } from "../../api/types";
import type { StatusShape } from "../../ui/Status";

interface StateWords {
  shape: StatusShape;
  word: string;
}

const STATES: Record<RuleState, StateWords> = {
  live: { shape: "on", word: "Live" },
  starting: { shape: "wait", word: "Starting" },
  detached: { shape: "off", word: "Detached" },
  suspended: { shape: "off", word: "Suspended" },
  disabled: { shape: "none", word: "Disabled" },
};

/** One that judges in shadow wakes nobody: it is not live. */
export const statusOf = ({ state, shadow }: Pick<Rule, "state" | "shadow">): StateWords =>
  shadow && state === "live" ? { shape: "wait", word: "Shadow" } : STATES[state];
