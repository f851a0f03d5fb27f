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
import { readConnectionsSearch } from "./pages/connections/search";
import { readOverviewSearch } from "./pages/overview/search";
import { readPricesSearch } from "./pages/prices/search";
import { readReconciliationSearch } from "./pages/reconciliation/search";
import { readRefusedSearch } from "./pages/refused/search";
import { readRulesSearch } from "./pages/rules/search";
import { readTraceSearch, readTracesSearch } from "./pages/traces/search";
import { readSearch } from "./pages/transactions/search";
import { Shell } from "./shell/Shell";

// Every page is a file of its own that is fetched when it is first opened; the first view needs the frame and one page.

const rootRoute = createRootRoute({ component: Outlet, errorComponent: Failed, notFoundComponent: NotFound });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search): { next?: string } => {
    // Only a path of this console: `//elsewhere` would lead away.
    const next = search["next"];
    return typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {};
  },
  component: lazyRouteComponent(() => import("./pages/signin/SignInPage"), "SignInPage"),
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

const overviewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/",
  validateSearch: readOverviewSearch,
  component: lazyRouteComponent(() => import("./pages/overview/OverviewPage"), "OverviewPage"),
});

const transactionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/transactions",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("./pages/transactions/TransactionsPage"), "TransactionsPage"),
});

const refusedRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/transactions/refused",
  validateSearch: readRefusedSearch,
  component: lazyRouteComponent(() => import("./pages/refused/RefusedPage"), "RefusedPage"),
});

const tracesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/traces",
  validateSearch: readTracesSearch,
  component: lazyRouteComponent(() => import("./pages/traces/TracesPage"), "TracesPage"),
});

const traceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/traces/$traceId",
  validateSearch: readTraceSearch,
  component: lazyRouteComponent(() => import("./pages/traces/TracePage"), "TracePage"),
});

const connectionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/connections",
  validateSearch: readConnectionsSearch,
  component: lazyRouteComponent(() => import("./pages/connections/ConnectionsPage"), "ConnectionsPage"),
});

const alertsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/alerts",
  validateSearch: readAlertsSearch,
  component: lazyRouteComponent(() => import("./pages/alerts/AlertsPage"), "AlertsPage"),
});

const rulesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/rules",
  validateSearch: readRulesSearch,
  component: lazyRouteComponent(() => import("./pages/rules/RulesPage"), "RulesPage"),
});

const pricesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/prices",
  validateSearch: readPricesSearch,
  component: lazyRouteComponent(() => import("./pages/prices/PricesPage"), "PricesPage"),
});

const reconciliationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/reconciliation",
  validateSearch: readReconciliationSearch,
  component: lazyRouteComponent(() => import("./pages/reconciliation/ReconciliationPage"), "ReconciliationPage"),
});

const sqlRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/sql",
  validateSearch: (search): { sql?: string } =>
    typeof search["sql"] === "string" ? { sql: search["sql"] } : {},
  component: lazyRouteComponent(() => import("./pages/sql/SqlPage"), "SqlPage"),
});

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./pages/settings/SettingsPage"), "SettingsPage"),
});

/** For those who build the console; the menu does not name it. */
const designRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/design",
  component: lazyRouteComponent(() => import("./pages/design/DesignPage"), "DesignPage"),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signInRoute,
    shellRoute.addChildren([
      overviewRoute,
      transactionsRoute,
      refusedRoute,
      tracesRoute,
      traceRoute,
      connectionsRoute,
      rulesRoute,
      alertsRoute,
      pricesRoute,
      reconciliationRoute,
      sqlRoute,
      settingsRoute,
      designRoute,
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
