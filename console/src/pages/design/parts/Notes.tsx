import { Note } from "../../../ui/Note";

export function Notes() {
  return (
    <div className="stack">
      <Note>LiteLLM routes $6,123.44 of this. Its own estimate is not added again.</Note>
      <Note tone="warn">The warehouse is 12 s behind the ledger. Every accepted event is safe.</Note>
      <Note tone="bad">
        <strong>Google refuses to run the billing query.</strong> Metered spend is complete, the bill is not. Grant BigQuery Job
        User, then check again.
      </Note>
    </div>
  );
}
