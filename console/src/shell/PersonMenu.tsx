import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../api/queries";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { ThemeChoice } from "./ThemeChoice";
import { useSignOut } from "./useSignOut";
import { ZoneChoice } from "./ZoneChoice";

export function PersonMenu({ onHelp }: { onHelp: () => void }) {
  const session = useQuery(sessionQuery);
  const signOut = useSignOut();
  const name = session.data?.person?.name ?? "";
  return (
    <Menu
      align="left"
      label={`${name}: theme, time zone, sign out`}
      className="person-button"
      button={
        <>
          <span className="clip">{name}</span>
          <Icon name="chevronDown" />
        </>
      }
    >
      <div className="menu-group" data-keep-open>
        <p>Theme</p>
        <ThemeChoice />
      </div>
      <div className="menu-group" data-keep-open>
        <p>Time zone</p>
        <ZoneChoice />
      </div>
      <button type="button" className="menu-item" onClick={onHelp}>
        Keyboard
        <kbd>?</kbd>
      </button>
      <button type="button" className="menu-item" onClick={() => signOut()}>
        Sign out
      </button>
      <p className="menu-group small dim">Outlay {session.data?.version}</p>
    </Menu>
  );
}
