import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { request } from "../api/client";
import { sessionQuery } from "../api/queries";
import { setPreferences, usePreferences } from "../preferences";
import { Choice } from "../ui/Choice";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { ThemeChoice } from "./ThemeChoice";

export function PersonMenu({ onHelp }: { onHelp: () => void }) {
  const session = useQuery(sessionQuery);
  const { zone } = usePreferences();
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => request<void>("DELETE", "/api/v1/session"),
    onSuccess: async () => {
      client.clear();
      await navigate({ to: "/sign-in" });
    },
  });
  const name = session.data?.person?.name ?? "";
  return (
    <div className="person">
      <Menu
        up
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
          <Choice
            label="Time zone"
            value={zone}
            options={[
              { value: "UTC", label: "UTC" },
              { value: "local", label: "Local" },
            ]}
            onChange={(value) => setPreferences({ zone: value })}
          />
        </div>
        <button type="button" className="menu-item" onClick={onHelp}>
          Keyboard
          <kbd>?</kbd>
        </button>
        <button type="button" className="menu-item" onClick={() => signOut.mutate()}>
          Sign out
        </button>
        <p className="menu-group small dim">Outlay {session.data?.version}</p>
      </Menu>
    </div>
  );
}
