import type { components } from "./schema";

/** What the API's OpenAPI document has a name for. */
export type Schemas = components["schemas"];
