import type { Component } from "../../api/types";
import type { Draft } from "./drafts";
import { GALLERY } from "./gallery";
import { defaults } from "./schema";

const madeOf = (source: Component | undefined): Pick<Draft, "builtin" | "component"> => ({
  builtin: source?.builtin ? source.id : null,
  component: source && !source.builtin ? source.id : null,
});

/** What a new rule begins with: a form of the gallery, else the defaults of what there is. */
export function newDraft(form: string | undefined, components: Component[]): Draft {
  const found = GALLERY.find(({ id }) => id === form);
  if (found && components.some(({ id }) => id === found.builtin)) {
    const { name, builtin, settings } = found;
    return { rule: null, name, builtin, component: null, settings, channels: [] };
  }
  const source = components.find(({ id }) => id === form) ?? components[0];
  return { rule: null, name: "", ...madeOf(source), settings: source ? defaults(source.manifest.settingsSchema) : {}, channels: [] };
}

export const sourceOf = ({ builtin, component }: Draft, components: Component[]): Component | undefined =>
  components.find(({ id }) => id === (component ?? builtin));

/** Made of something else, settings begin anew. */
export const withSource = (draft: Draft, source: Component): Draft => ({
  ...draft,
  ...madeOf(source),
  settings: defaults(source.manifest.settingsSchema),
});
