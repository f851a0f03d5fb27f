import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { channelsQuery } from "../../api/queries";

interface Props {
  chosen: string[];
  onChange: (channels: string[]) => void;
}

/** All channels, of which some are chosen. */
export function ChannelBoxes({ chosen, onChange }: Props) {
  const known = useQuery(channelsQuery).data;
  if (known?.length === 0) {
    return (
      <p className="small mid">
        None yet: alerts stay in the inbox.{" "}
        <Link className="link" to="/alerts" search={{ tab: "channels" }}>
          Create one
        </Link>
      </p>
    );
  }
  return known?.map(({ id, name }) => (
    <label key={id} className="checkbox">
      <input
        type="checkbox"
        checked={chosen.includes(id)}
        onChange={(event) => onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
      />
      {name}
    </label>
  ));
}
