import { CodeBlock } from "../../../ui/CodeBlock";

const code = () => `# Where your events go
curl ${window.location.origin}/v1/events \\
  -H "x-api-key: rev_mk_default_…4f9d" \\
  -d '{"model": "gpt-5", "inputTokenCount": 1200}'`;

export function Codes() {
  return <CodeBlock label="An example" text={code()} />;
}
