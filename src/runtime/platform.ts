/**
 * The edge of the ground floor: everything it asks of Node, Bun, Deno or a browser stands here.
 *
 * Invariants:
 * - Nothing above this file names `process`, `setImmediate` or `MessageChannel`.
 * - What a platform lacks has an answer here (no exit status in a browser, no signals), so the
 *   callers have no branches of their own.
 */

import { otherThreads } from "./other-threads.ts";

type NodeProcess = typeof globalThis.process;

const node: NodeProcess | undefined =
  typeof globalThis.process === "object" && typeof globalThis.process.nextTick === "function"
    ? globalThis.process
    : undefined;

/** Runs `turn` as a macrotask of its own: after pending timers and I/O had their chance. */
export const macrotask: (turn: () => void) => void =
  typeof globalThis.setImmediate === "function"
    ? (turn) => {
        globalThis.setImmediate(turn);
      }
    : messageChannelMacrotask();

// Browsers clamp nested setTimeout to 4 ms; a message port is not clamped.
function messageChannelMacrotask(): (turn: () => void) => void {
  if (typeof MessageChannel !== "function") return (turn) => void setTimeout(turn, 0);
  const turns: (() => void)[] = [];
  const channel = new MessageChannel();
  channel.port1.onmessage = () => turns.shift()?.();
  return (turn) => {
    turns.push(turn);
    channel.port2.postMessage(null);
  };
}

const settled: Promise<void> = Promise.resolve();

/**
 * Runs `next` once the microtask queue has drained. Node runs its tick queue exactly then, which is
 * far cheaper than a macrotask; elsewhere a macrotask says the same.
 */
export const afterMicrotasks: (next: () => void) => void =
  node === undefined
    ? macrotask
    : (next) => {
        // From within a tick, the next tick would come before the microtasks: so a microtask asks for it.
        void settled.then(() => node.nextTick(next));
      };

/** The value of an environment variable; undefined where there is no environment to read. */
export function environment(name: string): string | undefined {
  try {
    return node?.env?.[name];
  } catch {
    return undefined; // Deno without --allow-env
  }
}

/** Writes a report where the platform shows errors. */
export function writeReport(text: string): void {
  if (node?.stderr?.write !== undefined) node.stderr.write(`${text}\n`);
  else console.error(text);
}

/** Ends the process with `status` once its output is flushed; does nothing where there is none. */
export function exit(status: number): void {
  if (node === undefined) return;
  node.exitCode = status;
  // Writes to pipes may be asynchronous: an empty write calls back once all before it are out.
  node.stdout.write("", () => node.stderr.write("", () => node.exit(status)));
}

/** The status the program has set for its own end, 0 where it has set none. */
export function exitStatus(): number {
  return Number(node?.exitCode ?? 0);
}

const SIGNAL_WATCH_MS = 1000;
const ownSignalListeners = new Set<unknown>();
const dryListeners = new Set<() => void>();

/**
 * Calls `listener` each time the event loop has run dry, before the process would end. A signal that the
 * program listens for may still come, though Node would not wait for it: the process stays alive then, as it
 * does where another thread can still wake this one. Returns how to stop.
 */
export function onEventLoopDry(listener: () => void): () => void {
  const dry = () => {
    if (listensForSignal()) setTimeout(() => {}, SIGNAL_WATCH_MS);
    else if (!otherThreads.keepAlive()) listener();
  };
  node?.on?.("beforeExit", dry);
  dryListeners.add(listener);
  return () => {
    node?.off?.("beforeExit", dry);
    dryListeners.delete(listener);
  };
}

/**
 * Does what is done when the event loop has run dry, for a thread that blocks for ever: where anybody listens
 * for it, the process ends with the status that the listeners have set.
 */
export function endAsIfDry(): void {
  if (node === undefined || dryListeners.size === 0) return;
  for (const listener of [...dryListeners]) listener();
  node.exit();
}

function listensForSignal(): boolean {
  const signals = node?.eventNames().filter((name) => String(name).startsWith("SIG")) ?? [];
  return signals.some((signal) => {
    return node?.listeners(signal as "SIGINT").some((each) => !ownSignalListeners.has(each));
  });
}

/** Calls `listener` at SIGQUIT (control-backslash), where there are signals. */
export function onQuitSignal(listener: () => void): void {
  if (node === undefined || node.platform === "win32") return;
  ownSignalListeners.add(listener);
  node.on("SIGQUIT", listener);
}

/** Throws `error` outside of every caller, so that it becomes the platform's uncaught exception. */
export function throwUncaught(error: unknown): void {
  macrotask(() => {
    throw error;
  });
}

/** A timer that does not keep the process alive; returns how to stop it. */
export function everySecond(tick: () => void): () => void {
  const timer = setInterval(tick, 1000) as unknown as { unref?: () => void };
  timer.unref?.();
  return () => clearInterval(timer as unknown as number);
}

/** Values that follow an async function across its awaits; undefined where the platform has none. */
export interface AsyncLocal<T> {
  run<R>(value: T, fn: () => R): R;
  get(): T | undefined;
  /** Sets the value for the rest of the present stretch of code, and what it awaits. */
  enter(value: T | undefined): void;
}

/**
 * Whether an AsyncLocal in use costs next to nothing. Node 24 keeps it in V8's own continuations; before,
 * each promise was told of it, which doubles the cost of an await.
 */
export const asyncLocalIsCheap: boolean = Number.parseInt(node?.versions?.node ?? "", 10) >= 24;

/** Makes an AsyncLocal of AsyncLocalStorage, where there is one. */
export function asyncLocal<T>(): AsyncLocal<T> | undefined {
  const hooks = node?.getBuiltinModule?.("node:async_hooks");
  if (hooks === undefined) return undefined;
  const storage = new hooks.AsyncLocalStorage<T>();
  return {
    run: (value, fn) => storage.run(value, fn),
    get: () => storage.getStore(),
    enter: (value) => storage.enterWith(value as T),
  };
}
