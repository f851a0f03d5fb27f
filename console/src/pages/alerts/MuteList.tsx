import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import { mutesQuery } from "../../api/queries";
import type { Mute } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { TimeText } from "../../ui/TimeText";

/** What nobody is told of, whether or not an alert of it is open. */
export function MuteList() {
  const { data, error, refetch } = useQuery(mutesQuery);
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (mute: Mute) => request<void>("DELETE", `/api/v1/mutes/${encodeURIComponent(mute.id)}`),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: mutesQuery.queryKey });
      void client.invalidateQueries({ queryKey: ["alerts"] });
      void client.invalidateQueries({ queryKey: ["alert"] });
    },
  });
  return (
    <>
      <h3 className="items-head">Mutes</h3>
      <ErrorNote error={error} meaning="What is shown may be old." onRetry={() => void refetch()} />
      <ErrorNote error={remove.error} meaning="The mute stays." />
      {data?.length === 0 && <p className="mid items-none">Nothing is muted.</p>}
      <ul className="mutes">
        {data?.map((mute) => (
          <li key={mute.id}>
            <div className="grow">
              <b className="clip" title={mute.key}>
                {mute.ruleName}: {mute.key}
              </b>
              <p className="small mid">
                by {mute.createdBy}, {mute.until ? <>until <TimeText at={mute.until} /></> : "for good"}
                {mute.note && `: ${mute.note}`}
              </p>
            </div>
            <button
              type="button"
              className="button button-small button-quiet"
              disabled={remove.isPending}
              onClick={() => remove.mutate(mute)}
            >
              Unmute
            </button>
          </li>
        ))}
      </ul>
      <h3 className="items-head">Open and muted</h3>
    </>
  );
}
