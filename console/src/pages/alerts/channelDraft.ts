import type { Channel, ChannelKind, Schemas, SmtpTls } from "../../api/types";

/** What a person types to make a channel. */
export interface ChannelDraft {
  kind: ChannelKind;
  name: string;
  url: string;
  secret: string;
  host: string;
  port: string;
  tls: SmtpTls;
  user: string;
  password: string;
  from: string;
  to: string;
  allowPrivate: boolean;
}

export const emptyDraft: ChannelDraft = {
  kind: "webhook",
  name: "",
  url: "",
  secret: "",
  host: "",
  port: "",
  tls: "starttls",
  user: "",
  password: "",
  from: "",
  to: "",
  allowPrivate: false,
};

export const KINDS: { value: ChannelKind; label: string }[] = [
  { value: "webhook", label: "Webhook" },
  { value: "slack", label: "Slack" },
  { value: "email", label: "E-mail" },
];

export const USUAL_PORTS: Record<SmtpTls, number> = { starttls: 587, tls: 465, none: 25 };

const NEEDED: Record<ChannelKind, (keyof ChannelDraft)[]> = {
  webhook: ["name", "url"],
  slack: ["name", "url"],
  email: ["name", "host", "from", "to"],
};

/** What a form for a channel starts with. Secrets are never known. */
export function draftOf(channel: Channel): ChannelDraft {
  const { kind, name, url, host, port, tls, user, from, to, allowPrivate } = channel;
  return {
    ...emptyDraft,
    kind,
    name,
    // Of Slack the address is the secret.
    url: kind === "webhook" ? (url ?? "") : "",
    host: host ?? "",
    port: port === undefined ? "" : String(port),
    tls: tls ?? emptyDraft.tls,
    user: user ?? "",
    from: from ?? "",
    to: to?.join(", ") ?? "",
    allowPrivate,
  };
}

/** What still has to be typed; of a channel that is there, its secrets need not be. */
export function missingFields(draft: ChannelDraft, channel?: Channel): Set<keyof ChannelDraft> {
  const isKept = (field: keyof ChannelDraft) => channel?.kind === "slack" && field === "url";
  const missing = NEEDED[draft.kind].filter((field) => !String(draft[field]).trim() && !isKept(field));
  const keepsPassword = channel?.hasPassword && !isSentElsewhere(draft, channel);
  if (draft.kind === "email" && draft.user.trim() && !draft.password && !keepsPassword) missing.push("password");
  return new Set(missing);
}

/** A password that can be sent elsewhere is one that can be read: the server wants it again. */
function isSentElsewhere(draft: ChannelDraft, channel: Channel): boolean {
  const before = draftOf(channel);
  return (["host", "port", "tls", "user"] as const).some((field) => draft[field].trim() !== before[field]);
}

/** Addresses, separated by commas, semicolons or lines. */
export const addresses = (text: string) => text.split(/[,;\n]/).map((one) => one.trim()).filter(Boolean);

/** The body of the request: only what the kind knows. */
export function channelBody(draft: ChannelDraft): Schemas["NewChannel"] {
  const { kind, allowPrivate, tls, secret, password } = draft;
  const text = (field: "name" | "url" | "host" | "port" | "user" | "from") => draft[field].trim();
  const common = { name: text("name"), kind, allowPrivate };
  if (kind === "webhook") return { ...common, url: text("url"), ...(secret && { secret }) };
  if (kind === "slack") return { ...common, url: text("url") };
  return {
    ...common,
    host: text("host"),
    tls,
    from: text("from"),
    to: addresses(draft.to),
    ...(text("port") && { port: Number(text("port")) }),
    ...(text("user") && { user: text("user"), password }),
  };
}

/** The body that changes a channel: only what was changed. */
export function changeBody(draft: ChannelDraft, channel: Channel): Schemas["ChangeChannel"] {
  const after = channelBody(draft);
  const before: Record<string, unknown> = channelBody(draftOf(channel));
  const isOther = ([name, value]: [string, unknown]) => JSON.stringify(value) !== JSON.stringify(before[name]);
  const changed = Object.fromEntries(Object.entries(after).filter(isOther));
  // Empty means that a secret stays.
  if (draft.password === "") delete changed["password"];
  if (draft.kind === "slack" && draft.url.trim() === "") delete changed["url"];
  if (draft.kind === "email" && channel.port !== undefined && !draft.port.trim()) changed["port"] = USUAL_PORTS[draft.tls];
  if (draft.kind === "email" && channel.user && !draft.user.trim()) return { ...changed, user: null, password: null };
  return changed;
}
