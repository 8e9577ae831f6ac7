// One run of a cluster through everything that may go wrong, all drawn from one seed; then calm, in
// which it must recover. Violations of safety throw; so does a cluster that does not recover.

import {
  changeJointly,
  changeSimply,
  configurationOfNow,
  type MembershipChange,
  membersOf,
  needsJoint,
  propose,
  type RaftOptions,
  RefusedError,
  requestLeaseRead,
  requestRead,
  transferLeadership,
} from "../../../src/raft/rules/index.ts";
import { Cluster, type Faults, type Node } from "./cluster.ts";
import { type Random, randomOf } from "./random.ts";

export interface ChaosOptions {
  readonly seed: number;
  readonly steps: number;
  readonly faults?: Faults;
  readonly mood?: Mood;
}

/** What a run was worth: whether what can happen did. */
export interface ChaosReport {
  readonly cluster: Cluster;
  readonly reads: number;
  readonly changes: number;
}

/** Puts a cluster through it. Throws SafetyViolation, or whatever a node throws. */
export function runChaos(options: ChaosOptions): ChaosReport {
  const run = new Chaos(options);
  for (let step = 0; step < options.steps; step++) run.step();
  run.recover();
  const { cluster, changes } = run;
  return { cluster, changes, reads: cluster.readsReady };
}

/** Tight limits, so that windows fill, snapshots are needed and chunks are many. */
function drawLimits(random: Random): Partial<RaftOptions> {
  return {
    keptEntries: random.pick([0, 2, 10]),
    maxChunkBytes: random.pick([16, 4096]),
    maxInflightAppends: random.pick([1, 3, 256]),
    maxAppendEntries: random.pick([1, 3, 1000]),
    maxInflightWrites: random.pick([1, 3, 64]),
    maxApplyingEntries: random.pick([1, 5, 1000]),
    commitNotice: random.pick(["prompt", "withNext"]),
  };
}

/** What may happen. */
type Happening =
  | "deliver"
  | "time"
  | "work"
  | "propose"
  | "read"
  | "lose"
  | "repeat"
  | "snapshot"
  | "crash"
  | "restart"
  | "partition"
  | "heal"
  | "transfer"
  | "change";

/** What to do more or less of than the seed says. */
export interface Mood {
  readonly weights?: Partial<Record<Happening, number>>;
  readonly limits?: Partial<RaftOptions>;
  /** How many voters there are, and how many nodes that may be added. */
  readonly voters?: number;
  readonly spares?: number;
}

class Chaos {
  readonly cluster: Cluster;
  proposed = 0;
  changes = 0;
  private reads = 0;
  private readonly wheel: readonly [Happening, number][];
  private readonly totalWeight: number;

  /** Each seed has its own mood: some things happen often in it, some never (swarm testing). */
  constructor({ seed, faults = {}, mood = {} }: ChaosOptions) {
    const random = randomOf(seed);
    const size = mood.voters ?? random.pick([3, 3, 4, 5]);
    const voters = Array.from({ length: size }, (_, i) => i + 1);
    const spareCount = mood.spares ?? random.pick([0, 2]);
    const spares = Array.from({ length: spareCount }, (_, i) => size + i + 1);
    const limits = { ...drawLimits(random), ...mood.limits };
    this.cluster = new Cluster({ seed, voters, spares, limits, faults });
    const often = (weight: number): number => weight * random.pick([1, 2, 4]);
    const perhaps = (weight: number): number => weight * random.pick([0, 1, 1, 3, 8]);
    const weights: Record<Happening, number> = {
      deliver: often(400),
      time: often(20),
      work: often(200),
      propose: perhaps(30),
      read: perhaps(20),
      lose: perhaps(10),
      repeat: perhaps(10),
      snapshot: perhaps(8),
      crash: perhaps(4),
      restart: often(6),
      partition: perhaps(3),
      heal: often(3),
      transfer: perhaps(2),
      change: perhaps(spares.length > 0 ? 10 : 0),
      ...mood.weights,
    };
    this.wheel = Object.entries(weights) as [Happening, number][];
    this.totalWeight = this.wheel.reduce((total, [, weight]) => total + weight, 0);
  }

