/** One node of a cluster that is measured, with its ledger, whichever thread it is on. */

import { join } from "node:path";
import { configurationOf, type NodeOptions, type RaftNode } from "goroutine-kit/raft";
import {
  DiskStorage,
  MemoryDisk,
  MemoryStorage,
  nodeDirectory,
  type Storage,
} from "goroutine-kit/raft/storage";
import type { Transport } from "goroutine-kit/raft/transport";
import { type ClusterSettings, heartbeatMsOf, type Idiom, UNBATCHED } from "./cluster.ts";
import { Ledger } from "./ledger.ts";
import { CountedTransport } from "./traffic.ts";

export interface Member {
  readonly node: RaftNode<number>;
  readonly ledger: Ledger;
  readonly transport: CountedTransport;
}

/** The node of that number; it does nothing before it is started. */
export async function newMember(
  settings: ClusterSettings,
  id: number,
  transport: Transport,
): Promise<Member> {
  const { idiom, nodes, clients, batching, electionTimeoutMs } = settings;
  const newNode = await newNodeOf(idiom);
  const ledger = new Ledger(clients);
  const counted = new CountedTransport(transport);
  const node = newNode({
    id,
    bootstrap: configurationOf(Array.from({ length: nodes }, (_, i) => i + 1)),
    electionTimeoutMs,
    heartbeatMs: heartbeatMsOf(settings),
    storage: storageOf(settings, id),
    transport: counted,
    stateMachine: ledger,
    ...(batching === "on" ? {} : UNBATCHED),
  });
  return { node, ledger, transport: counted };
}

type NewNode = (options: NodeOptions<number>) => RaftNode<number>;

/** `newNode` of the idiom; the other idiom's is not even loaded. */
async function newNodeOf(idiom: Idiom): Promise<NewNode> {
  const { newNode } =
    idiom === "csp"
      ? await import("goroutine-kit/raft/csp")
      : await import("goroutine-kit/raft/threads");
  return newNode;
}

function storageOf({ storage, folder }: ClusterSettings, id: number): Storage {
  if (storage === "memory") return new MemoryStorage(new MemoryDisk());
  return new DiskStorage(nodeDirectory(join(folder, `node-${id}`)));
}
