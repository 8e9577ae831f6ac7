/**
 * One process of the benchmark: measures one cluster in one way and prints a line of JSON.
 *
 *     node child.js --measure commits --idiom csp --nodes 3 --clients 256 --warm-ms 500 --run-ms 1000
 *     node child.js --measure failover --idiom threads --storage disk
 *     node child.js --measure memory --idiom csp
 */

import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  type Batching,
  type Cluster,
  type ClusterSettings,
  type Idiom,
  type StorageKind,
  type Substrate,
} from "./cluster.ts";
import { LeaderLostError } from "./leader-lost.ts";
import { keepsLeader, measureCommits, measureFailover } from "./measure.ts";
import { measureMemory } from "./memory.ts";

const { values } = parseArgs({
  options: {
    measure: { type: "string", default: "commits" },
    idiom: { type: "string", default: "csp" },
    substrate: { type: "string", default: "event-loop" },
    storage: { type: "string", default: "memory" },
    nodes: { type: "string", default: "3" },
    clients: { type: "string", default: "256" },
    batching: { type: "string", default: "on" },
    "election-ms": { type: "string", default: "400" },
    "warm-ms": { type: "string", default: "500" },
    "run-ms": { type: "string", default: "1000" },
    clusters: { type: "string", default: "100" },
  },
});

/** Where the nodes are; the other substrate is not even loaded. */
async function clusterOn(substrate: Substrate): Promise<(settings: ClusterSettings) => Cluster> {
  if (substrate === "event-loop") {
    const { EventLoopCluster } = await import("./event-loop.ts");
    return (settings) => new EventLoopCluster(settings);
  }
  if (substrate === "processes") {
    const { ProcessesCluster } = await import("./processes.ts");
    return (settings) => new ProcessesCluster(settings);
  }
  const { WorkerThreadsCluster } = await import("./worker-threads.ts");
  return (settings) => new WorkerThreadsCluster(settings);
}

async function measure(folder: string): Promise<object> {
  const settings: ClusterSettings = {
    idiom: values.idiom as Idiom,
    storage: values.storage as StorageKind,
    nodes: Number(values.nodes),
    clients: Number(values.clients),
    batching: values.batching as Batching,
    electionTimeoutMs: Number(values["election-ms"]),
    folder,
  };
  const newCluster = await clusterOn(values.substrate as Substrate);
  const cluster = () => newCluster(settings);
  switch (values.measure) {
    case "commits":
      return measureCommits(cluster(), Number(values["warm-ms"]), Number(values["run-ms"]));
    case "failover":
      return measureFailover(cluster());
    case "memory":
      return measureMemory(cluster, settings.nodes, Number(values.clusters));
    case "stable":
      return { stable: await keepsLeader(cluster()) };
    default:
      throw new RangeError(
        `no measure ${values.measure}; there are commits, failover, memory, stable`,
      );
  }
}

// Beside the benchmark and not among temporary files, which may lie in memory: a sync would cost nothing.
const folder = await mkdtemp(join(fileURLToPath(new URL("..", import.meta.url)), "raft-"));
try {
  const line = await measure(folder).catch((error: unknown) => {
    if (error instanceof LeaderLostError) return { interrupted: error.message };
    throw error;
  });
  await new Promise<void>((resolve) => {
    process.stdout.write(`${JSON.stringify(line)}\n`, () => resolve());
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
