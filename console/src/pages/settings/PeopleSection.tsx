import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { sessionQuery } from "../../api/queries";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { TimeText } from "../../ui/TimeText";
import { peopleQuery } from "./aboutQuery";

/** Who can sign in. */
export function PeopleSection() {
  const people = useQuery(peopleQuery);
  const own = useQuery(sessionQuery).data?.person?.id;
  return (
    <section id="people" aria-label="People">
      <div className="section-head">
        <h2>People</h2>
      </div>
      <ErrorNote error={people.error} meaning="Who can sign in is not known now." onRetry={() => void people.refetch()} />
      {people.isPending && !people.error && <Skeleton rows={1} height={40} />}
      <ul className="settings-list">
        {people.data?.map(({ id, name, role, createdAt }) => (
          <li key={id} className="settings-item">
            <div className="grow">
              <b className="wrap-anywhere">{name}</b> {id === own && <span className="mid">you</span>}
            </div>
            <span className="mid">{role}</span>
            <span className="small dim">
              since <TimeText at={createdAt} />
            </span>
          </li>
        ))}
      </ul>
      <p className="mid settings-text">
        One person owns a server; nobody can be added yet. Programs sign in with <Link className="link" to="/connections">keys</Link>, which can be
        made to read only.
      </p>
    </section>
  );
}
