// A whole cluster in one thread and virtual time: nodes with disks, a network that loses, delays,
// repeats and reorders, and every choice drawn from a seed. After each step Safety looks at it.

import {
  applied,
  type Configuration,
  checkQuorum,
  chunkRead,
  chunkUnreadable,
  configurationOf,
  type Decisions,
  decisions,
  describeMessage,
  describeSnapshot,
  type Effects,
  type Entry,
  electionTimeout,
  heartbeatTimeout,
  type Message,
  noConfiguration,
  persisted,
  type Raft,
  type RaftOptions,
  receive,
  replicate,
  type SnapshotDescription,
  snapshotTaken,
  startRaft,
  takeEffects,
} from "../../../src/raft/rules/index.ts";
import { Safety } from "../../../src/raft/simulation/invariants.ts";
import { Disk } from "./disk.ts";
import { type Random, randomOf } from "./random.ts";

const electionTimeoutMs = 100;
const heartbeatMs = 20;

/** How a node may be wrong beside its decisions. */
export interface Faults {
  readonly decisions?: Partial<Decisions>;
  /** Called between a crash and the start after it. */
  readonly spoilDisk?: (disk: Disk) => void;
}

export interface ClusterOptions {
  readonly seed: number;
  readonly voters: readonly number[];
  /** Nodes that exist and wait to be added. */
  readonly spares?: readonly number[];
  readonly limits?: Partial<RaftOptions>;
  readonly faults?: Faults;
}

type Work = { readonly entry: Entry } | { readonly restore: SnapshotDescription };

export interface Node {
  readonly id: number;
  readonly disk: Disk;
  raft: Raft;
  /** Down nodes keep their last state to be looked at, and do nothing. */
  up: boolean;
  /** The state machine: the commands it applied, one after another, and the index it is at. */
  machine: { index: number; commands: string[] };
  readonly work: Work[];
  timeoutMs: number;
  heartbeatDueMs: number;
  quorumDueMs: number;
  /** What was committed when each read was asked for. */
  readonly reads: Map<number, number>;
}

export class Cluster {
  readonly random: Random;
  readonly safety = new Safety();
  readonly nodes: Node[];
  readonly transcript: string[] = [];
  nowMs = 1;
  network: Message[] = [];
  readsReady = 0;
  /** Pairs of nodes that cannot reach each other. */
  readonly cut = new Set<string>();
  private readonly options: ClusterOptions;
  private lives = 0;

  constructor(options: ClusterOptions) {
    this.options = options;
    this.random = randomOf(options.seed);
    const bootstrap = configurationOf(options.voters);
    this.nodes = [
      ...options.voters.map((id) => this.newNode(id, bootstrap)),
      ...(options.spares ?? []).map((id) => this.newNode(id, noConfiguration)),
    ];
  }

  node(id: number): Node {
    const found = this.nodes.find((node) => node.id === id);
    if (found === undefined) throw new Error(`no node ${id}`);
    return found;
  }

  /** Runs `input` on a node that is up and carries out what follows. */
  act(node: Node, what: string, input: (raft: Raft) => void): void {
    this.transcript.push(`${this.nowMs} ms: node ${node.id} ${what}`);
    input(node.raft);
    this.settle(node);
  }

  /** Takes and carries out the node's effects, but for the disk and the state machine. */
  settle(node: Node): void {
    replicate(node.raft);
    this.carryOut(node, takeEffects(node.raft));
    this.safety.check(node);
  }

  deliver(message: Message): void {
    const node = this.node(message.to);
    if (!node.up || this.isCut(message.from, message.to)) return;
    const before = { ...node.raft };
    this.act(node, `gets ${describeMessage(message)}`, (raft) =>
      receive(raft, message, this.nowMs),
    );
    this.safety.checkUndisturbed(node, message, before);
  }

  /** The disk finishes its oldest write. */
  sync(node: Node): void {
    const number = node.disk.sync();
    this.act(node, `has write ${number} on disk`, (raft) => persisted(raft, number, this.nowMs));
  }

  /** The state machine does its next piece of work. */
  apply(node: Node): void {
    const work = node.work.shift();
    if (work === undefined) return;
    if ("restore" in work) this.restoreMachine(node);
    else {
      this.safety.checkApplied(node, work.entry, node.machine.index);
      node.machine.index = work.entry.index;
      if (work.entry.kind === "command")
        node.machine.commands.push(new TextDecoder().decode(work.entry.data));
    }
    const { index } = node.machine;
    this.act(node, `has applied ${index}`, (raft) =>
      applied(raft, Math.min(index, raft.deliveredIndex)),
    );
  }

  takeSnapshot(node: Node): void {
    if (node.machine.index !== node.raft.appliedIndex) return;
    this.act(node, `takes a snapshot of ${node.machine.index}`, (raft) => {
      const description = describeSnapshot(raft, node.machine.index);
      if (description === null) return;
      node.disk.save(description, new TextEncoder().encode(JSON.stringify(node.machine)));
      node.disk.purgeTo(snapshotTaken(raft, description));
    });
  }

