import { localZone, setPreferences, usePreferences, useZone } from "../preferences";
import { Icon } from "../ui/Icon";
import { Popover } from "../ui/Popover";

/** The zone of every time on the page. */
export function ZoneMenu() {
  const { zone } = usePreferences();
  const shown = useZone();
  const zones = [
    { value: "UTC", label: "UTC", about: "as providers and bills have it" },
    { value: "local", label: localZone, about: "this browser" },
  ] as const;
  return (
    <Popover
      className="button button-quiet zone"
      title="Time zone"
      label={`Time zone: ${shown}`}
      align="right"
      button={
        <>
          {zoneName(shown)}
          <Icon name="chevronDown" />
        </>
      }
    >
      {(close) =>
        zones.map(({ value, label, about }) => (
          <button
            key={value}
            type="button"
            className="menu-item"
            aria-pressed={zone === value}
            onClick={() => {
              setPreferences({ zone: value });
              close();
            }}
          >
            {zoneName(label)}
            <span className="menu-aside">{about}</span>
          </button>
        ))
      }
    </Popover>
  );
}

/** `Europe/Berlin` is known by its city. */
const zoneName = (zone: string): string => zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
