/**
 * What is to be done before `main` waits for the threads that are left: Python's
 * `threading._register_atexit`, by which executors let their threads go.
 */

const hooks = new Set<() => void>();

/** Has `hook` called when the function given to `main` has ended. */
export function atExit(hook: () => void): void {
  hooks.add(hook);
}

/** Undoes `atExit`. */
export function notAtExit(hook: () => void): void {
  hooks.delete(hook);
}

/** Calls the hooks, the last one first, as Python does. */
export function runExitHooks(): void {
  for (const hook of [...hooks].reverse()) hook();
}
