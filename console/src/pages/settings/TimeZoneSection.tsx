import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import { rulesQuery, sessionQuery, settingsQuery } from "../../api/queries";
import type { Schemas, Settings } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormField } from "../../ui/FormField";
import { mayManage } from "./mayManage";

/** Where days, weeks and months begin for rules. */
export function TimeZoneSection() {
  const client = useQueryClient();
  const zone = useQuery(settingsQuery).data?.timeZone;
  const session = useQuery(sessionQuery).data;
  const change = useMutation({
    mutationFn: (timeZone: string) =>
      request<Settings>("PATCH", "/api/v1/settings", { body: { timeZone } satisfies Schemas["SettingsChange"] }),
    onSuccess: async (saved) => {
      client.setQueryData(settingsQuery.queryKey, saved);
      await client.invalidateQueries({ queryKey: rulesQuery.queryKey });
    },
  });
  if (zone === undefined) return null;
  const zones = [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), zone])];
  return (
    <section aria-label="Time zone">
      <div className="section-head">
        <h2>Time zone</h2>
      </div>
      <FormField label="Days, weeks and months of rules begin in" help="Rules that run go on in it with what they know.">
        {(control) => (
          <select
            {...control}
            className="input"
            value={change.isPending ? change.variables : zone}
            disabled={!mayManage(session?.person ?? null) || change.isPending}
            onChange={(event) => change.mutate(event.target.value)}
          >
            {zones.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </FormField>
      <p className="settings-text" role="status">
        {change.isSuccess && `Saved. Budgets begin anew by the clock of ${zone}.`}
      </p>
      <ErrorNote error={change.error} meaning="Nothing was changed." />
    </section>
  );
}
