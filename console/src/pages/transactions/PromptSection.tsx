import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { settingsQuery } from "../../api/queries";
import type { Schemas } from "../../api/types";
import { CopyButton } from "../../ui/CopyButton";
import { messagesOf } from "./prompts";

interface Props {
  prompt: Schemas["Prompt"] | null;
}

/** What was asked and answered, or why it is not here. Always as text, never as markup. */
export function PromptSection({ prompt }: Props) {
  const { data: settings } = useQuery(settingsQuery);
  return (
    <section>
      <h3>Prompt</h3>
      {prompt ? (
        <div className="prompt">
          {prompt.systemPrompt !== null && <Said who="system" text={prompt.systemPrompt} />}
          {prompt.inputMessages !== null && <Asked text={prompt.inputMessages} />}
          {prompt.outputResponse !== null && <Said who="answer" text={prompt.outputResponse} />}
          {prompt.truncated && <p className="small dim">Of each, the first 50,000 characters are kept. Something was cut off.</p>}
        </div>
      ) : (
        settings && (
          <p className="small mid">
            {settings.capturePrompts ? (
              "None was sent with this call, or it came before prompts were kept."
            ) : (
              <>
                Prompts and answers are not kept.{" "}
                <Link className="link" to="/settings">
                  Keep them
                </Link>
              </>
            )}
          </p>
        )
      )}
    </section>
  );
}

function Asked({ text }: { text: string }) {
  const messages = messagesOf(text);
  if (!messages) return <Said who="asked" text={text} />;
  // Messages stand in their order.
  // oxlint-disable-next-line react/no-array-index-key
  return messages.map(({ role, text: said }, at) => <Said key={at} who={role} text={said} />);
}

function Said({ who, text }: { who: string; text: string }) {
  return (
    <div className="prompt-part">
      <div className="row between">
        <span className="small dim">{who}</span>
        <CopyButton text={text} label={`Copy: ${who}`} />
      </div>
      {/* Scrolled by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <p className="prompt-text" role="region" aria-label={who} tabIndex={0}>
        {text}
      </p>
    </div>
  );
}
