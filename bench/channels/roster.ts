/**
 * Who takes part: every peer's name, where its programs are, and how far its sizes had to be cut.
 *
 * Loading a library colours the memory and the start of a process, so nothing here imports a peer:
 * each process loads its own by `module`.
 */

import type { WorkloadName } from "./workload.ts";

/** How a peer's programs are run. */
export type Substrate =
  | { readonly kind: "node"; readonly module: string; readonly packageName: string }
  | { readonly kind: "go"; readonly maxProcs: number }
  | { readonly kind: "python" };

export interface RosterEntry {
  readonly name: string;
  readonly title: string;
  /** Ours are held to the aims; the others are what ours are compared with. */
  readonly side: "ours" | "library" | "language";
  readonly substrate: Substrate;
  /** Smaller sizes where the peer cannot do the whole one in reasonable time or memory. */
  readonly sizes: Readonly<Partial<Record<WorkloadName, number>>>;
}

/** What every ratio is taken to. */
export const REFERENCE = "go-1";

function ours(name: string, title: string): RosterEntry {
  return {
    name,
    title: `goroutine-kit, ${title}`,
    side: "ours",
    substrate: { kind: "node", module: `./peers/${name}.js`, packageName: "goroutine-kit" },
    sizes: {},
  };
}

function library(name: string, title: string, packageName: string): RosterEntry {
  return {
    name,
    title,
    side: "library",
    substrate: { kind: "node", module: `./peers/${name}.js`, packageName },
    sizes: { memory: 100_000 },
  };
}

function go(maxProcs: number): RosterEntry {
  return {
    name: `go-${maxProcs}`,
    title: `Go, GOMAXPROCS=${maxProcs}`,
    side: "language",
    substrate: { kind: "go", maxProcs },
    sizes: {},
  };
}

const python: RosterEntry = {
  name: "python",
  title: "Python, threading + queue",
  side: "language",
  substrate: { kind: "python" },
  sizes: { spawn: 1_000, sieve: 200, memory: 1_000 },
};

export const ROSTER: readonly RosterEntry[] = [
  go(1),
  go(2),
  ours("ours-async", "async"),
  ours("ours-async-try", "async, try first"),
  ours("ours-generator", "generator"),
  ours("ours-generator-try", "generator, try first"),
  library("ts-chan", "ts-chan", "ts-chan"),
  library("ts-chan-unsafe", "ts-chan, unsafe", "ts-chan"),
  library("ts-chan-try", "ts-chan, unsafe, try first", "ts-chan"),
  library("js-csp", "js-csp", "js-csp"),
  library("js-csp-try", "js-csp, offer and poll first", "js-csp"),
  library("thi-ng-csp", "@thi.ng/csp", "@thi.ng/csp"),
  library("medium", "medium", "medium"),
  library("csp-ts", "csp-ts", "csp-ts"),
  library("effect", "Effect, queues and fibers", "effect"),
  library("async-mutex", "async-mutex", "async-mutex"),
  library("p-limit", "p-limit", "p-limit"),
  python,
];