  step(): void {
    let dice = this.cluster.random.below(this.totalWeight);
    for (const [happening, weight] of this.wheel) {
      if (dice < weight) {
        this.happen(happening);
        break;
      }
      dice -= weight;
    }
    // A network that only grows would only bring old news.
    const { network } = this.cluster;
    if (network.length > 200) network.splice(0, 100);
  }

  private happen(happening: Happening): void {
    const { cluster } = this;
    if (happening === "deliver") this.deliverOne();
    else if (happening === "time") this.passTime();
    else if (happening === "work") this.workOne();
    else if (happening === "propose") this.proposeOne();
    else if (happening === "read") this.readOne();
    else if (happening === "lose") this.loseOne();
    else if (happening === "repeat") this.repeatOne();
    else if (happening === "snapshot") cluster.takeSnapshot(this.pickUp());
    else if (happening === "crash") this.crashOne();
    else if (happening === "restart") this.restartOne();
    else if (happening === "partition") this.partition();
    else if (happening === "heal") cluster.cut.clear();
    else if (happening === "transfer") this.transferOne();
    else this.changeOne();
  }

  /** Everyone is up and reachable: a leader comes, a new command commits, everyone applies it. */
  recover(): void {
    const { cluster } = this;
    cluster.cut.clear();
    for (const node of cluster.nodes) if (!node.up) cluster.restart(node);
    const settled = cluster.runCalmly(5000, () => cluster.leader() !== undefined);
    if (!settled) throw new Error("no leader although all is well");
    this.proposed++;
    const text = "the last one";
    const data = encode(text);
    let sentInTerm = 0;
    const ended = cluster.runCalmly(5000, () => {
      const leader = cluster.leader();
      if (leader === undefined) return false;
      const { term } = leader.raft;
      if (sentInTerm < term && this.tryRequest(leader, "proposes", (raft) => propose(raft, data)))
        sentInTerm = term;
      const members = membersOf(configurationOfNow(leader.raft));
      const { index } = leader.machine;
      return members.every((id) => {
        const { machine } = cluster.node(id);
        return machine.index === index && machine.commands.at(-1) === text;
      });
    });
    if (!ended) throw new Error("no progress although all is well");
    this.compareMachines();
  }

  private compareMachines(): void {
    const leader = this.cluster.leader() as Node;
    const expected = leader.machine.commands.join();
    for (const id of membersOf(configurationOfNow(leader.raft))) {
      const { machine } = this.cluster.node(id);
      if (machine.commands.join() !== expected) throw new Error(`node ${id} came to another state`);
    }
  }

  /** Usually the oldest message, so that something comes of it; now and then any. With none, time. */
  private deliverOne(): void {
    const { random, network } = this.cluster;
    if (network.length === 0) {
      this.passTime();
      return;
    }
    const at = random.chance(0.8) ? 0 : random.below(network.length);
    const [message] = network.splice(at, 1);
    if (message !== undefined) this.cluster.deliver(message);
  }

  private loseOne(): void {
    const { random, network } = this.cluster;
    if (network.length > 0) network.splice(random.below(network.length), 1);
  }

  private repeatOne(): void {
    const { random, network } = this.cluster;
    if (network.length > 0) network.push(random.pick(network));
  }

  private passTime(): void {
    this.cluster.nowMs += 1 + this.cluster.random.below(10);
    for (const node of this.cluster.nodes) if (node.up) this.cluster.fire(node);
  }

