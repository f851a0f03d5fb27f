import { useQuery } from "@tanstack/react-query";
import { alertQuery } from "../../api/queries";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { AlertActions } from "./AlertActions";
import { AlertHead } from "./AlertHead";
import { Cause } from "./Cause";
import { DeliveryList } from "./DeliveryList";
import { HistoryList } from "./HistoryList";
import { NoteField } from "./NoteField";
import { Undelivered } from "./Undelivered";
import { useMeasured } from "./useMeasured";
import { WhatTheRuleSays } from "./WhatTheRuleSays";

interface Props {
  id: string;
  onBack: () => void;
  /** Something is decided: the alert may leave the list, and stays shown. */
  onDecide: () => void;
}

/** From message to cause in one screen. */
export function AlertDetail({ id, onBack, onDecide }: Props) {
  const { data: alert, error, refetch } = useQuery(alertQuery(id));
  const measured = useMeasured(alert);
  if (!alert) {
    return error ? (
      <ErrorNote error={error} meaning="This alert cannot be shown." onRetry={() => void refetch()} />
    ) : (
      <Skeleton rows={6} height={44} />
    );
  }
  return (
    <>
      <div className="alert-top">
        <AlertHead alert={alert} measured={measured} onBack={onBack} />
        <AlertActions alert={alert} onDecide={onDecide} />
      </div>
      <Undelivered alert={alert} />
      <Cause
        alert={alert}
        measured={measured}
        aside={
          <>
            <HistoryList history={alert.history} />
            <DeliveryList alert={alert} />
            <NoteField alert={alert} />
          </>
        }
      >
        <WhatTheRuleSays alert={alert} />
      </Cause>
    </>
  );
}
