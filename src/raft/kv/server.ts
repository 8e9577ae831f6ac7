/**
 * One node of a replicated key-value store with all that belongs to it: the Raft node of either twin, its
 * disk, its place in the network, and what it serves clients by.
 *
 * Invariant: a client that comes before the node has recovered, or once it stops, is told to go elsewhere.
 */

import type { RaftNode } from "../node/node.ts";
import type { NodeOptions } from "../node/options.ts";
import { configurationOf, type NodeId, noConfiguration } from "../rules/index.ts";
import type { Storage } from "../storage/storage.ts";
import { type Address, describeAddress, parseAddress } from "../transport/address.ts";
import { AddressError } from "../transport/errors.ts";
import { TcpTransport } from "../transport/tcp.ts";
import type { TcpObserver } from "../transport/tcp-options.ts";
import type { KvAnswer } from "./answers.ts";
import { ClientConnection } from "./client-connection.ts";
import { HttpServer } from "./http-server.ts";
import { defaultLimits, type KvLimits } from "./limits.ts";
import { KvService } from "./service.ts";
import { KvStore } from "./store.ts";

/** What a server is made of. */
export interface KvServerOptions {
  /** Which of the nodes this is. */
  readonly id: NodeId;
  /** Which twin: `newNode` of either. */
  readonly makeNode: (options: NodeOptions<KvAnswer>) => RaftNode<KvAnswer>;
  /** What it keeps its log and snapshots in. */
  readonly storage: Storage;
  /** Where nodes and clients of the protocol over frames call. */
  readonly listen: Address;
  /** What others are told to call, where that is another address than `listen`. */
  readonly advertise?: string;
  /** Where clients call by HTTP; without it, none do. */
  readonly http?: Address;
  /** All nodes of a new cluster, this one among them; those of an old one as far as they are known. */
  readonly peers: ReadonlyMap<NodeId, Address>;
  /** Whether the peers found a cluster, or this node waits to be taken into one. */
  readonly membership: "founder" | "joiner";
  /** "goroutine-kit" unless told. */
  readonly cluster?: string;
  /** 1,000 and 100 unless told. */
  readonly electionTimeoutMs?: number;
  /** How often a leader says that it is there. */
  readonly heartbeatMs?: number;
  /** After how many entries the next snapshot is taken. */
  readonly snapshotEveryEntries?: number;
  /** Others than the usual. */
  readonly limits?: KvLimits;
  /** Who is told of connections. */
  readonly observer?: TcpObserver;
}

/** One node of a replicated store, with its clients and its HTTP. */
export class KvServer {
  /** Its node of Raft. */
  readonly node: RaftNode<KvAnswer>;
  /** Its copy of the store. */
  readonly store: KvStore;
  /** How it reaches the other servers. */
  readonly transport: TcpTransport;
  /** What its clients are served by. */
  readonly service: KvService;
  readonly #http: HttpServer | null;
  readonly #httpAddress: Address | null;
  #served: Address | null = null;

  /** Throws OptionError. Nothing is opened before `start`. */
  constructor(options: KvServerOptions) {
    const { id, cluster = "goroutine-kit", limits = defaultLimits, peers } = options;
    const service = () => (this.#served === null ? null : describeAddress(this.#served));
    this.transport = new TcpTransport({
      id,
      cluster,
      listen: options.listen,
      peers,
      acceptClient: (stream) => new ClientConnection(this.service, stream),
      service,
      ...(options.advertise === undefined ? {} : { advertise: options.advertise }),
      ...(options.observer === undefined ? {} : { observer: options.observer }),
    });
    this.store = new KvStore({ onMember: (node, address) => this.#member(node, address) });
    const founders = configurationOf([...peers.keys()]);
    this.node = options.makeNode({
      id,
      bootstrap: options.membership === "founder" ? founders : noConfiguration,
      electionTimeoutMs: options.electionTimeoutMs ?? 1_000,
      heartbeatMs: options.heartbeatMs ?? 100,
      storage: options.storage,
      transport: this.transport,
      stateMachine: this.store,
      snapshotEveryEntries: options.snapshotEveryEntries ?? 100_000,
    });
    this.service = new KvService(this.node, this.store, this.transport, {
      cluster,
      service,
      limits,
    });
    this.#http = options.http === undefined ? null : new HttpServer(this.service);
    this.#httpAddress = options.http ?? null;
  }

  /** Where it serves clients by HTTP, once it does. */
  get httpAddress(): Address | null {
    return this.#served;
  }

  /** Recovers and begins to serve. Throws what `RaftNode.start` does, or an address in use. */
  async start(): Promise<void> {
    // First, so that other nodes can be told where; until the node is there, clients are put off.
    if (this.#http !== null && this.#httpAddress !== null)
      this.#served = await this.#http.listen(this.#httpAddress);
    try {
      await this.node.start();
    } catch (error) {
      await this.#http?.close();
      throw error;
    }
  }

  /** Ends what is under way, and waits for it. Throws what the node has failed with. */
  async stop(): Promise<void> {
    await this.#http?.close();
    await this.node.stop();
  }

  // A text that is no address calls nobody: what stands in the log must not end the node.
  #member(node: NodeId, address: string | null): void {
    if (address === null) {
      this.transport.removePeer(node);
      return;
    }
    try {
      this.transport.setPeer(node, parseAddress(address));
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
    }
  }
}
