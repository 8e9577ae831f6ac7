/**
 * Who takes part: every peer's name, how its programs are run, and on what.
 *
 * Invariant: nothing here imports a peer; each process loads its own by `module`.
 */

import type { SubjectPlan } from "../suite.ts";

/** How a peer's programs are run. */
export type Runtime =
  | {
      readonly kind: "node";
      readonly module: string;
      readonly packageName: string | null;
      /** What Node loads first. */
      readonly preload: string | null;
    }
  | { readonly kind: "go"; readonly flags: readonly string[] }
  | { readonly kind: "python"; readonly on: "threads" | "processes" };

export interface RosterEntry {
  readonly subject: SubjectPlan;
  readonly runtime: Runtime;
  /** Where it runs a smaller size than the others, said in a few words, by workload. */
  readonly notes: Readonly<Record<string, string>>;
}

/** What the aims of ours are held against. */
export const REFERENCE = "message-port";

function node(
  subject: Omit<SubjectPlan, "substrate">,
  packageName: string | null,
  preload: string | null = null,
): RosterEntry {
  const module = `./peers/${subject.name}.js`;
  return {
    subject: { ...subject, substrate: "worker threads" },
    runtime: { kind: "node", module, packageName, preload },
    notes: {},
  };
}

function ours(name: string, title: string): RosterEntry {
  return node(
    { name, title: `goroutine-kit, ${title}`, side: "ours", idiom: "go" },
    "goroutine-kit",
  );
}

function library(name: string, preload: string | null = null): RosterEntry {
  return node({ name, title: name, side: "library" }, name, preload);
}

function go(
  name: string,
  title: string,
  substrate: NonNullable<SubjectPlan["substrate"]>,
  flags: readonly string[],
): RosterEntry {
  return {
    subject: { name, title: `Go, ${title}`, side: "language", idiom: "go", substrate },
    runtime: { kind: "go", flags },
    notes: {},
  };
}

function python(
  on: "threads" | "processes",
  title: string,
  substrate: NonNullable<SubjectPlan["substrate"]>,
): RosterEntry {
  const name = `python-${on}`;
  return {
    subject: { name, title: `Python, ${title}`, side: "language", idiom: "threads", substrate },
    runtime: { kind: "python", on },
    // It counts primes below fewer, which takes long enough.
    notes: { "cpu-1": "primes below 200,000", "cpu-2": "primes below 200,000" },
  };
}

export const ROSTER: readonly RosterEntry[] = [
  ours("ours-blocking", "blocking"),
  ours("ours-async", "async"),
  node({ name: REFERENCE, title: "MessagePort", side: "library" }, null),
  library("piscina"),
  library("tinypool"),
  library("comlink"),
  library("multithreading", "standard.js"),
  go("go-free", "GOMAXPROCS=2", "goroutines", []),
  go("go-locked", "locked to threads", "OS threads", ["-locked"]),
  python("threads", "threading", "OS threads"),
  python("processes", "multiprocessing", "processes"),
];
