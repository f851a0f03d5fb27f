import type { Snippet } from "./code";

const exporter: Snippet = (address, key) => `export OTEL_EXPORTER_OTLP_ENDPOINT="${address}"
export OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf"
export OTEL_EXPORTER_OTLP_HEADERS="x-api-key=${key}"`;

export const openTelemetry: Snippet = (address, key) => `# for any program with GenAI or OpenInference instrumentation
${exporter(address, key)}

# newer names of the conventions: cached and reasoning tokens too
export OTEL_SEMCONV_STABILITY_OPT_IN="gen_ai_latest_experimental"

# spans without a call of a model are taken and not kept`;

export const claudeCode: Snippet = (address, key) => `# where Claude Code is started
export CLAUDE_CODE_ENABLE_TELEMETRY=1
export OTEL_LOGS_EXPORTER=otlp    # each request of a model is a log event
${exporter(address, key)}

# optional: who it was for
export OTEL_RESOURCE_ATTRIBUTES="department=platform"

# prompts stay out unless you set OTEL_LOG_USER_PROMPTS=1`;

export const codex: Snippet = (address, key) => `# in config.toml of Codex CLI
[otel]
environment = "prod"
log_user_prompt = false

[otel.exporter.otlp-http]
endpoint = "${address}/v1/logs"
protocol = "binary"
headers = { "x-api-key" = "${key}" }

# Codex says no cost: the price book does`;

export const geminiCli: Snippet = (address, key) => `# where Gemini CLI is started
export GEMINI_TELEMETRY_ENABLED=true
export GEMINI_TELEMETRY_OTLP_ENDPOINT="${address}"
export GEMINI_TELEMETRY_OTLP_PROTOCOL=http
export OTEL_EXPORTER_OTLP_HEADERS="x-api-key=${key}"

# it sends prompts too, unless telemetry.logPrompts is false in settings.json;
# this server keeps none unless Settings say so

# Gemini CLI says no cost: the price book does`;
