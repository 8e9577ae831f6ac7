/**
 * What is measured of a cluster. Each answer is checked: a speed of commands that are not in all state
 * machines, in one order, is none.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { awaitLeader, type Cluster, heartbeatMsOf } from "./cluster.ts";
import { leaderLost } from "./leader-lost.ts";
import { commandOf } from "./ledger.ts";
import { quantilesOf, settled } from "./load.ts";

/** What a process prints; go/main.go and go/load.go print the same. */
export interface CommitsLine {
  readonly commits: number;
  readonly elapsedMs: number;
  readonly messages: number;
  readonly bytes: number;
  /** At each of LATENCY_SHARES. */
  readonly latencyUs: readonly number[];
}

export interface FailoverLine {
  /** From the start of the nodes until one leads. */
  readonly electMs: number;
  /** From the stop of the leader until another has committed a command. */
  readonly failoverMs: number;
}

/** Starts the cluster, loads it until it is warm, and measures how many commands it commits. */
export async function measureCommits(
  cluster: Cluster,
  warmMs: number,
  runMs: number,
): Promise<CommitsLine> {
  await cluster.start();
  await awaitLeader(cluster);
  // Messages are weighed while it warms up: nothing is encoded in memory, so weighing costs what sending
  // does not.
  await cluster.weigh("each");
  const warm = await cluster.load(warmMs);
  const weighed = await cluster.traffic();
  await cluster.weigh("none");
  const measured = await cluster.load(runMs);
  const messages = (await cluster.traffic()).messages - weighed.messages;
  await settled(() => cluster.tallies(), warm.commits + measured.commits);
  await cluster.stop();
  return {
    commits: measured.commits,
    elapsedMs: measured.elapsedMs,
    messages,
    bytes: weighed.messages === 0 ? 0 : Math.round((weighed.bytes / weighed.messages) * messages),
    latencyUs: quantilesOf(measured.latenciesMs).map((latencyMs) => latencyMs * 1_000),
  };
}

/** Starts the cluster, stops its leader, and waits until another has committed a command. */
export async function measureFailover(cluster: Cluster): Promise<FailoverLine> {
  const begunMs = performance.now();
  await cluster.start();
  await awaitLeader(cluster);
  const electMs = performance.now() - begunMs;
  const propose = (sequence: number) =>
    cluster.propose(commandOf(0, sequence)).catch((error: unknown) => {
      throw leaderLost(error);
    });
  await propose(1);
  const stoppedMs = performance.now();
  cluster.stopLeader();
  await awaitLeader(cluster);
  await propose(2);
  const failoverMs = performance.now() - stoppedMs;
  await settled(() => cluster.tallies(), 2);
  await cluster.stop();
  return { electMs, failoverMs };
}

/** How many heartbeats a leader must outlast to be stable. */
const STABLE_HEARTBEATS = 40;

/** Whether the cluster elects a leader, which then leads on and commits a command that all apply. */
export async function keepsLeader(cluster: Cluster): Promise<boolean> {
  try {
    await cluster.start();
    const first = await awaitLeader(cluster);
    await cluster.propose(commandOf(0, 1));
    await sleep(STABLE_HEARTBEATS * heartbeatMsOf(cluster.settings));
    if ((await cluster.leader()) !== first) return false;
    await cluster.propose(commandOf(0, 2));
    await settled(() => cluster.tallies(), 2);
    return (await cluster.leader()) === first;
  } catch {
    return false;
  }
}