  private workOne(): void {
    const busy = this.cluster.nodes.filter(
      ({ up, disk, work }) => up && disk.queue.length + work.length > 0,
    );
    if (busy.length === 0) {
      this.passTime();
      return;
    }
    const node = this.cluster.random.pick(busy);
    if (node.disk.queue.length > 0) this.cluster.sync(node);
    for (let done = 0; done < 3; done++) this.cluster.apply(node);
  }

  private proposeOne(): void {
    const node = this.cluster.leader() ?? this.pickUp();
    this.tryRequest(node, "proposes", (raft) => propose(raft, encode(`c${this.proposed++}`)));
  }

  private readOne(): void {
    const leaders = this.cluster.nodes.filter(({ up, raft }) => up && raft.role === "leader");
    const atLeader = leaders.length > 0 && this.cluster.random.chance(0.5);
    const node = atLeader ? this.cluster.random.pick(leaders) : this.pickUp();
    const id = this.reads++;
    const request = this.cluster.random.chance(0.3) ? requestLeaseRead : requestRead;
    const before = this.cluster.safety.committedIndex;
    node.reads.set(id, before);
    const asked = this.tryRequest(node, `wants read ${id}`, (raft) =>
      request(raft, id, this.cluster.nowMs),
    );
    if (!asked) node.reads.delete(id);
  }

  private crashOne(): void {
    const { nodes, random } = this.cluster;
    const up = nodes.filter((node) => node.up);
    if (up.length <= nodes.length / 2) return;
    const leader = this.cluster.leader();
    this.cluster.crash(leader !== undefined && random.chance(0.5) ? leader : random.pick(up));
  }

  private restartOne(): void {
    const down = this.cluster.nodes.filter((node) => !node.up);
    if (down.length > 0) this.cluster.restart(this.cluster.random.pick(down));
  }

  private partition(): void {
    const { nodes, random } = this.cluster;
    const away = nodes.filter(() => random.chance(0.4));
    for (const one of away)
      for (const other of nodes) if (!away.includes(other)) this.cluster.cutOff(one.id, other.id);
  }

  private transferOne(): void {
    const leader = this.cluster.leader();
    if (leader === undefined) return;
    const target = this.cluster.random.pick([...leader.raft.progress.values(), undefined]);
    if (target === undefined) return;
    const { node } = target;
    if (!configurationOfNow(leader.raft).voters.includes(node)) return;
    this.tryRequest(leader, `hands over to ${node}`, (raft) =>
      transferLeadership(raft, node, this.cluster.nowMs),
    );
  }

  private changeOne(): void {
    const { random, nodes, nowMs } = this.cluster;
    const leader = this.cluster.leader();
    if (leader === undefined) return;
    const changes: MembershipChange[] = [];
    for (let count = random.below(3); count >= 0; count--)
      changes.push({
        kind: random.pick(["addVoter", "addVoter", "addLearner", "remove"] as const),
        node: random.pick(nodes).id,
      });
    const before = configurationOfNow(leader.raft);
    const voters = new Set(before.voters);
    for (const { kind, node } of changes) {
      if (kind === "addVoter") voters.add(node);
      else voters.delete(node);
    }
    if (voters.size < 2) return;
    const changed = this.tryRequest(leader, "changes the membership", (raft) =>
      needsJoint(before, changes)
        ? changeJointly(raft, changes, "automatic", nowMs)
        : changeSimply(raft, changes, nowMs),
    );
    if (changed) this.changes++;
  }

  /** False if the node has refused, as it may; anything else it throws is not for here. */
  private tryRequest(node: Node, what: string, request: (raft: Node["raft"]) => void): boolean {
    try {
      this.cluster.act(node, what, request);
      return true;
    } catch (error) {
      if (error instanceof RefusedError || isJointNow(error)) return false;
      throw error;
    }
  }

  private pickUp(): Node {
    return this.cluster.random.pick(this.cluster.nodes.filter((node) => node.up));
  }
}

function isJointNow(error: unknown): boolean {
  return error instanceof Error && error.message.includes("joint configuration");
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
