import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { sessionQuery, statusQuery } from "../api/queries";
import { useCommandKey, useShortcuts } from "../keyboard";
import { setPreferences, shownTheme } from "../preferences";
import { PAGES } from "./pages";
import { ShellContext } from "./ShellContext";
import { Sidebar } from "./Sidebar";
import { SkipLink } from "./SkipLink";
import { usePrintFoot } from "./usePrintFoot";
import { WarehouseNote } from "./WarehouseNote";

const PAGE = "page";

/** After the first view is there. */
const PALETTE_MILLISECONDS = 500;
const loadPalette = () => import("./palette/Palette");
const Palette = lazy(() => loadPalette().then((file) => ({ default: file.Palette })));
const HelpDialog = lazy(() => import("./HelpDialog").then((file) => ({ default: file.HelpDialog })));

/** The frame of every page: menu, keys, and the way out when the session ends. */
export function Shell() {
  const [menuOpen, setMenuOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  const navigate = useNavigate();
  const location = useLocation();
  const session = useQuery(sessionQuery);
  const status = useQuery(statusQuery).data;

  usePrintFoot(session.data?.team);
  // Not needed for the first view, but at hand when it is called.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), PALETTE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, []);
  const signedOut = session.data?.signedIn === false;
  const here = location.href;
  useEffect(() => {
    if (signedOut) void navigate({ to: "/sign-in", search: { next: here } });
  }, [signedOut, here, navigate]);

  useShortcuts({
    ...Object.fromEntries(PAGES.map(({ letter, to }) => [`g ${letter}`, () => void navigate({ to })])),
    t: () => setPreferences({ theme: shownTheme() === "dark" ? "light" : "dark" }),
    "?": () => setHelpOpen(true),
  });
  useCommandKey("k", () => setPaletteOpen(true));
  const shell = useMemo(() => ({ openMenu: () => setMenuOpen(true), openPalette: () => setPaletteOpen(true) }), []);
  const help = () => setHelpOpen(true);

  return (
    <ShellContext value={shell}>
      <SkipLink target={PAGE} />
      <div className="app">
        <Sidebar onHelp={help} />
        <main id={PAGE} className="page" tabIndex={-1}>
          {status && <WarehouseNote status={status} />}
          <Outlet />
        </main>
      </div>
      {menuOpen && <MenuSheet onHelp={help} onClose={() => setMenuOpen(false)} />}
      <Suspense>
        {paletteOpen && <Palette onHelp={help} onClose={() => setPaletteOpen(false)} />}
        {helpOpen && <HelpDialog onClose={() => setHelpOpen(false)} />}
      </Suspense>
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
