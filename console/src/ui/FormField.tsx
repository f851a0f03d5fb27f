import { type ReactNode, useId } from "react";

interface Props {
  label: string;
  /** At the right of the label, for example `optional`. */
  aside?: ReactNode;
  help?: ReactNode;
  error?: string | null;
  children: (control: { id: string; "aria-describedby": string; "aria-invalid": boolean }) => ReactNode;
}

/** A label, its control, where to find the value, and what is wrong with it. */
export function FormField({ label, aside, help, error, children }: Props) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        <span>{label}</span>
        {aside && <em>{aside}</em>}
      </label>
      {children({ id, "aria-describedby": `${id}-help`, "aria-invalid": Boolean(error) })}
      <div id={`${id}-help`} className="field-help">
        {error && (
          <p className="field-error" role="alert">
            {error}
          </p>
        )}
        {help && <p>{help}</p>}
      </div>
    </div>
  );
}
