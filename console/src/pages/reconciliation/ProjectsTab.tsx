import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { requestTagged } from "../../api/client";
import { projectMapQuery, sessionQuery } from "../../api/queries";
import type { ProjectMapping, ProjectMappings, Schemas } from "../../api/types";
import { Empty } from "../../ui/Empty";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { mayManage } from "../settings/mayManage";
import { AddCredential } from "./AddCredential";
import { KIND_LABELS, idOf, listed, withMapping, withoutMapping } from "./projects";

/** Which project keys and credentials belong to: what syncs found, and what somebody here says instead. */
export function ProjectsTab() {
  const client = useQueryClient();
  const [word, setWord] = useState("");
  const map = useQuery(projectMapQuery);
  const allowed = mayManage(useQuery(sessionQuery).data?.person ?? null);
  const all = map.data?.value.items ?? [];
  const save = useMutation({
    mutationFn: (items: ProjectMapping[]) =>
      requestTagged<ProjectMappings>("PUT", "/api/v1/project-map", {
        body: { items } satisfies Schemas["NewProjectMappings"],
        headers: { "if-match": map.data?.tag ?? "*" },
      }),
    onSuccess: (saved) => {
      client.setQueryData(projectMapQuery.queryKey, saved);
      void client.invalidateQueries({ queryKey: ["reconciliation"] });
    },
    // Somebody else may have changed it: what there is now is what the next try is about.
    onError: () => client.invalidateQueries({ queryKey: projectMapQuery.queryKey }),
  });
  const shown = listed(all, word);
  return (
    <>
      <div className="section-head">
        <h2>Projects</h2>
        <p className="hide-narrow">Bills and calls are compared by project. What you type counts before what a provider says</p>
      </div>
      <ErrorNote error={map.error} meaning="What is shown may be old." onRetry={() => void map.refetch()} />
      <ErrorNote error={save.error} meaning="Nothing was changed." />
      {allowed && map.data && (
        <AddCredential busy={save.isPending} onAdd={(added) => save.mutate(withMapping(all, added))} />
      )}
      {map.isPending && !map.error && <Skeleton rows={5} height={36} />}
      {map.data && all.length === 0 && (
        <Empty title="No keys or projects known yet">
          Providers name theirs when they are synced. A name that events carry in <code>credential</code> can be given a
          project by hand.
        </Empty>
      )}
      {all.length > 0 && (
        <>
          <input
            type="search"
            className="input projects-search"
            aria-label="Search projects"
            placeholder="Search"
            value={word}
            onChange={(event) => setWord(event.target.value)}
          />
          <div className="matrix-scroll">
            <table className="flush projects">
              <thead>
                <tr>
                  <th>Provider</th>
                  <th>What</th>
                  <th>Name</th>
                  <th>Project</th>
                  <th>Said by</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((one) => (
                  <tr key={idOf(one)}>
                    <td>{one.provider}</td>
                    <td>{KIND_LABELS[one.kind]}</td>
                    <td className="wrap-anywhere">
                      {one.name ?? one.id}
                      {one.name && <p className="small dim mono">{one.id}</p>}
                    </td>
                    <td>
                      <ProjectField
                        key={one.project}
                        mapping={one}
                        disabled={!allowed || save.isPending}
                        onSave={(project) => save.mutate(withMapping(all, { ...one, project }))}
                      />
                    </td>
                    <td className="mid">
                      {one.source === "operator" ? "people here" : "provider"}
                      {one.source === "operator" && allowed && (
                        <button
                          type="button"
                          className="button button-quiet"
                          disabled={save.isPending}
                          onClick={() => save.mutate(withoutMapping(all, one))}
                        >
                          Take back
                        </button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {shown.length === 0 && <p className="mid">Nothing has this in it.</p>}
        </>
      )}
    </>
  );
}

interface FieldProps {
  mapping: ProjectMapping;
  disabled: boolean;
  onSave: (project: string | null) => void;
}

/** Saved when it is left or with Enter; Escape takes back what was typed. */
function ProjectField({ mapping, disabled, onSave }: FieldProps) {
  const [text, setText] = useState(mapping.project ?? "");
  const save = () => {
    const project = text.trim() || null;
    if (project !== mapping.project) onSave(project);
  };
  return (
    <input
      className="input"
      aria-label={`Project of ${mapping.name ?? mapping.id}`}
      placeholder="none"
      value={text}
      disabled={disabled}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setText(mapping.project ?? "");
      }}
    />
  );
}