  /** Fires what timers are due. */
  fire(node: Node): void {
    const { raft } = node;
    if (raft.role === "leader") {
      if (this.nowMs >= node.quorumDueMs) {
        node.quorumDueMs = this.nowMs + this.drawTimeout() * 3;
        this.act(node, "checks its quorum", () => checkQuorum(raft, this.nowMs));
      }
      if (this.nowMs < node.heartbeatDueMs) return;
      node.heartbeatDueMs = this.nowMs + heartbeatMs;
      this.act(node, "beats", () => heartbeatTimeout(raft, this.nowMs));
      return;
    }
    if (this.nowMs - raft.timerMs < node.timeoutMs) return;
    node.timeoutMs = this.drawTimeout();
    this.act(node, "times out", () => electionTimeout(raft, this.nowMs));
  }

  crash(node: Node): void {
    this.transcript.push(`${this.nowMs} ms: node ${node.id} crashes`);
    node.up = false;
    node.disk.crash();
    node.work.length = 0;
    node.reads.clear();
  }

  restart(node: Node): void {
    this.options.faults?.spoilDisk?.(node.disk);
    this.transcript.push(`${this.nowMs} ms: node ${node.id} starts`);
    const { bootstrap } = node.raft.options;
    node.raft = this.newRaft(node.id, bootstrap, node.disk);
    node.up = true;
    node.machine = { index: 0, commands: [] };
    this.restoreMachine(node);
    this.settle(node);
  }

  isCut(one: number, other: number): boolean {
    return this.cut.has(`${Math.min(one, other)}-${Math.max(one, other)}`);
  }

  cutOff(one: number, other: number): void {
    this.cut.add(`${Math.min(one, other)}-${Math.max(one, other)}`);
  }

  leader(): Node | undefined {
    return this.nodes
      .filter(({ up, raft }) => up && raft.role === "leader")
      .toSorted((one, other) => other.raft.term - one.raft.term)[0];
  }

  /** Time goes on and everything that can happen does, in order and without loss. */
  runCalmly(forMs: number, until: () => boolean): boolean {
    const endMs = this.nowMs + forMs;
    while (this.nowMs < endMs) {
      this.nowMs += 2;
      for (const node of this.nodes) if (node.up) this.fire(node);
      this.quiesce();
      if (until()) return true;
    }
    return false;
  }

  /** Messages, disks and state machines go on until nothing is left to do; no time passes. */
  quiesce(): void {
    for (let busy = true; busy; ) {
      busy = false;
      for (const message of this.network.splice(0)) {
        busy = true;
        this.deliver(message);
      }
      for (const node of this.nodes) {
        while (node.up && node.disk.queue.length > 0) {
          busy = true;
          this.sync(node);
        }
        while (node.up && node.work.length > 0) {
          busy = true;
          this.apply(node);
        }
      }
    }
  }

  /** The node's timer runs out, long after anyone has heard a leader, and all goes its way. */
  elect(id: number): Node {
    this.nowMs += 2 * electionTimeoutMs;
    this.act(this.node(id), "times out", (raft) => electionTimeout(raft, this.nowMs));
    this.quiesce();
    return this.node(id);
  }

  private carryOut(node: Node, effects: Effects): void {
    for (const message of effects.messages) {
      this.safety.checkSent(node, message);
      this.network.push(message);
    }
    if (effects.write !== null) node.disk.queue.push(effects.write);
    if (effects.restore !== null) node.work.push({ restore: effects.restore });
    for (const entry of effects.committed) node.work.push({ entry });
    for (const read of effects.reads) {
      this.readsReady++;
      this.safety.checkRead(node, read, node.reads.get(read.id) ?? 0);
      node.reads.delete(read.id);
    }
    for (const id of effects.abandonedReads) node.reads.delete(id);
    for (const request of effects.chunkRequests) {
      const chunk = node.disk.read(request);
      if (chunk === null) chunkUnreadable(node.raft, request.node);
      else chunkRead(node.raft, request.node, chunk, this.nowMs);
    }
    if (effects.chunkRequests.length > 0) this.settle(node);
  }

  private restoreMachine(node: Node): void {
    const { snapshot } = node.disk;
    if (snapshot === null || snapshot.description.index <= node.machine.index) return;
    node.machine = JSON.parse(new TextDecoder().decode(snapshot.state)) as Node["machine"];
  }

  private newNode(id: number, bootstrap: Configuration): Node {
    const disk = new Disk();
    return {
      id,
      disk,
      raft: this.newRaft(id, bootstrap, disk),
      up: true,
      machine: { index: 0, commands: [] },
      work: [],
      timeoutMs: this.drawTimeout(),
      heartbeatDueMs: 0,
      quorumDueMs: 0,
      reads: new Map(),
    };
  }

  private newRaft(id: number, bootstrap: Configuration, disk: Disk): Raft {
    const { limits, faults } = this.options;
    const options = { id, bootstrap, electionTimeoutMs, reader: ++this.lives, ...limits };
    const own = { ...decisions, ...faults?.decisions };
    return startRaft(options, disk.recovered(), this.nowMs, own);
  }

  private drawTimeout(): number {
    return electionTimeoutMs + this.random.below(electionTimeoutMs);
  }
}
