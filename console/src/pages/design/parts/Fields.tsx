import { FormField } from "../../../ui/FormField";

export function Fields() {
  return (
    <>
      <FormField label="Name" help="What will use it, for example prod-gateway">
        {(control) => <input {...control} className="input" defaultValue="claims-workers" autoComplete="off" />}
      </FormField>
      <FormField label="Project" aside="optional" error="No project has this name">
        {(control) => <input {...control} className="input" defaultValue="harbourlin" autoComplete="off" />}
      </FormField>
      <label className="checkbox design-panel">
        <input type="checkbox" defaultChecked />
        <span>
          Run in shadow
          <small>It judges and counts, but raises no alert.</small>
        </span>
      </label>
    </>
  );
}
