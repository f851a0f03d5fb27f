import { Link } from "@tanstack/react-router";
import { CopyButton } from "../../ui/CopyButton";

export const KeysLink = () => (
  <Link className="link" to="/connections" hash="keys">
    Connections
  </Link>
);

/** Where to look for data that does not appear. */
export function Checks() {
  const address = window.location.origin;
  return (
    <section className="checks" aria-label="When data does not appear">
      <h3>When data does not appear</h3>
      <ol>
        <li>
          <b>The address.</b> Senders have to post to this server:{" "}
          <span className="row check-address">
            <code className="mono wrap-anywhere">{address}</code>
            <CopyButton text={address} label="Copy the address" />
          </span>
        </li>
        <li>
          <b>The key.</b> Without a key that is known here, the sender is told 401 and nothing is listed, for it could be
          anybody. <KeysLink /> says when each key was last used; <i>never</i> means that nothing came with it.
        </li>
        <li>
          <b>The server.</b>{" "}
          <a className="link" href="/readyz" target="_blank" rel="noreferrer">
            /readyz
          </a>{" "}
          says whether it takes events and whether they can be read. From the machine that sends:{" "}
          <span className="row check-address">
            <code className="mono wrap-anywhere">curl {address}/readyz</code>
            <CopyButton text={`curl ${address}/readyz`} label="Copy the command" />
          </span>
        </li>
        <li>
          <b>The view.</b> <Link className="link" to="/transactions" search={{ range: "all" }}>All events at all times</Link>:
          an event stands at the time that its sender gave.
        </li>
      </ol>
    </section>
  );
}
