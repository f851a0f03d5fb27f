export type Language = "python" | "node" | "curl" | "sdk";

export const LANGUAGES: { value: Language; label: string }[] = [
  { value: "python", label: "Python" },
  { value: "node", label: "Node" },
  { value: "curl", label: "curl" },
  { value: "sdk", label: "Existing SDK" },
];

/** Code that meters one call, with the reader's own address and key in it. Needs nothing installed. */
export function snippet(language: Language, address: string, key: string): string {
  return SNIPPETS[language](address, key);
}

const SNIPPETS: Record<Language, (address: string, key: string) => string> = {
  curl: (address, key) => `curl ${address}/v1/events \\
  -H "x-api-key: ${key}" \\
  -H "content-type: application/json" \\
  -d '{
    "provider": "openai",
    "model": "gpt-5-mini",
    "agent": "my-first-agent",
    "inputTokenCount": 1200,
    "outputTokenCount": 340
  }'`,
  python: (address, key) => `import json, urllib.request

def meter(event):
    request = urllib.request.Request(
        "${address}/v1/events",
        data=json.dumps(event).encode(),
        headers={"x-api-key": "${key}", "content-type": "application/json"},
    )
    return json.load(urllib.request.urlopen(request))

# after each call, with what the provider counted
meter({
    "provider": "openai",
    "model": "gpt-5-mini",
    "agent": "my-first-agent",
    "inputTokenCount": 1200,
    "outputTokenCount": 340,
})`,
  node: (address, key) => `async function meter(event) {
  const response = await fetch("${address}/v1/events", {
    method: "POST",
    headers: { "x-api-key": "${key}", "content-type": "application/json" },
    body: JSON.stringify(event),
  });
  return response.json();
}

// after each call, with what the provider counted
await meter({
  provider: "openai",
  model: "gpt-5-mini",
  agent: "my-first-agent",
  inputTokenCount: 1200,
  outputTokenCount: 340,
});`,
  sdk: (address, key) => `# SDKs that speak the metering protocol need only these two
export REVENIUM_METERING_API_KEY="${key}"
export REVENIUM_METERING_BASE_URL="${address}"`,
};

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
