import type { ReactNode } from "react";
import type { MeteredEvent } from "../../api/types";
import { SeverityMark } from "../../ui/SeverityMark";
import { CostCell, CountCell, DurationCell, IdCell, InputCell, ModelCell, MoneyCell, OutputCell, TextCell } from "./cells";
import type { ColumnId } from "./eventColumns";
import { KeyName } from "./KeyName";
import { RowTime } from "./RowTime";
import { cachedShare } from "./tokens";

const text = (value: string | null) => <TextCell value={value} />;
const count = (value: number | string | null) => <CountCell value={value} />;

/** What stands in each column of an event. */
export const EVENT_CELLS: Record<ColumnId, (event: MeteredEvent) => ReactNode> = {
  time: (event) => <RowTime at={event.eventTime} />,
  received: (event) => <RowTime at={event.receivedAt} />,
  model: (event) => <ModelCell event={event} />,
  provider: (event) => text(event.provider),
  kind: (event) => text(event.kind),
  operation: (event) => text(event.operation),
  source: (event) => text(event.source),
  status: (event) => text(event.status),
  stopReason: (event) => text(event.stopReason),
  errorCode: (event) => text(event.errorCode === null ? null : String(event.errorCode)),
  isStreamed: (event) => text(event.isStreamed === null ? null : event.isStreamed ? "yes" : "no"),
  tool: (event) => text(event.tool),
  serviceTier: (event) => text(event.serviceTier),
  pricingTier: (event) => text(event.pricingTier),
  middleware: (event) => text(event.middleware),
  agent: (event) => text(event.agent),
  organization: (event) => text(event.organization),
  product: (event) => text(event.product),
  taskType: (event) => text(event.taskType),
  environment: (event) => text(event.environment),
  subscriberEmail: (event) => text(event.subscriberEmail),
  department: (event) => text(event.department),
  team: (event) => text(event.team),
  subscriberId: (event) => text(event.subscriberId),
  credential: (event) => text(event.credential),
  region: (event) => text(event.region),
  jobName: (event) => text(event.jobName),
  squad: (event) => text(event.squad),
  traceType: (event) => text(event.traceType),
  traceName: (event) => text(event.traceName),
  key: (event) => <KeyName id={event.keyId} />,
  input: (event) => <InputCell event={event} />,
  uncached: (event) => count(event.inputTokens),
  cacheRead: (event) => count(event.cacheReadTokens),
  cacheWrite: (event) => count(event.cacheWriteTokens),
  cached: (event) => <TextCell value={cachedShare(event)} />,
  output: (event) => <OutputCell event={event} />,
  reasoning: (event) => count(event.reasoningTokens),
  images: (event) => count(event.images),
  seconds: (event) => count(event.seconds),
  characters: (event) => count(event.characters),
  took: (event) => <DurationCell milliseconds={event.durationMs} />,
  firstToken: (event) => <DurationCell milliseconds={event.timeToFirstTokenMs} />,
  reported: (event) => <MoneyCell amount={event.reportedCost} currency={event.currency} />,
  computed: (event) => <MoneyCell amount={event.computedCost} currency={event.currency} />,
  cost: (event) => <CostCell event={event} />,
  transactionId: (event) => <IdCell id={event.transactionId} />,
  traceId: (event) => <IdCell id={event.traceId} />,
  eventId: (event) => <IdCell id={event.eventId} />,
  mark: ({ findings }) => findings > 0 && <SeverityMark severity="warning" label={findings === 1 ? "1 finding" : `${findings} findings`} />,
};
