/** As much of JSON Schema as forms for a rule's settings are made from. */
export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  required?: string[];
  enum?: (string | number)[];
  default?: unknown;
  items?: JsonSchema;
  const?: unknown;
  if?: JsonSchema;
  then?: JsonSchema;
  else?: JsonSchema;
  minimum?: number;
  maximum?: number;
  examples?: unknown[];
}
