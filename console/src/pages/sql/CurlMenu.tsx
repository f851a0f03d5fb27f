import { CopyButton } from "../../ui/CopyButton";
import { Icon } from "../../ui/Icon";
import { Popover } from "../../ui/Popover";
import { curlFor } from "./curl";

/** The same query for a shell. */
export function CurlMenu({ text }: { text: () => string }) {
  return (
    <Popover
      className="button button-quiet"
      title="The same query with curl"
      align="right"
      button={
        <>
          <Icon name="code" />
          curl
        </>
      }
    >
      {() => {
        const command = curlFor(window.location.origin, text());
        return (
          <div className="curl-sheet">
            <pre className="mono">{command}</pre>
            <div className="row between">
              <span className="small dim">
                <code className="mono">OUTLAY_KEY</code> is a key that may read
              </span>
              <CopyButton text={command} label="Copy as curl" worded />
            </div>
          </div>
        );
      }}
    </Popover>
  );
}
