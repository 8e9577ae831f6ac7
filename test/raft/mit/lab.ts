// What the plan of MIT's 6.5840 labs asks of a cluster, in virtual time: servers that are connected or not,
// commands that must come to be agreed on, messages and bytes that are counted.

import { expect } from "vitest";
import type { NodeId } from "../../../src/raft/rules/index.ts";
import { Cluster, type ClusterOptions } from "../../../src/raft/simulation/cluster.ts";
import { encodeCommand } from "../../../src/raft/simulation/registers.ts";
import { drawMs, pause, within } from "../../../src/raft/simulation/waiting.ts";
import type { MemoryDisk } from "../../../src/raft/storage/memory.ts";
import { recordBytes } from "../../../src/raft/storage/record.ts";
import { type NetworkFaults, soundNetwork } from "../../../src/raft/transport/memory.ts";
import { weightOf } from "../../../src/raft/transport/message-frames.ts";
import { now } from "../../../src/runtime/clock.ts";
import { spawn } from "../../../src/runtime/goroutine.ts";
import { randomBelow } from "../../../src/runtime/random.ts";

/** A leader is there within this. */
const ELECTION_BUDGET_MS = 5_000;
/** A command is agreed on within this, once a majority is connected. */
const AGREEMENT_BUDGET_MS = 10_000;
/** The lab's RaftElectionTimeout: what it waits for things to settle. */
export const SETTLE_MS = 1_000;

/** One in ten of all requests and replies is lost, and any takes up to 26 ms. */
export const unreliable: NetworkFaults = { ...soundNetwork, dropRate: 0.1, maxDelayMs: 26 };

/** Two replies in three come 0.2 to 2.2 s late; here a third of everything that is sent. */
export const reordering: NetworkFaults = { ...unreliable, reorderRate: 1 / 3, reorderMs: 2_200 };

/** A case of the plan. */
export interface LabCase {
  /** As in 6.5840. */
  readonly name: string;
  readonly what: string;
  readonly servers: number;
  readonly options?: Partial<ClusterOptions>;
  readonly run: (lab: Lab) => Promise<void>;
}

export class Lab {
  readonly cluster: Cluster;
  messages = 0;
  bytes = 0;
  readonly #cut: Set<NodeId> = new Set();
  #values = 0;

  constructor(
    makeNode: ClusterOptions["makeNode"],
    servers: number,
    options: Partial<ClusterOptions> = {},
  ) {
    this.cluster = new Cluster({
      makeNode,
      voters: servers,
      electionTimeoutMs: 400,
      heartbeatMs: 100,
      syncMs: [0.1, 1],
      network: { ...soundNetwork, minDelayMs: 0.1, maxDelayMs: 1 },
      networkObserver: {
        sent: (message) => {
          this.messages++;
          this.bytes += weightOf(message);
        },
      },
      ...options,
    });
  }

  get ids(): readonly NodeId[] {
    return this.cluster.members.map(({ id }) => id);
  }

