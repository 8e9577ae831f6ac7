/**
 * A cluster of nodes in one simulation: their disks outlive them, their network obeys the test, and
 * everything that each of them does is watched. Which twin the nodes are, only `makeNode` knows.
 *
 * Invariants:
 * - Whatever breaks safety ends the simulation at that step, by a panic that names its seed.
 * - A node that is down keeps its disk, and nothing else.
 */

import { now } from "../../runtime/clock.ts";
import { spawn } from "../../runtime/goroutine.ts";
import { type NodeClock, runtimeClock } from "../node/clock.ts";
import type { NodeStatus, RaftNode } from "../node/node.ts";
import type { NodeOptions } from "../node/options.ts";
import {
  type Configuration,
  configurationOf,
  type Decisions,
  describeMessage,
  type Effects,
  type NodeId,
  noConfiguration,
  type Raft,
} from "../rules/index.ts";
import { StorageGoneError } from "../storage/errors.ts";
import type { MemoryDisk } from "../storage/memory.ts";
import {
  MemoryNetwork,
  type NetworkFaults,
  type NetworkObserver,
  soundNetwork,
} from "../transport/memory.ts";
import type { Transport } from "../transport/transport.ts";
import { type SimulatedDisk, TornWriteDisk, WholeWriteDisk } from "./disks.ts";
import { History } from "./history.ts";
import { Safety } from "./invariants.ts";
import { checkLinearizability } from "./linearizability.ts";
import { Machine } from "./machine.ts";
import type { RegisterAnswer } from "./registers.ts";
import { drawClock } from "./skewed-clock.ts";
import { drawMs, PatienceError, pause, together } from "./waiting.ts";

export interface ClusterOptions {
  /** Makes a node of either twin. */
  readonly makeNode: (options: NodeOptions<RegisterAnswer>) => RaftNode<RegisterAnswer>;
  /** Nodes 1 to this are the first voters. */
  readonly voters: number;
  /** How many more there are, which wait to be added. */
  readonly spares?: number;
  /** 300 by default. */
  readonly electionTimeoutMs?: number;
  /** 60 by default. */
  readonly heartbeatMs?: number;
  /** How bad the network is; sound by default. */
  readonly network?: NetworkFaults;
  /** Who is told of messages. */
  readonly networkObserver?: NetworkObserver;
  /** How long a sync takes, at least and below. */
  readonly syncMs?: readonly [minMs: number, maxMs: number];
  /** What a power failure leaves of writes under way; whole ones unless told. */
  readonly disk?: "wholeWrites" | "tornWrites";
  /** What each restart does to a disk of whole writes: for a checker to prove itself by. */
  readonly spoilDisk?: (disk: MemoryDisk) => void;
  /** How many times faster one node's clock runs than another's at most; 1 unless told. */
  readonly clockDrift?: number;
  /** After how many entries the next snapshot is taken. */
  readonly snapshotEveryEntries?: number;
  /** Limits of the rules, where others than the usual. */
  readonly limits?: NodeOptions<RegisterAnswer>["limits"];
  /** Raft's decisions, or wrong ones, for a checker to prove itself by. */
  readonly decisions?: Decisions;
  /** Is given a line for all that a node sends and for all that is done to it. */
  readonly transcript?: (line: string) => void;
}

/** A node and what belongs to it; `node` is another object in each life. */
export interface Member {
  /** Which node. */
  readonly id: NodeId;
  /** What outlives it. */
  readonly disk: SimulatedDisk;
  /** How much longer its disk takes now for a sync. */
  slowDiskMs: number;
  /** Null while it is down. */
  life: Life | null;
}

interface Life {
  readonly node: RaftNode<RegisterAnswer>;
  readonly transport: Transport;
  readonly machine: Machine;
  readonly clock: NodeClock;
  /** As of its last turn. */
  raft: Raft | null;
}

/** How often what is rare has happened. */
export interface ClusterTally {
  /** Nodes that have lost their power. */
  crashes: number;
  /** Snapshots that came from a leader and were restored. */
  restores: number;
  /** Changes of membership, and transfers of leadership, that came to a good end. */
  changes: number;
  /** How often leadership was handed over. */
  transfers: number;
}

/** Two state machines that have applied the same are not the same. */
class StateDifferenceError extends Error {
  override readonly name = "StateDifferenceError";

  constructor(one: string, other: string) {
    super(`after the same commands ${one}, and ${other}`);
  }
}

