/** What a dimension of an alert's key is called among the filters of Transactions. */
const NAMES: Record<string, string> = {
  agent: "agent",
  organization: "organization",
  product: "product",
  model: "model",
  provider: "provider",
  task_type: "taskType",
  department: "department",
  credential: "credential",
  api_key: "keyId",
  key_id: "keyId",
  environment: "environment",
  region: "region",
  trace_id: "traceId",
  squad: "squad",
  tool: "tool",
  team: "team",
  subscriber_id: "subscriberId",
};

export const dimensionNamed = (name: string): string | null => NAMES[name] ?? null;
