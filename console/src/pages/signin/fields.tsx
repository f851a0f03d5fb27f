import { FormField } from "../../ui/FormField";

interface Props {
  value: string;
  onChange: (value: string) => void;
  error: string | null;
}

export function NameField({ value, onChange, error }: Props) {
  return (
    <FormField label="Name" error={error}>
      {(control) => (
        <input
          {...control}
          className="input input-large"
          autoComplete="username"
          autoCapitalize="none"
          required
          maxLength={64}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FormField>
  );
}

interface PasswordProps extends Props {
  label?: string;
  help?: string;
  /** For password managers: whether they fill one in or offer a new one. */
  kind: "current-password" | "new-password";
}

export function PasswordField({ label = "Password", help, kind, value, onChange, error }: PasswordProps) {
  return (
    <FormField label={label} help={help} error={error}>
      {(control) => (
        <input
          {...control}
          className="input input-large"
          type="password"
          autoComplete={kind}
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FormField>
  );
}
