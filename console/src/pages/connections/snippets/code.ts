/** A text with the reader's own address and key in it. */
export type Snippet = (address: string, key: string) => string;

export const curl: Snippet = (address, key) => `curl ${address}/v1/events \\
  -H "x-api-key: ${key}" \\
  -H "content-type: application/json" \\
  -d '{
    "provider": "openai",
    "model": "gpt-5-mini",
    "agent": "my-first-agent",
    "inputTokenCount": 1200,
    "outputTokenCount": 340
  }'`;

export const python: Snippet = (address, key) => `import json, urllib.request

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
})`;

export const node: Snippet = (address, key) => `async function meter(event) {
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
});`;

export const existingSdk: Snippet = (address, key) => `# SDKs that speak the metering protocol need only these two
export REVENIUM_METERING_API_KEY="${key}"
export REVENIUM_METERING_BASE_URL="${address}"`;
