import type { HTMLInputTypeAttribute, ReactNode } from "react";
import { FormField } from "../../ui/FormField";
import type { Channel } from "../../api/types";
import { type ChannelDraft, USUAL_PORTS } from "./channelDraft";

interface Props {
  draft: ChannelDraft;
  /** The one that is changed; none for a new one. */
  channel?: Channel | undefined;
  errorAt: (field: keyof ChannelDraft) => string | null;
  onChange: (change: Partial<ChannelDraft>) => void;
}

type TextName = Exclude<keyof ChannelDraft, "kind" | "tls" | "allowPrivate">;

interface TextProps extends Props {
  name: TextName;
  label: string;
  help?: ReactNode;
  aside?: ReactNode;
  type?: HTMLInputTypeAttribute;
  placeholder?: string;
}

function Text({ draft, errorAt, onChange, name, label, help, aside, type = "text", placeholder }: TextProps) {
  return (
    <FormField label={label} help={help} aside={aside} error={errorAt(name)}>
      {(control) => (
        <input
          {...control}
          className={name === "name" ? "input" : "input mono"}
          type={type}
          placeholder={placeholder}
          autoComplete={type === "password" ? "new-password" : "off"}
          spellCheck={false}
          value={draft[name]}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </FormField>
  );
}

/** The fields of one kind of channel. */
export function ChannelFields(props: Props) {
  const { draft, channel, onChange } = props;
  return (
    <>
      <Text {...props} name="name" label="Name" />
      {draft.kind === "webhook" && <WebhookFields {...props} />}
      {draft.kind === "slack" && (
        <Text
          {...props}
          name="url"
          label="Incoming webhook"
          type="url"
          placeholder={channel ? channel.url : "https://hooks.slack.com/services/…"}
          aside={channel && "empty: unchanged"}
          help="Whoever knows it may post: sealed on this server, never shown again but for its end."
        />
      )}
      {draft.kind === "email" && <EmailFields {...props} />}
      <label className="checkbox setting-switch">
        <input
          type="checkbox"
          checked={draft.allowPrivate}
          onChange={(event) => onChange({ allowPrivate: event.target.checked })}
        />
        <span>
          Allow private addresses
          <small>For a receiver in your own network or on this machine.</small>
        </span>
      </label>
    </>
  );
}

function WebhookFields(props: Props) {
  const { draft: { secret }, channel } = props;
  const untyped = channel?.hasSecret ? "empty: unchanged" : "optional";
  return (
    <>
      <Text
        {...props}
        name="url"
        label="Address"
        type="url"
        placeholder="https://"
        help="It gets a POST for each alert that opens, gets worse, wakes or clears."
      />
      <Text
        {...props}
        name="secret"
        label="Secret"
        type="password"
        aside={secret ? `${secret.length} characters` : untyped}
        help={
          channel?.hasSecret
            ? "Another one signs from now on, alone. Rotate it instead, and both sign for a day."
            : "Signs each delivery, so that the receiver knows who sent it. Sealed on this server, never shown again."
        }
      />
    </>
  );
}

function EmailFields(props: Props) {
  const { draft, channel, errorAt, onChange } = props;
  const keeps = channel?.hasPassword ?? false;
  return (
    <>
      <Text {...props} name="host" label="SMTP server" placeholder="smtp.example.com" />
      <FormField label="Encryption" error={errorAt("tls")}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={draft.tls}
            onChange={(event) => onChange({ tls: event.target.value as ChannelDraft["tls"] })}
          >
            <option value="starttls">STARTTLS</option>
            <option value="tls">TLS</option>
            <option value="none">None, in your own network only</option>
          </select>
        )}
      </FormField>
      <Text {...props} name="port" label="Port" type="number" placeholder={String(USUAL_PORTS[draft.tls])} aside="optional" />
      <Text {...props} name="user" label="User" aside="optional" />
      <Text
        {...props}
        name="password"
        label="Password"
        type="password"
        aside={keeps ? "empty: unchanged" : draft.user ? undefined : "with a user"}
        help={
          keeps
            ? "Needed again when the server, its port, the encryption or the user changes."
            : "Sealed on this server, never shown again."
        }
      />
      <Text {...props} name="from" label="From" placeholder="Outlay <outlay@example.com>" />
      <Text {...props} name="to" label="To" placeholder="on-call@example.com" help="Up to 50, separated by commas." />
    </>
  );
}
