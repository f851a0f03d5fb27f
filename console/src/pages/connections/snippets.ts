import { curl, existingSdk, node, python, type Snippet } from "./snippets/code";
import { claudeCode, codex, geminiCli, openTelemetry } from "./snippets/openTelemetry";

const SNIPPETS = {
  python: { label: "Python", snippet: python },
  node: { label: "Node", snippet: node },
  curl: { label: "curl", snippet: curl },
  otel: { label: "OpenTelemetry", snippet: openTelemetry },
  claude: { label: "Claude Code", snippet: claudeCode },
  codex: { label: "Codex CLI", snippet: codex },
  gemini: { label: "Gemini CLI", snippet: geminiCli },
  sdk: { label: "Existing SDK", snippet: existingSdk },
} satisfies Record<string, { label: string; snippet: Snippet }>;

export type Language = keyof typeof SNIPPETS;

export const LANGUAGES = (Object.keys(SNIPPETS) as Language[]).map((value) => ({ value, label: SNIPPETS[value].label }));

/** What meters a call there, with the reader's own address and key in it. Needs nothing of ours installed. */
export function snippet(language: Language, address: string, key: string): string {
  return SNIPPETS[language].snippet(address, key);
}

/** The event of "Send test event". */
export const TEST_EVENT = {
  provider: "openai",
  model: "gpt-5-mini",
  agent: "test-event",
  environment: "test",
  taskType: "quick start",
  inputTokenCount: 1200,
  outputTokenCount: 340,
};
