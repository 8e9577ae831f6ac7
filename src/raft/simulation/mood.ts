/**
 * What a seed makes of a cluster: how many nodes, how bad a network, how slow the disks, how tight the
 * limits, and what happens often in it or never (swarm testing: Groce et al., 2012). Averages would never
 * meet what takes two rare things at once.
 *
 * Invariant: all of it is drawn from the random source.
 */

import { randomBelow, randomUnit } from "../../runtime/random.ts";
import type { NetworkFaults } from "../transport/memory.ts";
import type { ClientsMood } from "./clients.ts";
import type { ClusterOptions } from "./cluster.ts";
import type { Unrest, Weights } from "./disturbance.ts";

export interface Mood extends Unrest {
  readonly cluster: Omit<ClusterOptions, "makeNode">;
  /** How many clients there are, and what each does. */
  readonly clients: ClientsMood & { readonly count: number };
}

export function drawMood(): Mood {
  return {
    cluster: drawCluster(),
    weights: drawWeights(),
    restMs: pick([
      [20, 1_200],
      [20, 1_200],
      [5, 200],
    ]),
    clients: drawClients(),
  };
}

function drawCluster(): Mood["cluster"] {
  const electionTimeoutMs = pick([150, 300, 300]);
  return {
    voters: pick([3, 3, 4, 5]),
    spares: pick([0, 1, 2]),
    electionTimeoutMs,
    heartbeatMs: electionTimeoutMs / pick([3, 5, 10]),
    syncMs: pick([
      [0.1, 1],
      [0.1, 10],
      [5, 40],
    ]),
    disk: pick(["wholeWrites", "wholeWrites", "tornWrites"]),
    clockDrift: pick([1, 1.05, 1.1]),
    snapshotEveryEntries: pick([5, 15, 60, 10_000]),
    limits: drawLimits(),
    network: drawNetwork(),
  };
}

/** Tight limits, so that windows fill, snapshots are needed and chunks are many. */
function drawLimits(): NonNullable<ClusterOptions["limits"]> {
  return {
    keptEntries: pick([0, 5, 50]),
    maxChunkBytes: pick([16, 64, 4096]),
    maxInflightAppends: pick([1, 3, 256]),
    maxAppendEntries: pick([1, 3, 1024]),
    maxInflightWrites: pick([1, 3, 64]),
    maxApplyingEntries: pick([1, 5, 4096]),
    commitNotice: pick(["prompt", "withNext"]),
  };
}

function drawNetwork(): NetworkFaults {
  return {
    dropRate: pick([0, 0.02, 0.1]),
    duplicateRate: pick([0, 0, 0.05]),
    reorderRate: pick([0, 0.1, 0.3]),
    reorderMs: pick([20, 200, 1000]),
    minDelayMs: pick([0, 0.5, 5]),
    maxDelayMs: pick([5, 15, 40]),
  };
}

function drawWeights(): Weights {
  const perhaps = () => pick([0, 1, 1, 3]);
  return {
    crash: perhaps(),
    crashAll: pick([0, 0, 1]),
    reboot: perhaps(),
    strike: pick([0, 0, 1, 3]),
    stop: perhaps(),
    start: 4,
    isolate: perhaps(),
    split: perhaps(),
    deafen: perhaps(),
    cutLink: perhaps(),
    slowLink: perhaps(),
    slowDisk: pick([0, 0, 1]),
    heal: 3,
    change: pick([0, 1, 3, 6]),
    replace: pick([0, 0, 1, 3]),
    transfer: pick([0, 1, 3, 6]),
  };
}

function drawClients(): Mood["clients"] {
  return {
    count: 2 + randomBelow(4),
    operations: 10 + randomBelow(30),
    keys: ["x", "y", "z"].slice(0, 1 + randomBelow(3)),
    reads: pick([0.2, 0.4, 0.8]),
    leases: pick([0, 0.3, 1]),
    patienceMs: 1_500,
    idleMs: 50 + randomUnit() * 250,
  };
}

function pick<T>(values: readonly T[]): T {
  return values[randomBelow(values.length)] as T;
}
