/** A cluster whose nodes share one thread and its event loop, and reach each other in memory. */

import { join } from "node:path";
import { configurationOf, type NodeOptions, type RaftNode } from "goroutine-kit/raft";
import {
  DiskStorage,
  MemoryDisk,
  MemoryStorage,
  nodeDirectory,
  type Storage,
} from "goroutine-kit/raft/storage";
import { MemoryNetwork, soundNetwork, weightOf } from "goroutine-kit/raft/transport";
import {
  type Cluster,
  type ClusterSettings,
  heartbeatMsOf,
  type Idiom,
  type StorageKind,
  type Traffic,
  UNBATCHED,
} from "./cluster.ts";
import { Ledger, type Tally } from "./ledger.ts";

type NewNode = (options: NodeOptions<number>) => RaftNode<number>;

interface Member {
  readonly node: RaftNode<number>;
  readonly ledger: Ledger;
}

/** `newNode` of the idiom; the other idiom's is not even loaded. */
export async function newNodeOf(idiom: Idiom): Promise<NewNode> {
  const { newNode } =
    idiom === "csp"
      ? await import("goroutine-kit/raft/csp")
      : await import("goroutine-kit/raft/threads");
  return newNode;
}

export function storageOf(kind: StorageKind, folder: string, id: number): Storage {
  if (kind === "memory") return new MemoryStorage(new MemoryDisk());
  return new DiskStorage(nodeDirectory(join(folder, `node-${id}`)));
}

export class EventLoopCluster implements Cluster {
  readonly settings: ClusterSettings;
  readonly #network: MemoryNetwork;
  #members: Member[] = [];
  #leader: Member | null = null;
  #messages = 0;
  #bytes = 0;
  #weighing: "each" | "none" = "none";

  constructor(settings: ClusterSettings) {
    this.settings = settings;
    this.#network = new MemoryNetwork(soundNetwork, {
      sent: (message) => {
        this.#messages++;
        if (this.#weighing === "each") this.#bytes += weightOf(message);
      },
    });
  }

  async start(): Promise<void> {
    const { idiom, storage, nodes, clients, batching, folder } = this.settings;
    const newNode = await newNodeOf(idiom);
    const ids = Array.from({ length: nodes }, (_, i) => i + 1);
    this.#members = ids.map((id) => {
      const ledger = new Ledger(clients);
      const node = newNode({
        id,
        bootstrap: configurationOf(ids),
        electionTimeoutMs: this.settings.electionTimeoutMs,
        heartbeatMs: heartbeatMsOf(this.settings),
        storage: storageOf(storage, folder, id),
        transport: this.#network.endpoint(id),
        stateMachine: ledger,
        ...(batching === "on" ? {} : UNBATCHED),
      });
      return { node, ledger };
    });
    await Promise.all(this.#members.map(({ node }) => node.start()));
  }

  propose(command: Uint8Array): Promise<number> {
    if (this.#leader === null) throw new Error("no node leads");
    return this.#leader.node.propose(command);
  }

  async leader(): Promise<number | null> {
    let latest = 0;
    for (const member of this.#members) {
      const { role, term } = await member.node.status();
      if (role !== "leader" || term < latest) continue;
      latest = term;
      this.#leader = member;
    }
    return latest === 0 ? null : (this.#leader?.node.id ?? null);
  }

  stopLeader(): void {
    const leader = this.#leader;
    if (leader === null) throw new Error("no node leads");
    this.#members = this.#members.filter((member) => member !== leader);
    this.#leader = null;
    void leader.node.stop();
  }

  async tallies(): Promise<readonly Tally[]> {
    return this.#members.map(({ ledger }) => ledger.tally);
  }

  weigh(how: "each" | "none"): void {
    this.#weighing = how;
  }

  traffic(): Traffic {
    return { messages: this.#messages, bytes: this.#bytes };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#members.map(({ node }) => node.stop()));
  }
}
