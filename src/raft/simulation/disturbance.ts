/**
 * What happens to a simulated cluster while clients use it: power failures, restarts, partitions whole
 * and one way, slow links and disks, changes of membership, transfers of leadership; all drawn from the
 * random source, each as often as it is told.
 *
 * Invariant: when it ends all nodes are up, all links whole, and network and disks are sound.
 */

import { spawn } from "../../runtime/goroutine.ts";
import { randomBelow, randomUnit } from "../../runtime/random.ts";
import { NotRunningError, OutcomeUnknownError, TransferFailedError } from "../node/errors.ts";
import type { RaftNode } from "../node/node.ts";
import {
  ConfigurationError,
  type MembershipChange,
  type NodeId,
  RefusedError,
} from "../rules/index.ts";
import { soundNetwork } from "../transport/memory.ts";
import type { Cluster } from "./cluster.ts";
import type { RegisterAnswer } from "./registers.ts";
import { drawMs, PatienceError, pause, within } from "./waiting.ts";

/** How often each thing happens, compared with the others. */
export type Weights = Readonly<Record<keyof typeof disturbances, number>>;

export interface Unrest {
  readonly weights: Weights;
  /** What passes between two disturbances. */
  readonly restMs: readonly [minMs: number, maxMs: number];
}

/** How long whoever asks for a change waits for it. */
const PATIENCE_MS = 2_000;

/** Disturbs the cluster until it `isOver`. */
export async function disturb(
  cluster: Cluster,
  { weights, restMs }: Unrest,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    await pause(drawMs(...restMs));
    await disturbances[drawKind(weights)](cluster);
  }
  cluster.tell("the disturbances end");
  cluster.network.heal();
  cluster.network.faults = soundNetwork;
  for (const member of cluster.members) member.slowDiskMs = 0;
  await cluster.startAll();
}

const disturbances = {
  crash: crashOne,
  crashAll,
  reboot: rebootOne,
  strike: strikeLeaders,
  stop: stopOne,
  start: startOne,
  isolate: isolateOne,
  split,
  deafen: deafenOne,
  cutLink,
  slowLink,
  slowDisk,
  heal,
  change: changeMembers,
  replace: replaceMembers,
  transfer,
} satisfies Record<string, (cluster: Cluster) => Promise<void>>;

function drawKind(weights: Weights): keyof Weights {
  const entries = Object.entries(weights) as [keyof Weights, number][];
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  let at = randomUnit() * total;
  for (const [kind, weight] of entries) {
    at -= weight;
    if (at < 0) return kind;
  }
  return "heal";
}

// ------------------------------------------------------------------------------------------- nodes

/** The leader every other time, as far as there is one; else anyone who is up. */
function drawNode(cluster: Cluster): NodeId | null {
  const leader = randomBelow(2) === 0 ? cluster.leaderNow() : null;
  const up = cluster.up();
  return leader ?? (up.length === 0 ? null : pick(up).id);
}

/** Power fails here and there, but a majority of all nodes stays up. */
async function crashOne(cluster: Cluster): Promise<void> {
  const id = drawNode(cluster);
  if (id !== null && mayLose(cluster)) await cluster.crash(id);
}

async function crashAll(cluster: Cluster): Promise<void> {
  for (const { id } of cluster.up()) await cluster.crash(id);
  await cluster.startAll();
}

/** Power fails for a moment. */
async function rebootOne(cluster: Cluster): Promise<void> {
  const id = drawNode(cluster);
  if (id === null) return;
  await cluster.crash(id);
  await cluster.start(id);
}

/** Whoever comes to lead is struck down before it has done much, some times over (figure 8). */
async function strikeLeaders(cluster: Cluster): Promise<void> {
  let struckTerm = 0;
  for (let rounds = 2 + randomBelow(5); rounds > 0; rounds--) {
    for (let n = 0; n < 200 && cluster.leadingTerm() <= struckTerm; n++) await pause(5);
    const leader = cluster.leaderNow();
    if (leader === null) return;
    await pause(drawMs(0, randomBelow(2) === 0 ? 5 : 60));
    struckTerm = cluster.leadingTerm();
    if (randomBelow(2) === 0) await revive(cluster);
    if (randomBelow(3) > 0) part(cluster, [leader]);
    else if (mayLose(cluster)) await cluster.crash(leader);
  }
}

async function revive(cluster: Cluster): Promise<void> {
  await heal(cluster);
  await cluster.startAll();
}

async function stopOne(cluster: Cluster): Promise<void> {
  const id = drawNode(cluster);
  if (id !== null && mayLose(cluster)) await cluster.stop(id);
}

function mayLose(cluster: Cluster): boolean {
  return cluster.up().length - 1 > cluster.members.length / 2;
}

async function startOne(cluster: Cluster): Promise<void> {
  const down = cluster.down();
  if (down.length > 0) await cluster.start(pick(down).id);
}

async function slowDisk(cluster: Cluster): Promise<void> {
  const member = pick(cluster.members);
  member.slowDiskMs = member.slowDiskMs > 0 ? 0 : drawMs(5, 300);
  cluster.tell(`the disk of node ${member.id} takes ${member.slowDiskMs.toFixed(0)} ms longer`);
}

// ----------------------------------------------------------------------------------------- network

