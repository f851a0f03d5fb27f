import { ApiError, errorSentence } from "../api/client";
import { Note } from "./Note";

interface Props {
  error: unknown;
  /** What the failure means for what is on the page. */
  meaning?: string;
  onRetry?: () => void;
}

/** What happened, what it means, what to do. Nothing when there is no error. */
export function ErrorNote({ error, meaning, onRetry }: Props) {
  if (!error) return null;
  const hint = error instanceof ApiError ? error.hint : null;
  return (
    <Note tone="bad" live>
      <strong>{errorSentence(error)}</strong>
      {meaning && ` ${meaning}`}
      {hint && ` ${hint}`}
      {onRetry && (
        <>
          {" "}
          <button type="button" className="link" onClick={onRetry}>
            Try again
          </button>
        </>
      )}
    </Note>
  );
}
