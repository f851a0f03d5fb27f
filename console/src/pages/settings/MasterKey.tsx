import { counted } from "../../format/number";
import { Note } from "../../ui/Note";
import { TimeText } from "../../ui/TimeText";
import type { About } from "./aboutQuery";

const FROM: Record<About["masterKey"]["kind"], string> = {
  data: "in a file in the data folder",
  user: "in a file of the server’s user",
  folder: "in a file in a folder of its own",
  variable: "given in a variable at each start",
  file: "given in a file at each start",
  command: "given by a command at each start",
  "handed-in": "handed in at the last rotation",
};

/** Which key seals credentials and keys, where it comes from, and what is not as it should be. */
export function MasterKey({ masterKey: { keyId, kind, since, sealed, concerns } }: { masterKey: About["masterKey"] }) {
  return (
    <>
      <span className="mono">{keyId}</span>, {FROM[kind]}
      {since && (
        <>
          , since <TimeText at={since} />
        </>
      )}
      <p className="mid">{counted(sealed, "secret is", "secrets are")} sealed with it. Without it they cannot be opened, from a backup neither.</p>
      {concerns.map(({ message, hint }) => (
        <Note key={message} tone="warn">
          <Command text={`${sentence(message)} ${sentence(hint)}`} />
        </Note>
      ))}
    </>
  );
}

/** As the API says it, with a capital letter and a full stop. */
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;

/** What stands between backticks is to be typed. */
function Command({ text }: { text: string }) {
  return text.split("`").map((part, at) =>
    // Parts of a text never change places.
    // oxlint-disable-next-line react/no-array-index-key
    at % 2 === 1 ? <code key={at}>{part}</code> : part,
  );
}
