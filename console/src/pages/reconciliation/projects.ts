import type { ProjectMapping } from "../../api/types";

export const KIND_LABELS: Record<ProjectMapping["kind"], string> = {
  key: "API key",
  credential: "Credential of events",
  project: "Project",
};

export const idOf = ({ provider, kind, id, connectionId }: ProjectMapping) => [provider, kind, id, connectionId].join(" ");

/** All mappings with one in the place of what it replaces; as the server wants them, which are those of the operator. */
export function withMapping(all: readonly ProjectMapping[], changed: ProjectMapping): ProjectMapping[] {
  const others = all.filter((one) => one.source === "operator" && idOf(one) !== idOf(changed));
  return [...others, { ...changed, source: "operator" }];
}

/** What an operator said of one, taken back: the provider's own word counts again. */
export function withoutMapping(all: readonly ProjectMapping[], gone: ProjectMapping): ProjectMapping[] {
  return all.filter((one) => one.source === "operator" && idOf(one) !== idOf(gone));
}

const textsOf = ({ provider, id, name, project }: ProjectMapping) => [provider, id, name, project];

const placeOf = ({ provider, kind, id, name, project }: ProjectMapping) =>
  [project ? "1" : "0", provider, kind, name ?? id].join(" ");

/** Those that a word is found in, keys and credentials without a project first: they are what there is to do. */
export function listed(all: readonly ProjectMapping[], word: string): ProjectMapping[] {
  const wanted = word.trim().toLowerCase();
  return all
    .filter((one) => textsOf(one).some((text) => text?.toLowerCase().includes(wanted)))
    .toSorted((a, b) => placeOf(a).localeCompare(placeOf(b)));
}
