/**
 * What this room asks of Node, Bun, Deno or a browser.
 *
 * Invariants:
 * - Nothing else in this room differs from one platform to another.
 */

import { BIRTH } from "../runtime/birth.ts";
import { type Birth, birth } from "./birth.ts";

/** Something that keeps the process alive while it is held, for what the platform is to bring. */
export class Hold {
  #handle: { ref?: () => void; unref?: () => void } | null = null;
  #held = false;

  /** Holds or lets go. The handle is made once: making one costs more than turning it on. */
  set(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    if (this.#handle === null) {
      const timer: unknown = setInterval(() => {}, LONGEST_INTERVAL_MS);
      // A browser's timer is a number, and keeps nothing alive.
      this.#handle = typeof timer === "object" ? (timer as { ref?: () => void }) : {};
    }
    if (held) this.#handle.ref?.();
    else this.#handle.unref?.();
  }
}

/**
 * The same for what other threads may deliver. Where all threads may wait for each other, those of a thread
 * let go for a moment, to see whether anything else keeps it alive; see watch.ts.
 */
export class KeepAlive {
  static readonly #allHeld: Set<KeepAlive> = new Set();
  static #areIdle = false;
  readonly #hold: Hold = new Hold();

  /** Whether any of this thread's is held. */
  static get isAnyHeld(): boolean {
    return KeepAlive.#allHeld.size > 0;
  }

