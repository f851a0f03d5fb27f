type Parts = typeof import("./engine");

let loading: Promise<Parts> | null = null;

/** The part of a chart that draws, loaded once; anew after it could not be loaded. */
export function loadEngine(): Promise<Parts> {
  loading ??= import("./engine").catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

/** For a page that will show a chart as soon as its data is there. */
export function preloadChart() {
  // Whoever draws tells that it failed.
  loadEngine().catch(() => undefined);
}
