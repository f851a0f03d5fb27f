import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { sessionQuery, statusQuery } from "../api/queries";
import { useShortcuts } from "../keyboard";
import { setPreferences, shownTheme } from "../preferences";
import { HelpDialog } from "./HelpDialog";
import { ShellContext } from "./ShellContext";
import { Sidebar } from "./Sidebar";
import { WarehouseNote } from "./WarehouseNote";

/** The frame of every page: menu, keys, and the way out when the session ends. */
export function Shell() {
  const [menuOpen, setMenuOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const navigate = useNavigate();
  const location = useLocation();
  const session = useQuery(sessionQuery);
  const status = useQuery(statusQuery).data;

  const signedOut = session.data?.signedIn === false;
  const here = location.href;
  useEffect(() => {
    if (signedOut) void navigate({ to: "/sign-in", search: { next: here } });
  }, [signedOut, here, navigate]);

  useShortcuts({
    "g t": () => void navigate({ to: "/transactions" }),
    "g c": () => void navigate({ to: "/connections" }),
    "g a": () => void navigate({ to: "/alerts" }),
    "g p": () => void navigate({ to: "/prices" }),
    "g b": () => void navigate({ to: "/reconciliation" }),
    "g s": () => void navigate({ to: "/sql" }),
    "g ,": () => void navigate({ to: "/settings" }),
    t: () => setPreferences({ theme: shownTheme() === "dark" ? "light" : "dark" }),
    "?": () => setHelpOpen(true),
  });
  const shell = useMemo(() => ({ openMenu: () => setMenuOpen(true) }), []);
  const help = () => setHelpOpen(true);

  return (
    <ShellContext value={shell}>
      <div className="app">
        <Sidebar onHelp={help} />
        <main className="page">
          {status && <WarehouseNote status={status} />}
          <Outlet />
        </main>
      </div>
      {menuOpen && <MenuSheet onHelp={help} onClose={() => setMenuOpen(false)} />}
      {helpOpen && <HelpDialog onClose={() => setHelpOpen(false)} />}
    </ShellContext>
  );
}

function MenuSheet({ onHelp, onClose }: { onHelp: () => void; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="drawer sidebar-sheet"
      aria-label="Menu"
      onCancel={onClose}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <Sidebar
        onNavigate={onClose}
        onHelp={() => {
          onClose();
          onHelp();
        }}
      />
    </dialog>
  );
}
