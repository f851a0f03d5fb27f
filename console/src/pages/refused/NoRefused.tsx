import { useQuery } from "@tanstack/react-query";
import { keysQuery } from "../../api/queries";
import { formatCount } from "../../format/number";
import { Empty } from "../../ui/Empty";
import { Checks, KeysLink } from "./Checks";

interface Props {
  keyId: string | undefined;
  onAllKeys: () => void;
}

/** Nothing was refused: then what is missing never came, and this says where to look. */
export function NoRefused({ keyId, onAllKeys }: Props) {
  const key = useQuery(keysQuery).data?.find(({ id }) => id === keyId);
  // Counts are kept longer than the records.
  const counted = key && key.refused !== "0" ? formatCount(key.refused) : null;
  return (
    <div className="log-empty">
      <Empty
        title={keyId ? `Nothing of ${key ? key.name : "this key"} ${counted ? "is kept any more" : "was refused"}` : "Nothing was refused"}
        action={
          keyId && (
            <button type="button" className="button" onClick={onAllKeys}>
              Look at all keys
            </button>
          )
        }
      >
        {counted ? (
          <p>
            {counted} were refused in all. The newest 10,000 of all keys are kept, of one request the first 100; those of the
            last moment before a crash are lost.
          </p>
        ) : (
          <p>
            A record that cannot be taken is listed here with the reason and the beginning of what was sent, and counted at
            its key on <KeysLink />.
          </p>
        )}
      </Empty>
      <Checks />
    </div>
  );
}
