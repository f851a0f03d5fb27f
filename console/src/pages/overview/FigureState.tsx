import type { ReactNode } from "react";
import { errorSentence } from "../../api/client";
import { Figure } from "../../ui/Figure";
import { Unknown } from "../../ui/Unknown";

interface Props {
  label: ReactNode;
  lead?: boolean;
  error: unknown;
  onRetry: () => void;
}

/** A figure that is not there yet, or that could not be read. */
export function FigureState({ label, lead = false, error, onRetry }: Props) {
  if (!error) {
    return (
      <Figure
        label={label}
        lead={lead}
        meaning={
          <>
            <span className="overview-line">
              <span className="overview-blank" />
            </span>
            <span className="overview-line">
              <span className="overview-blank" />
            </span>
          </>
        }
      >
        <span className="overview-blank" />
      </Figure>
    );
  }
  const again = (
    <button type="button" className="link" onClick={onRetry}>
      Try again
    </button>
  );
  return (
    <Figure label={label} lead={lead} meaning={<span role="alert">{errorSentence(error)} {again}</span>}>
      <Unknown>not read</Unknown>
    </Figure>
  );
}
