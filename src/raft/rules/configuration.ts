/**
 * Who belongs to the cluster: voters, learners, and, while joint consensus lasts, the voters that are
 * on their way out (Raft paper 6, thesis 4). Plain data; a configuration is never changed in place.
 *
 * Invariants of a configuration that `checkConfiguration` lets pass:
 * - All lists are ascending and without repetition; node ids are positive whole numbers.
 * - It has voters, or it has nothing at all (a node that waits to be added).
 * - It is joint exactly when `outgoing` is not empty.
 * - No node is voter and learner at once. One that votes only in `outgoing` and is to stay as a
 *   learner waits in `learnersNext` until the joint configuration is left.
 */

import { ConfigurationError } from "./errors.ts";

/** A node of the cluster, for all time: an id is never given to another machine or a wiped disk. */
export type NodeId = number;

export interface Configuration {
  /** Who votes; while joint, the half that comes in. */
  readonly voters: readonly NodeId[];
  /** The half that goes out while joint; empty otherwise. */
  readonly outgoing: readonly NodeId[];
  /** Who is sent the log and has no vote (thesis 4.2.1). */
  readonly learners: readonly NodeId[];
  /** Outgoing voters that become learners when the joint configuration is left. */
  readonly learnersNext: readonly NodeId[];
  /** Whether the leader leaves the joint configuration by itself once that is committed. */
  readonly autoLeave: boolean;
}

/** The configuration of a node that waits to be added to a cluster. */
export const noConfiguration: Configuration = {
  voters: [],
  outgoing: [],
  learners: [],
  learnersNext: [],
  autoLeave: false,
};

/** A simple configuration. Throws ConfigurationError if it could not work. */
export function configurationOf(
  voters: readonly NodeId[],
  learners: readonly NodeId[] = [],
): Configuration {
  return checkConfiguration({
    ...noConfiguration,
    voters: ascending(voters),
    learners: ascending(learners),
  });
}

export function isJoint(configuration: Configuration): boolean {
  return configuration.outgoing.length > 0;
}

/** Whether the node's vote counts, in either half. */
export function isVoter(configuration: Configuration, node: NodeId): boolean {
  return configuration.voters.includes(node) || configuration.outgoing.includes(node);
}

/** All whose votes count, ascending. */
export function votersOf(configuration: Configuration): readonly NodeId[] {
  if (!isJoint(configuration)) return configuration.voters;
  return ascending([...configuration.voters, ...configuration.outgoing]);
}

/** All that are sent the log, ascending: voters of both halves, and learners. */
export function membersOf(configuration: Configuration): readonly NodeId[] {
  return ascending([...votersOf(configuration), ...configuration.learners]);
}

/** The same nodes in ascending order, each once. */
export function ascending(nodes: Iterable<NodeId>): readonly NodeId[] {
  return [...new Set(nodes)].sort((one, other) => one - other);
}

/** Gives the configuration back, or throws ConfigurationError naming what it breaks. */
export function checkConfiguration(configuration: Configuration): Configuration {
  const { voters, outgoing, learners, learnersNext } = configuration;
  for (const [name, nodes] of Object.entries({ voters, outgoing, learners, learnersNext }))
    checkNodes(name, nodes);
  if (typeof configuration.autoLeave !== "boolean")
    throw new ConfigurationError(`autoLeave is ${String(configuration.autoLeave)}, not a boolean`);
  const learner = learners.find((node) => isVoter(configuration, node));
  if (learner !== undefined)
    throw new ConfigurationError(`node ${learner} is both voter and learner`);
  const next = learnersNext.find((node) => !outgoing.includes(node) || voters.includes(node));
  if (next !== undefined)
    throw new ConfigurationError(
      `node ${next} is to become a learner, and is no voter that only the outgoing half has`,
    );
  if (voters.length === 0 && outgoing.length + learners.length > 0)
    throw new ConfigurationError("a configuration without voters could decide nothing");
  if (configuration.autoLeave && !isJoint(configuration))
    throw new ConfigurationError("autoLeave means nothing outside a joint configuration");
  return configuration;
}

function checkNodes(name: string, nodes: readonly NodeId[]): void {
  if (!Array.isArray(nodes)) throw new ConfigurationError(`${name} is not a list of nodes`);
  let before = 0;
  for (const node of nodes as readonly unknown[]) {
    if (!Number.isSafeInteger(node) || (node as number) < 1)
      throw new ConfigurationError(
        `${String(node)} in ${name} is no node id: whole numbers from 1 to ${Number.MAX_SAFE_INTEGER} are`,
      );
    if ((node as number) <= before)
      throw new ConfigurationError(`${name} is not ascending at ${String(node)}`);
    before = node as number;
  }
}

/** As the data of a configuration entry in the log. */
export function encodeConfiguration(configuration: Configuration): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(configuration));
}

/** The configuration of an entry's data. Throws ConfigurationError on anything else. */
export function decodeConfiguration(data: Uint8Array): Configuration {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data));
  } catch (cause) {
    throw new ConfigurationError(`${data.length} bytes that encode no configuration`, { cause });
  }
  if (typeof parsed !== "object" || parsed === null)
    throw new ConfigurationError("encoded data that is no configuration");
  const { voters, outgoing, learners, learnersNext, autoLeave } = parsed as Configuration;
  return checkConfiguration({ voters, outgoing, learners, learnersNext, autoLeave });
}

/** For instance `voters 1 2 3, outgoing 1 2 4, learners 5, next learners 4`. */
export function describeConfiguration(configuration: Configuration): string {
  const parts = [`voters ${configuration.voters.join(" ") || "none"}`];
  if (isJoint(configuration)) parts.push(`outgoing ${configuration.outgoing.join(" ")}`);
  if (configuration.learners.length > 0) parts.push(`learners ${configuration.learners.join(" ")}`);
  if (configuration.learnersNext.length > 0)
    parts.push(`next learners ${configuration.learnersNext.join(" ")}`);
  return parts.join(", ");
}
