/**
 * One whole run of a cluster: clients use it while everything is done to it that may be; then it is left
 * in peace, and must recover.
 *
 * Invariants:
 * - Safety is watched at every step, by the cluster.
 * - In the end every node is a voter again, all have applied the same, and what the clients were told can
 *   be explained.
 */

import { OutcomeUnknownError } from "../node/errors.ts";
import type { RaftNode } from "../node/node.ts";
import { RefusedError } from "../rules/index.ts";
import { type ClientReport, runClient } from "./clients.ts";
import { Cluster, type ClusterOptions, type ClusterTally } from "./cluster.ts";
import { disturb } from "./disturbance.ts";
import type { Mood } from "./mood.ts";
import { encodeCommand, type RegisterAnswer } from "./registers.ts";
import { pause, together, within } from "./waiting.ts";

/** What may be said of a run beside its mood: which twin, what is wrong with it, who listens. */
export type OrdealOptions = Pick<ClusterOptions, "makeNode"> &
  Partial<Pick<ClusterOptions, "decisions" | "spoilDisk" | "transcript">>;

/** What a run was worth: whether what can happen did. */
export interface OrdealReport extends ClusterTally {
  /** Operations of clients that were answered, that were not, and that were refused. */
  readonly answered: number;
  readonly unknown: number;
  readonly refused: number;
  readonly term: number;
  readonly committed: number;
}

/** How long a cluster that is left in peace may take for each step of its recovery. */
const RECOVERY_MS = 60_000;

/**
 * Puts a cluster through it. Throws SafetyViolation by way of the simulation, LinearizabilityError,
 * PatienceError or StateDifferenceError where it does not recover, or whatever a node has failed with.
 */
export async function runOrdeal(mood: Mood, options: OrdealOptions): Promise<OrdealReport> {
  const cluster = new Cluster({ ...mood.cluster, ...options });
  await cluster.startAll();
  const asked = await useAndDisturb(cluster, mood);
  const term = await recover(cluster);
  cluster.check();
  await cluster.stopAll();
  return { ...asked, ...cluster.tally, term, committed: cluster.safety.committedIndex };
}

async function useAndDisturb(cluster: Cluster, mood: Mood): Promise<ClientReport> {
  const total: ClientReport = { answered: 0, unknown: 0, refused: 0 };
  const { count, ...clients } = mood.clients;
  let asking = count;
  const use = Array.from({ length: count }, (_, i) => async () => {
    const report = await runClient(cluster, { id: i + 1, ...clients });
    for (const outcome of Object.keys(total) as (keyof ClientReport)[])
      total[outcome] += report[outcome];
    asking--;
  });
  await together([() => disturb(cluster, mood, () => asking === 0), ...use]);
  return total;
}

/** Has the cluster come to rest with everyone a voter; gives the term in which it did. */
async function recover(cluster: Cluster): Promise<number> {
  const ids = cluster.members.map(({ id }) => id);
  const everyone = ids.map((node) => ({ kind: "addVoter", node }) as const);
  await untilTaken(cluster, (node) => node.changeMembership(everyone));
  await untilTaken(cluster, (node) => node.propose(lastCommand));
  const { term } = await cluster.leader(RECOVERY_MS);
  await cluster.settle(ids, RECOVERY_MS);
  cluster.checkStates();
  return term;
}

const lastCommand = encodeCommand({ kind: "set", key: "last", value: "one" });

/** Asks whoever leads, until one takes it: leaders may still change. */
async function untilTaken(
  cluster: Cluster,
  ask: (node: RaftNode<RegisterAnswer>, signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { id } = await cluster.leader(RECOVERY_MS);
    try {
      await within(RECOVERY_MS, (signal) => ask(cluster.node(id), signal));
      return;
    } catch (error) {
      const mayPass = error instanceof RefusedError || error instanceof OutcomeUnknownError;
      if (!mayPass || attempt === 50) throw error;
      await pause(300);
    }
  }
}
