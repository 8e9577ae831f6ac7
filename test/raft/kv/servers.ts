// Clusters of servers in this process, over TCP on ports that are free, with disks that outlive them.

import { newNode as newCspNode } from "../../../src/raft/csp/index.ts";
import type { KvAnswer } from "../../../src/raft/kv/answers.ts";
import { KvClient, type KvClientOptions } from "../../../src/raft/kv/client.ts";
import { KvServer, type KvServerOptions } from "../../../src/raft/kv/server.ts";
import type { RaftNode } from "../../../src/raft/node/node.ts";
import type { NodeOptions } from "../../../src/raft/node/options.ts";
import type { NodeId } from "../../../src/raft/rules/index.ts";
import { MemoryDisk, MemoryStorage } from "../../../src/raft/storage/memory.ts";
import { newNode as newThreadsNode } from "../../../src/raft/threads/index.ts";
import {
  type Address,
  describeAddress,
  parseAddress,
} from "../../../src/raft/transport/address.ts";
import { freePorts } from "../processes/node-process.ts";

export const twins: readonly [
  name: string,
  makeNode: (options: NodeOptions<KvAnswer>) => RaftNode<KvAnswer>,
][] = [
  ["csp", newCspNode],
  ["threads", newThreadsNode],
];

export class ServerCluster {
  readonly addresses: ReadonlyMap<NodeId, Address>;
  readonly servers: Map<NodeId, KvServer> = new Map();
  readonly #disks: Map<NodeId, MemoryDisk> = new Map();
  readonly #makeNode: KvServerOptions["makeNode"];
  readonly #clients: KvClient[] = [];

  private constructor(
    makeNode: KvServerOptions["makeNode"],
    addresses: ReadonlyMap<NodeId, Address>,
  ) {
    this.#makeNode = makeNode;
    this.addresses = addresses;
  }

  /** So many nodes, all of them up. */
  static async start(
    makeNode: KvServerOptions["makeNode"],
    count: number,
    more: Partial<KvServerOptions> = {},
  ): Promise<ServerCluster> {
    const ports = await freePorts(count);
    const addresses = ports.map((port, at) => [at + 1, parseAddress(`127.0.0.1:${port}`)] as const);
    const cluster = new ServerCluster(makeNode, new Map(addresses));
    await Promise.all(addresses.map(([id]) => cluster.start(id, more)));
    return cluster;
  }

  async start(id: NodeId, more: Partial<KvServerOptions> = {}): Promise<KvServer> {
    const disk = this.#disks.get(id) ?? new MemoryDisk();
    this.#disks.set(id, disk);
    const server = new KvServer({
      id,
      makeNode: this.#makeNode,
      storage: new MemoryStorage(disk),
      listen: this.addresses.get(id) ?? { host: "127.0.0.1", port: 0 },
      http: { host: "127.0.0.1", port: 0 },
      peers: this.addresses,
      membership: "founder",
      electionTimeoutMs: 300,
      heartbeatMs: 50,
      ...more,
    });
    await server.start();
    this.servers.set(id, server);
    return server;
  }

  async stop(id: NodeId): Promise<void> {
    const server = this.servers.get(id);
    this.servers.delete(id);
    await server?.stop();
  }

  async stopAll(): Promise<void> {
    for (const client of this.#clients) client.close();
    await Promise.all([...this.servers.keys()].map((id) => this.stop(id)));
  }

  /** A client that knows all nodes; closed with the cluster. */
  client(options: Partial<KvClientOptions> = {}): KvClient {
    const nodes = [...this.addresses.values()].map(describeAddress);
    const client = new KvClient({ nodes, timeoutMs: 30_000, ...options });
    this.#clients.push(client);
    return client;
  }

  /** Who leads, once somebody does and has said so by answering a read. */
  async leader(): Promise<KvServer> {
    await this.client().get("who leads?");
    for (;;) {
      for (const server of this.servers.values())
        if ((await server.node.status()).role === "leader") return server;
      await new Promise(setImmediate);
    }
  }

  /** Some node that is up and does not lead. */
  async follower(): Promise<KvServer> {
    const leader = await this.leader();
    const found = [...this.servers.values()].find((server) => server !== leader);
    if (found === undefined) throw new Error("there is no follower");
    return found;
  }

  /** The two do not reach each other, until `heal`. */
  cut(one: KvServer, other: KvServer): void {
    one.transport.removePeer(other.node.id);
    other.transport.removePeer(one.node.id);
  }

  heal(): void {
    for (const { node, transport } of this.servers.values())
      for (const [id, address] of this.addresses)
        if (id !== node.id) transport.setPeer(id, address);
  }
}