/** How long a test waits for what must come when all is well. */
const PATIENCE_MS = 10_000;

export class Cluster {
  /** All nodes, those that are down among them. */
  readonly members: readonly Member[];
  /** The network, which obeys the test. */
  readonly network: MemoryNetwork;
  /** What clients asked and were told. */
  readonly history: History = new History();
  /** What checks the properties of Raft. */
  readonly safety: Safety = new Safety();
  /** What was done to the cluster so far. */
  readonly tally: ClusterTally = { crashes: 0, restores: 0, changes: 0, transfers: 0 };
  readonly #options: ClusterOptions;
  readonly #bootstrap: Configuration;
  /** The commands that were applied anywhere, by index. */
  readonly #applied: Map<number, Uint8Array> = new Map();

  constructor(options: ClusterOptions) {
    this.#options = options;
    const { network = soundNetwork, networkObserver = null, disk, spoilDisk = null } = options;
    this.network = new MemoryNetwork(network, networkObserver);
    const voters = Array.from({ length: options.voters }, (_, i) => i + 1);
    this.#bootstrap = configurationOf(voters);
    this.members = Array.from({ length: options.voters + (options.spares ?? 0) }, (_, i) => ({
      id: i + 1,
      disk: disk === "tornWrites" ? new TornWriteDisk() : new WholeWriteDisk(spoilDisk),
      slowDiskMs: 0,
      life: null,
    }));
  }

  /** The node of that number. Throws RangeError. */
  member(id: NodeId): Member {
    const found = this.members[id - 1];
    if (found === undefined) throw new RangeError(`no node ${id} of ${this.members.length}`);
    return found;
  }

  /** The node, which must be up. */
  node(id: NodeId): RaftNode<RegisterAnswer> {
    const { life } = this.member(id);
    if (life === null) throw new RangeError(`node ${id} is down`);
    return life.node;
  }

  /** The register's value in the state machine of a node that is up, read without asking anyone. */
  peek(id: NodeId, key: string): string | null | undefined {
    return this.member(id).life?.machine.registers.get(key);
  }

  /** Those that run. */
  up(): readonly Member[] {
    return this.members.filter(({ life }) => life !== null);
  }

  /** Those that do not. */
  down(): readonly Member[] {
    return this.members.filter(({ life }) => life === null);
  }

  // -------------------------------------------------------------------------- what is done to nodes

  /** Starts all that are down. */
  async startAll(): Promise<void> {
    await together(
      this.down().map(
        ({ id }) =>
          () =>
            this.start(id),
      ),
    );
  }

  /** Starts the node, if it is down. */
  async start(id: NodeId): Promise<void> {
    const member = this.member(id);
    if (member.life !== null) return;
    this.tell(`node ${id} starts`);
    const life = this.#newLife(member);
    member.life = life;
    await life.node.start();
  }

  /** Stops all in good order. */
  async stopAll(): Promise<void> {
    await together(
      this.up().map(
        ({ id }) =>
          () =>
            this.stop(id),
      ),
    );
  }

  /** Stops the node in good order. Throws what it has failed with. */
  async stop(id: NodeId): Promise<void> {
    const { life } = this.member(id);
    if (life === null) return;
    this.tell(`node ${id} stops`);
    this.member(id).life = null;
    await life.node.stop();
  }

  /** Stops the node that leads, once one does, and says which it was. */
  async stopLeader(): Promise<NodeId> {
    const { id } = await this.leader();
    await this.stop(id);
    return id;
  }

  /** Takes the power away: of the writes under way, some first ones have reached the disk. */
  async crash(id: NodeId): Promise<void> {
    const { life, disk } = this.member(id);
    if (life === null) return;
    this.tell(`node ${id} crashes`);
    this.member(id).life = null;
    this.tally.crashes++;
    disk.crash();
    await life.transport.close();
    try {
      await life.node.stop();
    } catch (error) {
      if (!(error instanceof StorageGoneError)) throw error;
    }
  }

  // ------------------------------------------------------------------------------- what is expected

  /** Waits until a node that is up leads, and no other does in a later term. Throws PatienceError. */
  async leader(patienceMs: number = PATIENCE_MS): Promise<NodeStatus> {
    const endMs = now() + patienceMs;
    for (;;) {
      const raft = this.#leading();
      if (raft !== null) return this.node(raft.options.id).status();
      if (now() >= endMs) throw new PatienceError(patienceMs, "no leader");
      await pause(10);
    }
  }

