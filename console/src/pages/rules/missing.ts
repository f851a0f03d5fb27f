import type { Component } from "../../api/types";
import type { Draft } from "./drafts";
import { isLimit, limitSetting, limitText } from "./limit";
import { missingSettings, settingLabel } from "./schema";

/** Why a draft cannot be tried or made yet; none when it can. */
export function missingText({ manifest: { settingsSchema } }: Component, { builtin, settings }: Draft): string | null {
  const missing = [...missingSettings(settingsSchema, settings)];
  const labels = missing.map((name) => settingLabel(name, settingsSchema.properties?.[name] ?? {}));
  if (labels.length > 0) return `Still needed: ${labels.join(", ")}.`;
  const isTyped = limitSetting(builtin) === null || isLimit(limitText(builtin, settings));
  return isTyped ? null : "The limit is not a number yet.";
}
