import { useQuery } from "@tanstack/react-query";
import { channelsQuery } from "../../api/queries";
import { counted } from "../../format/number";
import { Icon } from "../../ui/Icon";
import { Popover } from "../../ui/Popover";
import { ChannelBoxes } from "./ChannelBoxes";

interface Props {
  chosen: string[];
  onChange: (channels: string[]) => void;
}

/** Where alerts are sent, at the end of the sentence. */
export function ChannelsPart({ chosen, onChange }: Props) {
  const known = useQuery(channelsQuery).data;
  const names = known?.filter(({ id }) => chosen.includes(id)).map(({ name }) => name);
  const text = chosen.length === 0 ? "the inbox only" : (names?.join(" and ") ?? counted(chosen.length, "channel"));
  return (
    <Popover
      className="inl inl-long"
      label={`Channels: ${text}`}
      title="Channels"
      button={
        <>
          <span className="clip">{text}</span>
          <Icon name="chevronDown" />
        </>
      }
    >
      <div className="channels-sheet">
        <ChannelBoxes chosen={chosen} onChange={onChange} />
      </div>
    </Popover>
  );
}