  /** Those that are up and connected. */
  get connected(): readonly NodeId[] {
    return this.cluster.up().flatMap(({ id }) => (this.#cut.has(id) ? [] : [id]));
  }

  // ------------------------------------------------------------------------------------- connections

  disconnect(...ids: readonly NodeId[]): void {
    for (const id of ids) this.#cut.add(id);
    this.#rewire();
  }

  connect(...ids: readonly NodeId[]): void {
    for (const id of ids) this.#cut.delete(id);
    this.#rewire();
  }

  #rewire(): void {
    const { network } = this.cluster;
    network.heal();
    for (const id of this.#cut)
      for (const other of this.ids) if (other !== id) network.cut(id, other);
  }

  async crash(...ids: readonly NodeId[]): Promise<void> {
    for (const id of ids) await this.cluster.crash(id);
  }

  async start(...ids: readonly NodeId[]): Promise<void> {
    for (const id of ids) await this.cluster.start(id);
  }

  // ----------------------------------------------------------------------------------------- leaders

  /** checkOneLeader: who leads among the connected, once one does. */
  async leader(): Promise<NodeId> {
    const endMs = now() + ELECTION_BUDGET_MS;
    for (;;) {
      const leader = this.leaderNow();
      if (leader !== null) return leader;
      expect(now(), "there is a leader within 5 s").toBeLessThan(endMs);
      await pause(20);
    }
  }

  /** The last of the connected that lead, and there is but one a term: the cluster sees to that. */
  leaderNow(): NodeId | null {
    let best: { readonly id: NodeId; readonly term: number } | null = null;
    for (const id of this.connected) {
      const raft = this.cluster.member(id).life?.raft;
      if (raft?.role === "leader" && raft.term > (best?.term ?? 0)) best = { id, term: raft.term };
    }
    return best?.id ?? null;
  }

  async term(id: NodeId): Promise<number> {
    return (await this.cluster.node(id).status()).term;
  }

  /** checkNoLeader: nobody who is connected leads. */
  expectNoLeader(): void {
    expect(this.leaderNow(), "nobody leads without a majority").toBeNull();
  }

  /** Others than these, which are up. */
  others(...not: readonly NodeId[]): NodeId[] {
    return this.cluster.up().flatMap(({ id }) => (not.includes(id) ? [] : [id]));
  }

  // --------------------------------------------------------------------------------------- agreement

  /** A value that no other command sets, of so many bytes at least. */
  newValue(bytes = 0): string {
    return `${++this.#values}`.padEnd(bytes, ".");
  }

  /** Start: proposes to that server and waits for nothing. */
  propose(id: NodeId, value: string = this.newValue()): string {
    const node = this.cluster.node(id);
    const command = encodeCommand({ kind: "set", key: keyOf(value), value });
    spawn(async () => {
      // What becomes of it is looked for in the state machines.
      await node.propose(command).catch(() => undefined);
    }, []);
    return value;
  }

  /** On how many servers the value has been applied. */
  appliedOn(value: string): number {
    const { cluster } = this;
    return cluster.up().filter(({ id }) => cluster.peek(id, keyOf(value)) === value).length;
  }

  /** one(): has the command agreed on by so many servers, within the budget; it may be proposed again. */
  async agree(servers: number, value: string = this.newValue()): Promise<string> {
    const endMs = now() + AGREEMENT_BUDGET_MS;
    while (this.appliedOn(value) < servers) {
      expect(now(), `${servers} servers agree within 10 s`).toBeLessThan(endMs);
      const leader = this.leaderNow();
      if (leader === null) await pause(20);
      else {
        this.propose(leader, value);
        await this.#applied(value, servers, 2_000);
      }
    }
    return value;
  }

  async #applied(value: string, servers: number, patienceMs: number): Promise<void> {
    const endMs = now() + patienceMs;
    while (this.appliedOn(value) < servers && now() < endMs) await pause(10);
  }

  /** That nobody applies the value, though there is time to. */
  async expectNotApplied(...values: readonly string[]): Promise<void> {
    await pause(2 * SETTLE_MS);
    for (const value of values) expect(this.appliedOn(value), "applied without a majority").toBe(0);
  }

  /** What the log of a server takes on its disk. */
  logBytes(id: NodeId): number {
    const disk = this.cluster.member(id).disk.watched as MemoryDisk;
    return recordBytes({ entries: disk.recovered().entries });
  }

  // ------------------------------------------------------------------------------------------ chance

  pick<T>(values: readonly T[]): T {
    return values[randomBelow(values.length)] as T;
  }

  draw(least: number, below: number): number {
    return drawMs(least, below);
  }

  happens(chance: number): boolean {
    return this.draw(0, 1) < chance;
  }

  /** Proposes to that server, for so long at most; whether it was applied, as far as its answer says. */
  async ask(id: NodeId, value: string, patienceMs: number): Promise<boolean> {
    const command = encodeCommand({ kind: "set", key: keyOf(value), value });
    const { life } = this.cluster.member(id);
    if (life === null) return false;
    return within(patienceMs, (signal) => life.node.propose(command, signal)).catch(() => false);
  }
}

// Few registers, so that snapshots stay small.
function keyOf(value: string): string {
  return `k${Number.parseInt(value, 10) % 10_000}`;
}
