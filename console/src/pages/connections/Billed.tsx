import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { reconciliationQuery } from "../../api/queries";
import type { Connection, Connector, Decimal } from "../../api/types";
import { formatChange } from "../../format/change";
import { formatMoney } from "../../format/money";
import { ExplainedNumber } from "../../ui/ExplainedNumber";
import { daysText, shiftDay, todayUtc } from "../../ui/range";
import { Unknown } from "../../ui/Unknown";
import { type Agreement, agreementOf, type Bill, billDays, billsOf, lengthOf } from "./billing";

/** What a connection is billed this month, beside what was metered in the same days. */
export function Billed({ connection, connector }: { connection: Connection; connector: Connector | undefined }) {
  const today = todayUtc();
  const days = billDays(today);
  const report = useQuery(
    reconciliationQuery({ connection: connection.id, grain: "connection", from: days.from, to: shiftDay(days.to, 1) }),
  );
  const bills = report.data ? billsOf(report.data.items) : [];
  const [bill, ...others] = bills;
  const isGateway = connector?.billingSource === false;
  const word = isGateway ? "Estimated" : "Billed";
  if (!bill) return <NoBill connection={connection} connector={connector} days={daysText(days, today)} isLoading={report.isPending} />;
  const metered = bill.metered === null ? null : `${bill.isBound ? "≥ " : ""}${formatMoney(bill.metered, bill.currency)}`;
  const wanted = lengthOf(days);
  return (
    <div className="billed">
      <p className="small mid">
        {bill.days < wanted ? `${word} on ${bill.days} of ${wanted} days, ${daysText(days, today)}` : `${word}, ${daysText(days, today)}`}
      </p>
      <div className="row between billed-line">
        <div className="card-figure tabular">
          <ExplainedNumber
            title={`${word} by ${connection.name}`}
            formula="All records of this connection’s bill in these days, summed. Today is left out: neither side has it whole."
            inputs={[
              { label: word, value: formatMoney(bill.billed, bill.currency) },
              { label: "Metered, the same days", value: metered ?? "not known" },
            ]}
            {...(bill.metered !== null && !bill.isBound && { result: { label: "Difference", value: differenceOf(bill.billed, bill.metered, bill.currency) } })}
            unknown={bill.isBound ? "Some of what was metered has no price" : undefined}
            sql={sqlOf(connection.id, bill)}
          >
            {formatMoney(bill.billed, bill.currency)}
          </ExplainedNumber>
        </div>
        <Tag connection={connection} isGateway={isGateway} agreement={agreementOf(bill)} month={days.from.slice(0, 7)} />
      </div>
      <p className="small mid">
        {isGateway ? "Attribution only, never added" : metered === null ? "Nothing metered in the same days" : `Metered in the same days ${metered}`}
        {others.map(({ currency, billed }) => `. ${formatMoney(billed, currency)} besides`)}
      </p>
    </div>
  );
}

interface TagProps {
  connection: Connection;
  isGateway: boolean;
  agreement: Agreement | null;
  month: string;
}

function Tag({ connection, isGateway, agreement, month }: TagProps) {
  if (isGateway) return <span className="tag">counted upstream</span>;
  if (!connection.countsTowardsTotal) return <span className="tag">not added</span>;
  if (!agreement) return null;
  return (
    <Link className={agreement.agrees ? "tag tag-good" : "tag tag-warn"} to="/reconciliation" search={{ month }}>
      {agreement.words}
    </Link>
  );
}

interface NoBillProps {
  connection: Connection;
  connector: Connector | undefined;
  days: string;
  isLoading: boolean;
}

/** Why there is no bill to show. */
function NoBill({ connection, connector, days, isLoading }: NoBillProps) {
  const isRead = connection.coverage.length > 0;
  const reason = isRead ? billLess(connector) : notRead(connection);
  return (
    <div className="billed">
      <p className="small mid">Billed, {days}</p>
      <p className="card-figure">{isLoading ? " " : <Unknown>{reason}</Unknown>}</p>
    </div>
  );
}

function differenceOf(billed: Decimal, metered: Decimal, currency: string): string {
  return formatChange(metered, billed, currency)?.amount ?? "";
}

function billLess(connector: Connector | undefined): string {
  return connector && !connector.streams.some(({ kind }) => kind === "cost") ? "tells no bill" : "no bill yet";
}

function notRead({ status, lastSync }: Connection): string {
  if (status === "disconnected") return "nothing read yet";
  return lastSync?.status === "running" ? "being read" : "after first sync";
}

// A bill and a meter of one day may stand in rows of their own, so the days are chosen after they are summed.
const sqlOf = (connection: string, { first, last, currency }: Bill) => `SELECT day,
       sum(billed)   AS billed,
       sum(metered)  AS metered
FROM   reconciliation
WHERE  connection_id = '${connection}'
  AND  day BETWEEN DATE '${first}' AND DATE '${last}'
  AND  currency = '${currency}'
GROUP BY day
HAVING count(billed) > 0
ORDER BY day`;
