import { useSyncExternalStore } from "react";

/** A value that this browser keeps; without storage it lasts as long as the page. */
export interface BrowserStore<T> {
  get: () => T;
  set: (value: T) => void;
  use: () => T;
}

/** `read` makes sense of what lies in the storage, which anybody may have written. */
export function browserStore<T>(key: string, read: (stored: unknown) => T): BrowserStore<T> {
  const listeners = new Set<() => void>();
  const load = (): T => {
    try {
      return read(JSON.parse(localStorage.getItem(key) ?? "null"));
    } catch {
      return read(null);
    }
  };
  let current = load();
  const announce = () => {
    for (const listener of listeners) listener();
  };
  // What another tab keeps is kept here too.
  window.addEventListener("storage", (event) => {
    if (event.key !== key) return;
    current = load();
    announce();
  });
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const get = () => current;
  return {
    get,
    set: (value) => {
      current = value;
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // Storage may be refused.
      }
      announce();
    },
    use: () => useSyncExternalStore(subscribe, get),
  };
}
