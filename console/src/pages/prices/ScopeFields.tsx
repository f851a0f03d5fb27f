import { useState } from "react";
import type { PriceScope } from "../../api/types";
import { FormField } from "../../ui/FormField";

type Scope = Record<keyof PriceScope, string>;

interface Props {
  scope: Scope;
  errorAt: (field: string) => string | null;
  onChange: (scope: Scope) => void;
}

interface Named {
  name: keyof PriceScope;
  label: string;
  help?: string;
}

const FIRST: Named[] = [
  { name: "provider", label: "Provider", help: "Who sells the call: openai, aws, your own gateway." },
  { name: "model", label: "Model", help: "As senders or the list write it. gpt-4o means its dated versions, too; * stands for anything." },
];
const MORE: Named[] = [
  { name: "tool", label: "Tool", help: "The toolId of calls of tools." },
  { name: "organization", label: "Organization" },
  { name: "product", label: "Product" },
  { name: "keyId", label: "Key", help: "The id of the Outlay key that posts the call." },
  { name: "connectionId", label: "Connection", help: "The id of a connection: for the estimate of its usage." },
  { name: "region", label: "Region" },
  { name: "tier", label: "Tier", help: "standard, batch, flex or priority." },
];

/** Which calls: all that is filled in must fit. */
export function ScopeFields({ scope, errorAt, onChange }: Props) {
  const [more, setMore] = useState(MORE.some(({ name }) => scope[name]));
  const nothing = errorAt("scope");
  return (
    <fieldset className="scope-fields">
      <legend>Which calls</legend>
      {nothing && (
        <p className="field-error" role="alert">
          {nothing}
        </p>
      )}
      {[...FIRST, ...(more ? MORE : [])].map(({ name, label, help }) => (
        <FormField key={name} label={label} help={help} error={errorAt(`scope.${name}`)}>
          {(control) => (
            <input
              {...control}
              className="input"
              autoComplete="off"
              spellCheck={false}
              value={scope[name]}
              onChange={(event) => onChange({ ...scope, [name]: event.target.value })}
            />
          )}
        </FormField>
      ))}
      {!more && (
        <button type="button" className="link" onClick={() => setMore(true)}>
          Narrow it down: tool, organization, product, key, connection, region, tier
        </button>
      )}
    </fieldset>
  );
}
