/** By what the spend of the page is told apart. */
export const DIMENSIONS = [
  { value: "provider", label: "Provider", many: "Providers", group: "provider", column: "provider", none: "(no provider)" },
  { value: "model", label: "Model", many: "Models", group: "model", column: "model", none: "(no model)" },
  {
    value: "organization",
    label: "Organization",
    many: "Organizations",
    group: "organization",
    column: "organization",
    none: "(no organization)",
  },
  { value: "product", label: "Product", many: "Products", group: "product", column: "product", none: "(no product)" },
  { value: "agent", label: "Agent", many: "Agents", group: "agent", column: "agent", none: "(no agent)" },
  {
    value: "subscriber",
    label: "Subscriber",
    many: "Subscribers",
    group: "subscriberId",
    column: "subscriber_id",
    none: "(no subscriber)",
  },
] as const;

export type Dimension = (typeof DIMENSIONS)[number];
export type DimensionName = Dimension["value"];

export const dimension = (name: DimensionName): Dimension => DIMENSIONS.find(({ value }) => value === name) ?? DIMENSIONS[0];

/** A bill names providers and, mostly, models; the rest only events say. */
export const needsEvents = ({ value }: Dimension): boolean => value !== "provider" && value !== "model";
