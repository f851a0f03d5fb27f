import type { Connector } from "../../api/types";
import { Icon } from "../../ui/Icon";

/** What the server checked of a component, one by one. */
export function UploadChecks({ connector: { title, version, checks = [] } }: { connector: Connector }) {
  return (
    <section className="check-report sheet" role="status">
      <p>
        <strong>
          {title} {version}
        </strong>
      </p>
      <ul>
        {checks.map((one) => (
          <li key={one.check} className={one.ok ? "check-ok" : "check-not"}>
            <Icon name={one.ok ? "check" : "warning"} />
            <div>
              {one.check}
              {one.detail && <p className="small mid">{one.detail}</p>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
