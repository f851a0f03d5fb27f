// Providers by the names that the warehouse has them under, and the connectors that read their bills.

const NAMES: Record<string, string> = {
  anthropic: "Anthropic",
  aws: "AWS Bedrock",
  azure: "Azure OpenAI",
  cohere: "Cohere",
  cursor: "Cursor",
  deepseek: "DeepSeek",
  elevenlabs: "ElevenLabs",
  fireworks: "Fireworks AI",
  "github-copilot": "GitHub Copilot",
  google: "Google",
  groq: "Groq",
  litellm: "LiteLLM",
  mistral: "Mistral",
  moonshotai: "Moonshot AI",
  ollama: "Ollama",
  openai: "OpenAI",
  openrouter: "OpenRouter",
  perplexity: "Perplexity",
  piapi: "PiAPI",
  together: "Together",
  vercel: "Vercel",
  voyageai: "Voyage AI",
  "x-ai": "xAI",
  zai: "Z.ai",
};

export const providerName = (provider: string): string => NAMES[provider] ?? provider;

/** Where a connector is not named as its provider is. */
const PROVIDER_OF: Record<string, string> = {
  "azure-openai": "azure",
  bedrock: "aws",
  gemini: "google",
  vertex: "google",
  xai: "x-ai",
};

export const providerOf = (connector: string): string => PROVIDER_OF[connector] ?? connector;

const STACK = ["anthropic", "openai", "aws", "google", "azure", "litellm", "piapi"];

/** The place of a provider in every stack and legend; those that have none come last. */
export function stackPlace(provider: string): number {
  const at = STACK.indexOf(provider);
  return at === -1 ? STACK.length : at;
}
