/**
 * What one node of a replicated key-value store does for clients, whichever protocol they speak. It adds
 * nothing to the node's own promises: a change is answered once it is durable on a quorum and applied, a
 * read holds every change that was answered before it was asked for.
 *
 * Invariant: nothing goes into the log that does not decode or is past the limits.
 */

import { OutcomeUnknownError } from "../node/errors.ts";
import type { NodeStatus, RaftNode } from "../node/node.ts";
import {
  type Configuration,
  type MembershipChange,
  type NodeId,
  RefusedError,
} from "../rules/index.ts";
import { describeAddress, parseAddress } from "../transport/address.ts";
import type { PeerStatus, TcpTransport } from "../transport/tcp.ts";
import type { KvAnswer, KvEntry } from "./answers.ts";
import type { ChangeFeed, Keys } from "./changes.ts";
import { decodeCommand, encodeCommand } from "./commands.ts";
import { CommandError, KvInputError } from "./errors.ts";
import { checkKey, checkOperation, type KvLimits } from "./limits.ts";
import type { KvConsistency } from "./protocol.ts";
import type { KvStore } from "./store.ts";

/** The most entries that one list gives. */
export const maxListed = 1_000;

export interface KvStatus extends NodeStatus {
  /** The name of the cluster. */
  readonly cluster: string;
  /** Where the leader serves clients by HTTP, if that is known. */
  readonly leaderService: string | null;
  /** How many keys there are. */
  readonly keys: number;
  /** How many sessions of clients. */
  readonly sessions: number;
  /** How many watch. */
  readonly watchers: number;
  /** How the other nodes are reached. */
  readonly peers: readonly PeerStatus[];
}

/** What a store offers to its clients, whatever they come by. */
export class KvService {
  /** Which node it is of. */
  readonly node: RaftNode<KvAnswer>;
  /** How large keys and values may be. */
  readonly limits: KvLimits;
  readonly #cluster: string;
  readonly #store: KvStore;
  readonly #transport: TcpTransport;
  readonly #service: () => string | null;

  /** `service` gives where this node serves clients by HTTP. */
  constructor(
    node: RaftNode<KvAnswer>,
    store: KvStore,
    transport: TcpTransport,
    options: {
      readonly cluster: string;
      readonly service: () => string | null;
      readonly limits: KvLimits;
    },
  ) {
    this.node = node;
    this.limits = options.limits;
    this.#cluster = options.cluster;
    this.#service = options.service;
    this.#store = store;
    this.#transport = transport;
  }

  /**
   * Has the cluster apply a command as `encodeCommand` gives it. Throws KvInputError, and what
   * `RaftNode.propose` throws.
   */
  async command(bytes: Uint8Array): Promise<KvAnswer> {
    this.#check(bytes);
    return this.node.propose(bytes);
  }

  #check(bytes: Uint8Array): void {
    try {
      const command = decodeCommand(bytes);
      if (command.kind === "change") checkOperation(command.operation, this.limits);
      if (command.kind === "member") throw new KvInputError("members are changed by HTTP");
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      throw new KvInputError(error.message, { cause: error });
    }
  }

  /** Throws KvInputError, and what `RaftNode.read` throws. */
  async get(key: string, consistency: KvConsistency): Promise<KvEntry | null> {
    checkKey(key, this.limits);
    return this.#read(() => this.#store.get(key), consistency);
  }

  /** At most `limit` of the keys that begin so, from the key `from` on, in their order. */
  async list(
    prefix: string,
    from: string,
    limit: number,
    consistency: KvConsistency,
  ): Promise<readonly KvEntry[]> {
    if (limit < 1 || limit > maxListed)
      throw new KvInputError(`a list of ${limit} entries; from 1 to ${maxListed} are possible`);
    return this.#read(() => this.#store.list(prefix, limit, from), consistency);
  }

  #read<T>(query: () => T, consistency: KvConsistency): Promise<T> {
    if (consistency === "local") return Promise.resolve(query());
    return this.node.read(query, consistency);
  }

  /** The version that this node has applied. */
  get version(): number {
    return this.#store.version;
  }

  /** Changes as this node applies them. Throws HistoryGoneError or KvInputError. */
  watch(keys: Keys, after: number | null): ChangeFeed {
    if ("key" in keys) checkKey(keys.key, this.limits);
    return this.#store.watch(keys, after);
  }

  /**
   * Takes a node into the cluster, or changes whether it votes. That where it can be called is known
   * everywhere comes first. Throws AddressError, and what `RaftNode.changeMembership` throws.
   */
  async addMember(
    node: NodeId,
    address: string,
    kind: "voter" | "learner",
  ): Promise<Configuration> {
    const known = describeAddress(parseAddress(address));
    await this.node.propose(encodeCommand({ kind: "member", node, address: known }));
    const change: MembershipChange =
      kind === "voter" ? { kind: "addVoter", node } : { kind: "addLearner", node };
    return this.node.changeMembership([change]);
  }

  /** Throws what `RaftNode.changeMembership` throws. */
  async removeMember(node: NodeId): Promise<Configuration> {
    const configuration = await this.node.changeMembership([{ kind: "remove", node }]);
    try {
      await this.node.propose(encodeCommand({ kind: "member", node, address: null }));
    } catch (error) {
      // A leader that removed itself leads no more. An address that stays does no harm.
      if (!(error instanceof RefusedError || error instanceof OutcomeUnknownError)) throw error;
    }
    return configuration;
  }

  /** How the node and its store are. */
  async status(): Promise<KvStatus> {
    const status = await this.node.status();
    return {
      ...status,
      cluster: this.#cluster,
      leaderService: this.leaderService(status.leader),
      keys: this.#store.size,
      sessions: this.#store.sessions,
      watchers: this.#store.watchers,
      peers: this.#transport.peers(),
    };
  }

  /** Where a node serves clients by HTTP. */
  leaderService(leader: NodeId | null): string | null {
    if (leader === null) return null;
    return leader === this.node.id ? this.#service() : this.#transport.serviceOf(leader);
  }

  /** Where a node serves clients of the protocol over frames. */
  leaderAddress(leader: NodeId | null): string | null {
    return this.#transport.peers().find(({ node }) => node === leader)?.address ?? null;
  }
}
