/**
 * Clients of a simulated cluster: each asks one thing after another, of the leader as far as it knows,
 * and takes down in the history what it was told.
 *
 * Invariant: what a client does not know for certain stands in the history as unknown.
 */

import { randomBelow, randomUnit } from "../../runtime/random.ts";
import { NotRunningError, OutcomeUnknownError, ReadAbandonedError } from "../node/errors.ts";
import type { ReadConsistency } from "../node/node.ts";
import { type NodeId, RefusedError } from "../rules/index.ts";
import type { Cluster } from "./cluster.ts";
import { type Answer, type Call, describeCall } from "./history.ts";
import { encodeCommand } from "./registers.ts";
import { drawMs, PatienceError, pause, within } from "./waiting.ts";

export interface ClientOptions extends ClientsMood {
  readonly id: number;
}

/** What all clients of a cluster do. */
export interface ClientsMood {
  /** How many operations it asks for and is not refused; where nobody leads it gives up some time. */
  readonly operations: number;
  readonly keys: readonly string[];
  /** Which part of the operations are reads, and which part of the reads trust a lease. */
  readonly reads: number;
  readonly leases: number;
  /** How long it waits for an answer, and at most between two operations. */
  readonly patienceMs: number;
  readonly idleMs: number;
}

/** What a client has come to. */
export interface ClientReport {
  answered: number;
  unknown: number;
  refused: number;
}

const ATTEMPTS_PER_OPERATION = 4;

/** Runs a client until it has asked for everything. */
export async function runClient(cluster: Cluster, options: ClientOptions): Promise<ClientReport> {
  const report: ClientReport = { answered: 0, unknown: 0, refused: 0 };
  const known: Known = { values: new Map(), node: null };
  const mostAttempts = ATTEMPTS_PER_OPERATION * options.operations;
  const isDone = () => report.answered + report.unknown >= options.operations;
  for (let n = 0; n < mostAttempts && !isDone(); n++) {
    await pause(drawMs(0, options.idleMs));
    const key = options.keys[randomBelow(options.keys.length)] as string;
    const value = `${options.id}.${n}`;
    const call = drawCall(options.reads, key, value, known.values.get(key) ?? null);
    const node = chooseNode(cluster, call, known);
    const result = await perform(cluster, options, node, call);
    report[result.outcome]++;
    // Nobody leads, perhaps: to ask at once again would be for nothing.
    if (result.outcome === "refused") await pause(drawMs(0, 4 * options.idleMs));
    if (result.outcome !== "answered") continue;
    if (call.kind !== "get") continue;
    known.node = node;
    known.values.set(key, result.answer as string | null);
  }
  return report;
}

/** What a client has been told: what registers held, and which node answered its last read. */
interface Known {
  readonly values: Map<string, string | null>;
  node: NodeId | null;
}

function drawCall(reads: number, key: string, value: string, expected: string | null): Call {
  if (randomUnit() < reads) return { kind: "get", key };
  const isSet = randomBelow(2) === 0;
  return isSet ? { kind: "set", key, value } : { kind: "swap", key, expected, value };
}

type Result =
  | { readonly outcome: "answered"; readonly answer: Answer }
  | { readonly outcome: "unknown" | "refused" };

async function perform(
  cluster: Cluster,
  options: ClientOptions,
  node: NodeId | null,
  call: Call,
): Promise<Result> {
  if (node === null) return { outcome: "refused" };
  const number = cluster.history.call(options.id, call);
  const who = `client ${options.id}`;
  cluster.tell(`${who} asks node ${node} to ${describeCall(call)}`);
  try {
    const answer = await within(options.patienceMs, (signal) =>
      ask(cluster, options.leases, node, call, signal),
    );
    cluster.history.answered(number, answer);
    cluster.tell(`${who} is answered ${JSON.stringify(answer)}`);
    return { outcome: "answered", answer };
  } catch (error) {
    const outcome = outcomeOf(error);
    cluster.tell(`${who} is not answered: ${(error as Error).message}`);
    if (outcome === "refused" || call.kind === "get") cluster.history.dropped(number);
    return { outcome };
  }
}

/** The leader, or for reads whoever answered the last; now and then any node that is up. */
function chooseNode(cluster: Cluster, call: Call, known: Known): NodeId | null {
  const up = cluster.up();
  if (up.length === 0) return null;
  const dice = randomUnit();
  const isUp = up.some(({ id }) => id === known.node);
  if (call.kind === "get" && dice < 0.6 && isUp) return known.node;
  const leader = cluster.leaderNow();
  if (leader !== null && dice < 0.9) return leader;
  return (up[randomBelow(up.length)] as { readonly id: NodeId }).id;
}

function ask(
  cluster: Cluster,
  leases: number,
  id: NodeId,
  call: Call,
  signal: AbortSignal,
): Promise<Answer> {
  const node = cluster.node(id);
  if (call.kind !== "get") return node.propose(encodeCommand(call), signal);
  const { machine } = cluster.member(id).life as NonNullable<ReturnType<Cluster["member"]>["life"]>;
  const consistency: ReadConsistency = randomUnit() < leases ? "lease" : "quorum";
  return node.read(() => machine.registers.get(call.key), consistency, signal);
}

/** Throws what no client should ever see. */
function outcomeOf(error: unknown): "unknown" | "refused" {
  if (error instanceof OutcomeUnknownError || error instanceof PatienceError) return "unknown";
  if (
    error instanceof RefusedError ||
    error instanceof NotRunningError ||
    error instanceof ReadAbandonedError
  )
    return "refused";
  throw error;
}
