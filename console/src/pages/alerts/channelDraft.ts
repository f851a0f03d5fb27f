import type { ChannelKind, SmtpTls } from "../../api/types";

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

/** What still has to be typed. */
export function missingFields(draft: ChannelDraft): Set<keyof ChannelDraft> {
  const missing = NEEDED[draft.kind].filter((field) => !String(draft[field]).trim());
  if (draft.kind === "email" && draft.user.trim() && !draft.password) missing.push("password");
  return new Set(missing);
}

/** Addresses, separated by commas, semicolons or lines. */
export const addresses = (text: string) => text.split(/[,;\n]/).map((one) => one.trim()).filter(Boolean);

/** The body of the request: only what the kind knows. */
export function channelBody(draft: ChannelDraft): Record<string, unknown> {
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
