/** What an idle node weighs, in resident bytes: many clusters are started, each elects, and all are idle. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { awaitLeader, type Cluster } from "./cluster.ts";

export interface MemoryLine {
  readonly bytesANode: number;
}

/** Starts so many clusters of so many nodes beside one that was there before. */
export async function measureMemory(
  newCluster: () => Cluster,
  nodes: number,
  clusters: number,
): Promise<MemoryLine> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const first = newCluster();
  await first.start();
  await awaitLeader(first);
  collect();
  const before = process.memoryUsage.rss();
  const all = Array.from({ length: clusters }, newCluster);
  for (const cluster of all) await cluster.start();
  for (const cluster of all) await awaitLeader(cluster);
  collect();
  const bytesANode = (process.memoryUsage.rss() - before) / (clusters * nodes);
  for (const cluster of [first, ...all]) await cluster.stop();
  return { bytesANode };
}
