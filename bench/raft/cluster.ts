/**
 * A cluster that is measured: what the measurements know of it, wherever its nodes run. event-loop.ts has
 * them all on one thread, worker-threads.ts each on its own.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Tally } from "./ledger.ts";
import type { Loaded } from "./load.ts";
import type { Traffic } from "./traffic.ts";

export type Idiom = "csp" | "threads";
export type Substrate = "event-loop" | "worker-threads" | "processes";
export type StorageKind = "memory" | "disk";
/** Off: a turn of a node takes in one message and one command, and an append carries one entry. */
export type Batching = "on" | "off";

export interface ClusterSettings {
  readonly idiom: Idiom;
  readonly storage: StorageKind;
  readonly nodes: number;
  readonly clients: number;
  readonly batching: Batching;
  readonly electionTimeoutMs: number;
  /** Where nodes may keep files. */
  readonly folder: string;
}

/** How often a leader says that it is there; go/main.go has the same. */
export function heartbeatMsOf({ electionTimeoutMs }: ClusterSettings): number {
  return electionTimeoutMs / 3;
}

/** The limits of a node where nothing is batched. */
export const UNBATCHED = { maxTurnInputs: 1, limits: { maxAppendEntries: 1 } } as const;

export interface Cluster {
  readonly settings: ClusterSettings;
  /** Starts the nodes. */
  start(): Promise<void>;
  /** Which node leads, once one of those that run does; null before. */
  leader(): Promise<number | null>;
  /** Has the command applied by way of the node that leads. */
  propose(command: Uint8Array): Promise<number>;
  /** Has the clients propose for so long, on the thread of the node that leads. */
  load(durationMs: number): Promise<Loaded>;
  /** Stops the node that leads, and does not wait for it. */
  stopLeader(): void;
  /** The ledgers of the nodes that run. */
  tallies(): Promise<readonly Tally[]>;
  /** Whether each message is weighed, which costs time. */
  weigh(how: "each" | "none"): Promise<void>;
  traffic(): Promise<Traffic>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 20_000;

/** Waits until a node leads. */
export async function awaitLeader(cluster: Cluster): Promise<number> {
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await sleep(1)) {
    const id = await cluster.leader();
    if (id !== null) return id;
  }
  throw new Error(`no leader within ${PATIENCE_MS} ms`);
}
