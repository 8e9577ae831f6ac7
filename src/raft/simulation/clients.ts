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

export interface ClientOptions {
  readonly id: number;
  /** How many operations it asks for and is not refused; where nobody leads it gives up some time. */
  readonly operations: number;
  readonly keys: readonly string[];
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
  const lastSeen = new Map<string, string | null>();
  const mostAttempts = ATTEMPTS_PER_OPERATION * options.operations;
  const isDone = () => report.answered + report.unknown >= options.operations;
  for (let n = 0; n < mostAttempts && !isDone(); n++) {
    await pause(drawMs(0, options.idleMs));
    const key = options.keys[randomBelow(options.keys.length)] as string;
    const call = drawCall(key, `${options.id}.${n}`, lastSeen.get(key) ?? null);
    const result = await perform(cluster, options, call);
    report[result.outcome]++;
    if (call.kind === "get" && result.outcome === "answered")
      lastSeen.set(key, result.answer as string | null);
  }
  return report;
}

function drawCall(key: string, value: string, expected: string | null): Call {
  const dice = randomUnit();
  if (dice < 0.4) return { kind: "get", key };
  return dice < 0.7 ? { kind: "set", key, value } : { kind: "swap", key, expected, value };
}

type Result =
  | { readonly outcome: "answered"; readonly answer: Answer }
  | { readonly outcome: "unknown" | "refused" };

async function perform(cluster: Cluster, options: ClientOptions, call: Call): Promise<Result> {
  const node = chooseNode(cluster, call);
  if (node === null) return { outcome: "refused" };
  const number = cluster.history.call(options.id, call);
  const who = `client ${options.id}`;
  cluster.tell(`${who} asks node ${node} to ${describeCall(call)}`);
  try {
    const answer = await within(options.patienceMs, (signal) => ask(cluster, node, call, signal));
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

/** The leader; for reads, and now and then for anything, any node that is up. */
function chooseNode(cluster: Cluster, call: Call): NodeId | null {
  const leader = cluster.leaderNow();
  const up = cluster.up();
  if (up.length === 0) return null;
  const anyone = (up[randomBelow(up.length)] as { readonly id: NodeId }).id;
  const likely = call.kind === "get" ? 0.5 : 0.9;
  return leader !== null && randomUnit() < likely ? leader : anyone;
}

function ask(cluster: Cluster, id: NodeId, call: Call, signal: AbortSignal): Promise<Answer> {
  const node = cluster.node(id);
  if (call.kind !== "get") return node.propose(encodeCommand(call), signal);
  const { machine } = cluster.member(id).life as NonNullable<ReturnType<Cluster["member"]>["life"]>;
  const consistency: ReadConsistency = randomUnit() < 0.3 ? "lease" : "quorum";
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
