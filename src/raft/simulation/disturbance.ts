/**
 * What happens to a simulated cluster while clients use it: power failures, restarts, partitions, slow
 * links, all drawn from the random source.
 *
 * Invariants:
 * - A majority of the members is up at any time, so that there is progress between two disturbances.
 * - When it ends all nodes are up, all links whole, and the network loses nothing more.
 */

import { randomBelow } from "../../runtime/random.ts";
import { soundNetwork } from "../transport/memory.ts";
import type { Cluster } from "./cluster.ts";
import { drawMs, pause } from "./waiting.ts";

/** Disturbs the cluster until it `isOver`. */
export async function disturb(cluster: Cluster, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await pause(drawMs(50, 800));
    await (disturbances[randomBelow(disturbances.length)] as Disturbance)(cluster);
  }
  cluster.network.heal();
  cluster.network.faults = soundNetwork;
  await cluster.startAll();
}

type Disturbance = (cluster: Cluster) => Promise<void>;

const disturbances: readonly Disturbance[] = [
  crashOne,
  startOne,
  startOne,
  isolateOne,
  slowOne,
  heal,
  heal,
];

async function crashOne(cluster: Cluster): Promise<void> {
  const up = cluster.up();
  if (up.length - 1 <= cluster.members.length / 2) return;
  const leader = randomBelow(2) === 0 ? cluster.leaderNow() : null;
  await cluster.crash(leader ?? pick(up).id);
}

async function startOne(cluster: Cluster): Promise<void> {
  const down = cluster.down();
  if (down.length > 0) await cluster.start(pick(down).id);
}

async function isolateOne(cluster: Cluster): Promise<void> {
  const leader = randomBelow(2) === 0 ? cluster.leaderNow() : null;
  const id = leader ?? pick(cluster.members).id;
  const others = cluster.members.filter((member) => member.id !== id).map((member) => member.id);
  cluster.network.partition([id], others);
}

async function slowOne(cluster: Cluster): Promise<void> {
  cluster.network.slow(pick(cluster.members).id, pick(cluster.members).id, drawMs(10, 400));
}

async function heal(cluster: Cluster): Promise<void> {
  cluster.network.heal();
}

function pick<T>(values: readonly T[]): T {
  return values[randomBelow(values.length)] as T;
}
