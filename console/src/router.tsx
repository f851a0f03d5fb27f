import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { type Query, queryText } from "./api/client";
import { queryClient, sessionQuery } from "./api/queries";
import { Failed, NotFound } from "./pages/Failed";
import { readAlertsSearch } from "./pages/alerts/search";
import { AlertsPage } from "./pages/alerts/AlertsPage";
import { ConnectionsPage } from "./pages/connections/ConnectionsPage";
import { PricesPage } from "./pages/prices/PricesPage";
import { readPricesSearch } from "./pages/prices/search";
import { ReconciliationPage } from "./pages/reconciliation/ReconciliationPage";
import { readReconciliationSearch } from "./pages/reconciliation/search";
import { RefusedPage } from "./pages/refused/RefusedPage";
import { readRefusedSearch } from "./pages/refused/search";
import { SettingsPage } from "./pages/settings/SettingsPage";
import { SignInPage } from "./pages/signin/SignInPage";
import { readSearch } from "./pages/transactions/search";
import { TransactionsPage } from "./pages/transactions/TransactionsPage";
import { Shell } from "./shell/Shell";

const rootRoute = createRootRoute({ component: Outlet, errorComponent: Failed, notFoundComponent: NotFound });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search): { next?: string } => {
    // Only a path of this console: `//elsewhere` would lead away.
    const next = search["next"];
    return typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {};
  },
  component: SignInPage,
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session.signedIn) throw redirect({ to: "/sign-in", search: { next: location.href } });
  },
  component: Shell,
});

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/transactions" });
  },
});

const transactionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/transactions",
  validateSearch: readSearch,
  component: TransactionsPage,
});

const refusedRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/transactions/refused",
  validateSearch: readRefusedSearch,
  component: RefusedPage,
});

const connectionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/connections",
  component: ConnectionsPage,
});

const alertsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/alerts",
  validateSearch: readAlertsSearch,
  component: AlertsPage,
});

const pricesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/prices",
  validateSearch: readPricesSearch,
  component: PricesPage,
});

const reconciliationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/reconciliation",
  validateSearch: readReconciliationSearch,
  component: ReconciliationPage,
});

const sqlRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/sql",
  validateSearch: (search): { sql?: string } =>
    typeof search["sql"] === "string" ? { sql: search["sql"] } : {},
  // The editor is the largest part of the console; only this page loads it.
  component: lazyRouteComponent(() => import("./pages/sql/SqlPage"), "SqlPage"),
});

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings",
  component: SettingsPage,
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signInRoute,
    shellRoute.addChildren([
      homeRoute,
      transactionsRoute,
      refusedRoute,
      connectionsRoute,
      alertsRoute,
      pricesRoute,
      reconciliationRoute,
      sqlRoute,
      settingsRoute,
    ]),
  ]),
  // Every value of a search is a text, so that addresses stay readable and numbers exact.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => queryText(search as Query),
  defaultPreload: "intent",
  defaultPendingMs: 150,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