  /** Who leads now, as far as the nodes know. */
  leaderNow(): NodeId | null {
    return this.#leading()?.options.id ?? null;
  }

  /** In which term the last leader leads, as far as the nodes know; 0 where none does. */
  leadingTerm(): number {
    return this.#leading()?.term ?? 0;
  }

  /** Waits until the nodes have applied all that was committed by then. Throws PatienceError. */
  async settle(ids: readonly NodeId[], patienceMs: number = PATIENCE_MS): Promise<void> {
    const index = this.safety.committedIndex;
    const endMs = now() + patienceMs;
    const lags = () => ids.some((id) => (this.member(id).life?.raft?.appliedIndex ?? 0) < index);
    while (lags()) {
      if (now() >= endMs) throw new PatienceError(patienceMs, `not all have applied ${index}`);
      await pause(10);
    }
  }

  /**
   * Throws LinearizabilityError where the clients' history cannot be explained. That state machines
   * agree, and Raft's own invariants, are checked at each step.
   */
  check(): void {
    checkLinearizability(this.history.operations());
  }

  /** Throws StateDifferenceError unless all that are up have the same registers. */
  checkStates(): void {
    const texts = this.up().map(
      ({ id, life }) => [id, life?.machine.registers.toString() ?? ""] as const,
    );
    const [first] = texts;
    for (const [id, text] of texts)
      if (first !== undefined && text !== first[1])
        throw new StateDifferenceError(
          `node ${first[0]} has ${first[1]}`,
          `node ${id} has ${text}`,
        );
  }

  #leading(): Raft | null {
    let leading: Raft | null = null;
    for (const { life } of this.up()) {
      const raft = life?.raft ?? null;
      if (raft?.role === "leader" && raft.term > (leading?.term ?? 0)) leading = raft;
    }
    return leading;
  }

  // -------------------------------------------------------------------------------- how it is made

  #newLife(member: Member): Life {
    const { id, disk } = member;
    const options = this.#options;
    const { syncMs, limits, decisions, snapshotEveryEntries, clockDrift } = options;
    const sync = syncMs === undefined ? null : () => pause(member.slowDiskMs + drawMs(...syncMs));
    const storage = disk.open(sync);
    const transport = this.network.endpoint(id);
    const clock = clockDrift === undefined ? runtimeClock : drawClock(clockDrift);
    const machine = new Machine((index, command) => {
      this.#watch(() => this.safety.checkCommand(id, index, command, this.#applied));
    });
    const node = options.makeNode({
      id,
      bootstrap: id <= options.voters ? this.#bootstrap : noConfiguration,
      electionTimeoutMs: options.electionTimeoutMs ?? 300,
      heartbeatMs: options.heartbeatMs ?? 60,
      storage,
      transport,
      stateMachine: machine,
      observer: { turned: (raft, effects) => this.#turned(member, life, raft, effects) },
      ...(snapshotEveryEntries === undefined ? {} : { snapshotEveryEntries }),
      clock,
      ...(limits === undefined ? {} : { limits }),
      ...(decisions === undefined ? {} : { decisions }),
    });
    const life: Life = { node, transport, machine, clock, raft: null };
    return life;
  }

  #turned({ id, disk }: Member, life: Life, raft: Raft, effects: Effects): void {
    life.raft = raft;
    const { messages, roleChange, restore } = effects;
    if (restore !== null) this.tally.restores++;
    const watched = { id, raft, disk: disk.watched };
    this.#watch(() => {
      this.safety.check(watched);
      for (const message of messages) this.safety.checkSent(watched, message);
      if (roleChange?.role === "leader")
        this.safety.checkLeases(raft, (leader) => this.#timeOf(leader));
    });
    if (this.#options.transcript === undefined) return;
    if (roleChange !== null) this.tell(`node ${id} is a ${raft.role} of term ${raft.term}`);
    for (const message of messages) this.tell(describeMessage(message));
  }

  #timeOf(raft: Raft): number | null {
    const { life } = this.member(raft.options.id);
    return life?.raft === raft ? life.clock.now() : null;
  }

  // The panic ends the simulation now; the throw ends the node, which would hide the violation.
  #watch(check: () => void): void {
    try {
      check();
    } catch (error) {
      spawn(function violation() {
        throw error;
      }, []);
      throw error;
    }
  }

  /** Writes into the transcript, where one is kept. */
  tell(what: string): void {
    this.#options.transcript?.(`${now().toFixed(3)} ms  ${what}`);
  }
}