  /** Has none that is held on this thread keep it alive for now, or all of them again. */
  static set areIdle(idle: boolean) {
    if (idle === KeepAlive.#areIdle) return;
    KeepAlive.#areIdle = idle;
    for (const held of KeepAlive.#allHeld) held.#hold.set(!idle);
  }

  /** Holds or lets go. */
  set(held: boolean): void {
    if (held) KeepAlive.#allHeld.add(this);
    else KeepAlive.#allHeld.delete(this);
    this.#hold.set(held && !KeepAlive.#areIdle);
  }
}

const LONGEST_INTERVAL_MS = 0x7fff_ffff;

/** Calls `listener` each time the event loop of this thread has run dry, before the thread would end. */
export function onLoopDry(listener: () => void): void {
  node?.on?.("beforeExit", listener);
}

/** Calls `alarm` after `ms` milliseconds, if the event loop is still alive then. */
export function laterIfAlive(ms: number, alarm: () => void): void {
  const timer: unknown = setTimeout(alarm, ms);
  if (typeof timer === "object") (timer as { unref?: () => void }).unref?.();
}

/** The methods of Node's Buffer that this room uses; Bun and Deno have them too. */
interface Latin1 {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  latin1Write(this: Uint8Array, text: string, offset: number, length: number): number;
}

// They are found on the prototype, and work on any bytes; absent in a browser.
const latin1: Latin1 | undefined = (globalThis as { Buffer?: { prototype: Latin1 } }).Buffer
  ?.prototype;

/** As many arguments as any engine takes. */
const MOST_ARGUMENTS = 4096;

/** The string whose characters are `bytes` from `start` to `end`. */
export function stringOf(bytes: Uint8Array, start: number, end: number): string {
  if (latin1?.latin1Slice !== undefined) return latin1.latin1Slice.call(bytes, start, end);
  let text = "";
  for (let at = start; at < end; at += MOST_ARGUMENTS) {
    const chunk = bytes.subarray(at, Math.min(end, at + MOST_ARGUMENTS));
    text += String.fromCharCode.apply(null, chunk as unknown as number[]);
  }
  return text;
}

/** Writes the characters of `text`, which are all below 256, into `bytes` from `at`. */
export function writeString(text: string, bytes: Uint8Array, at: number): void {
  if (latin1?.latin1Write !== undefined) {
    latin1.latin1Write.call(bytes, text, at, text.length);
    return;
  }
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}

// ---------------------------------------------------------------------------------------- threads

/** A thread of the platform's, as the one that started it has it. It does not keep the process alive. */
export interface Host {
  /** Ends it, whatever it does; the promise is of its end. */
  terminate(): Promise<void>;
}

/** How a thread has ended: by an error that nobody caught there, else with a status. */
export interface HostEnd {
  readonly error: unknown;
  readonly status: number;
}

type WorkerThreads = typeof import("node:worker_threads");

const node = (globalThis as { process?: typeof process }).process;
const workerThreads: WorkerThreads | undefined = node?.getBuiltinModule?.("node:worker_threads");

/** Takes the next message out of `port` at once; undefined where there is none, and in a browser always. */
export function takeMessage(port: MessagePort): { readonly message: unknown } | undefined {
  return workerThreads?.receiveMessageOnPort(port as never);
}

/** The number of cores that this process may use. */
export function cores(): number {
  const os = node?.getBuiltinModule?.("node:os");
  return os?.availableParallelism?.() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** Starts a thread that is born with `born` and imports `born.entry`; `onEnd` hears once of its end. */
export function startHost(born: Birth, name: string, onEnd: (end: HostEnd) => void): Host {
  return workerThreads === undefined
    ? startInBrowser(born, name, onEnd)
    : startInNode(workerThreads, born, name, onEnd);
}

// The first lines are a text and no file: so they are there in a bundle, and need no loader themselves.
const NODE_BOOT = `
const { workerData } = process.getBuiltinModule("node:worker_threads");
globalThis[Symbol.for(${JSON.stringify(BIRTH)})] = workerData;
(async () => {
  if (workerData.loader !== undefined) (await import(workerData.loader)).register();
  await import(workerData.entry);
})();`;

function startInNode(
  { Worker }: WorkerThreads,
  born: Birth,
  name: string,
  onEnd: (end: HostEnd) => void,
): Host {
  const transferList = born.post === undefined ? [] : [born.post as never];
  const worker = new Worker(NODE_BOOT, { eval: true, workerData: born, transferList, name });
  let failure: unknown;
  worker.on("error", (error: unknown) => {
    failure = error;
  });
  worker.on("exit", (status) => onEnd({ error: failure, status }));
  worker.unref();
  return {
    terminate: async () => {
      await worker.terminate();
    },
  };
}

const BROWSER_BOOT = `
onmessage = ({ data }) => {
  onmessage = null;
  globalThis[Symbol.for(${JSON.stringify(BIRTH)})] = data;
  import(data.entry).catch((error) => setTimeout(() => { throw error; }));
};`;

// A browser does not end a worker at an error, nor tell when one has closed itself.
function startInBrowser(born: Birth, name: string, onEnd: (end: HostEnd) => void): Host {
  const boot = URL.createObjectURL(new Blob([BROWSER_BOOT], { type: "text/javascript" }));
  const worker = new Worker(boot, { type: "module", name });
  let ended = false;
  const end = (error: unknown) => {
    if (ended) return;
    ended = true;
    worker.terminate();
    URL.revokeObjectURL(boot);
    onEnd({ error, status: 1 });
  };
  worker.onerror = (event) => {
    event.preventDefault();
    end(event.error ?? new Error(event.message));
  };
  worker.postMessage(born, born.post === undefined ? [] : [born.post]);
  return {
    terminate: async () => end(undefined),
  };
}

/** Ends this thread, which is not the program's. */
export function endThread(): void {
  if (workerThreads === undefined) globalThis.close();
  else node?.exit(0);
}

const TYPESCRIPT = /\.[cm]?tsx?$/;

/**
 * The module that makes `module` loadable on a new thread, where that is TypeScript: tsx, if it is
 * installed. Without it the platform has to load TypeScript by itself; Node does from 22.18 on.
 */
export function loaderOf(module: string): string | undefined {
  if (!TYPESCRIPT.test(new URL(module).pathname)) return undefined;
  const modules = node?.getBuiltinModule?.("node:module");
  const urls = node?.getBuiltinModule?.("node:url");
  if (modules === undefined || urls === undefined) return undefined;
  try {
    // `require` would give the variant for require, which cannot register itself for import.
    const require = modules.createRequire(module);
    const manifest = require.resolve("tsx/package.json");
    const { exports } = require(manifest) as TsxManifest;
    return new URL(exports["./esm/api"].import.default, urls.pathToFileURL(manifest)).href;
  } catch {
    return undefined;
  }
}

interface TsxManifest {
  readonly exports: { readonly "./esm/api": { readonly import: { readonly default: string } } };
}

let loading: Promise<unknown> | undefined;

/** Sees to it that `module` can be imported on this thread, which is not the program's. */
export async function makeLoadable(module: string): Promise<void> {
  if (birth()?.loader !== undefined) return;
  const loader = loaderOf(module);
  if (loader === undefined) return;
  loading ??= import(/* @vite-ignore */ loader).then((tsx) => tsx.register());
  await loading;
}