async function isolateOne(cluster: Cluster): Promise<void> {
  const id = drawNode(cluster);
  if (id === null) return;
  part(cluster, [id]);
}

async function split(cluster: Cluster): Promise<void> {
  part(
    cluster,
    idsOf(cluster).filter(() => randomBelow(2) === 0),
  );
}

function part(cluster: Cluster, group: readonly NodeId[]): void {
  const others = idsOf(cluster).filter((id) => !group.includes(id));
  cluster.tell(`nodes ${group.join(" ")} are cut off from ${others.join(" ")}`);
  cluster.network.partition(group, others);
}

/** One node is heard by nobody, or hears nobody, or one other. */
async function deafenOne(cluster: Cluster): Promise<void> {
  const id = drawNode(cluster);
  if (id === null) return;
  const others = idsOf(cluster).filter((other) => other !== id);
  const cut = randomBelow(2) === 0 ? others : [pick(others)];
  const isDeaf = randomBelow(2) === 0;
  cluster.tell(`node ${id} ${isDeaf ? "does not hear" : "is not heard by"} ${cut.join(" ")}`);
  for (const other of cut)
    if (isDeaf) cluster.network.cutOneWay(other, id);
    else cluster.network.cutOneWay(id, other);
}

/** Two nodes do not reach each other, though others reach both. */
async function cutLink(cluster: Cluster): Promise<void> {
  const [one, other] = shuffled(idsOf(cluster)) as [NodeId, NodeId];
  cluster.tell(`the link of ${one} and ${other} is cut`);
  cluster.network.cut(one, other);
}

async function slowLink(cluster: Cluster): Promise<void> {
  const [one, other, byMs] = [pick(cluster.members).id, pick(cluster.members).id, drawMs(10, 400)];
  cluster.tell(`the link of ${one} and ${other} takes ${byMs.toFixed(0)} ms longer`);
  cluster.network.slow(one, other, byMs);
}

async function heal(cluster: Cluster): Promise<void> {
  cluster.tell("all links are whole");
  cluster.network.heal();
}

// --------------------------------------------------------------------------------- what is asked for

/** A node or two come in, go, or lose their vote; by joint consensus where that takes it. */
async function changeMembers(cluster: Cluster): Promise<void> {
  const changes = Array.from(
    { length: 1 + randomBelow(3) },
    (): MembershipChange => ({
      kind: (["addVoter", "addVoter", "addLearner", "remove"] as const)[randomBelow(4)] as "remove",
      node: pick(cluster.members).id,
    }),
  );
  const what = changes.map(({ kind, node }) => `${kind} ${node}`).join(", ");
  ask(cluster, what, async (node, signal) => {
    await node.changeMembership(changes, signal);
    cluster.tally.changes++;
  });
}

/** All voters may be others; now and then the network parts them from those that were. */
async function replaceMembers(cluster: Cluster): Promise<void> {
  const leader = cluster.leaderNow();
  if (leader === null) return;
  const ids = shuffled(idsOf(cluster));
  const voters = ids.slice(0, Math.ceil(ids.length / 2));
  const changes = ids.map(
    (node): MembershipChange => ({ kind: voters.includes(node) ? "addVoter" : "remove", node }),
  );
  ask(cluster, `have ${voters.join(" ")} vote alone`, async (node, signal) => {
    await node.changeMembership(changes, signal);
    cluster.tally.changes++;
  });
  if (randomBelow(2) === 0) return;
  await pause(drawMs(0, 60));
  part(cluster, [...new Set([leader, ...voters])]);
}

async function transfer(cluster: Cluster): Promise<void> {
  const target = pick(idsOf(cluster).filter((id) => id !== cluster.leaderNow()));
  const what = `transfer leadership to ${target}`;
  ask(cluster, what, async (node, signal) => {
    await node.transferLeadership(target, signal);
    cluster.tally.transfers++;
  });
}

type AdminRequest = (node: RaftNode<RegisterAnswer>, signal: AbortSignal) => Promise<unknown>;

/** Has whoever leads asked, by someone who waits for it while the next disturbances come. */
function ask(cluster: Cluster, what: string, request: AdminRequest): void {
  const leader = cluster.leaderNow();
  if (leader === null) return;
  cluster.tell(`node ${leader} is asked to ${what}`);
  spawn(waitFor, [cluster.node(leader), request]);
}

/** That nothing comes of it is part of the life of a disturbed cluster. */
async function waitFor(node: RaftNode<RegisterAnswer>, request: AdminRequest): Promise<void> {
  try {
    await within(PATIENCE_MS, (signal) => request(node, signal));
  } catch (error) {
    if (!mayPass(error)) throw error;
  }
}

function mayPass(error: unknown): boolean {
  return (
    error instanceof RefusedError ||
    error instanceof ConfigurationError ||
    error instanceof OutcomeUnknownError ||
    error instanceof NotRunningError ||
    error instanceof TransferFailedError ||
    error instanceof PatienceError
  );
}

function idsOf(cluster: Cluster): readonly NodeId[] {
  return cluster.members.map(({ id }) => id);
}

function shuffled<T>(values: readonly T[]): readonly T[] {
  const left = [...values];
  return values.map(() => left.splice(randomBelow(left.length), 1)[0] as T);
}

function pick<T>(values: readonly T[]): T {
  return values[randomBelow(values.length)] as T;
}
