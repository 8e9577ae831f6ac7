// Clusters under everything at once, by seed: messages lost, late, doubled and out of order, parts of
// the network cut off, nodes that lose power with writes under way, snapshots and slow disks. Raft's
// properties are checked at every step, and what clients were told must be linearizable in the end.

import { describe, expect, it } from "vitest";
import { OutcomeUnknownError, ReadAbandonedError } from "../../../src/raft/node/errors.ts";
import { decisions, RefusedError } from "../../../src/raft/rules/index.ts";
import { runClient } from "../../../src/raft/simulation/clients.ts";
import { Cluster, type ClusterOptions } from "../../../src/raft/simulation/cluster.ts";
import { disturb } from "../../../src/raft/simulation/disturbance.ts";
import { encodeCommand } from "../../../src/raft/simulation/registers.ts";
import { pause, together } from "../../../src/raft/simulation/waiting.ts";
import { explore, record, simulate } from "../../../src/testing/index.ts";
import { twins } from "./twins.ts";

const clients = [1, 2, 3, 4];
const limits = { leaks: "fail", maxSteps: 2_000_000, maxTimeMs: 600_000 } as const;

/** Runs clients against a cluster that is disturbed all the while; then it must recover. */
async function ordeal(options: ClusterOptions) {
  const cluster = new Cluster(options);
  await cluster.startAll();
  let asking = clients.length;
  let answered = 0;
  const ask = (id: number) => async () => {
    const client = { id, operations: 40, keys: ["x", "y", "z"], patienceMs: 1_500, idleMs: 250 };
    const report = await runClient(cluster, client);
    answered += report.answered;
    asking--;
  };
  const disturbing = () => disturb(cluster, () => asking === 0);
  await together([disturbing, ...clients.map(ask)]);
  await untilTaken(cluster, (node) => node.propose(lastCommand));
  const learner = { kind: "addLearner", node: options.voters + 1 } as const;
  await untilTaken(cluster, (node) => node.changeMembership([learner]));
  const { term } = await cluster.leader();
  await cluster.settle(
    cluster.members.map((member) => member.id),
    30_000,
  );
  cluster.check();
  await cluster.stopAll();
  return { answered, term, crashes: cluster.crashes };
}

const lastCommand = encodeCommand({ kind: "set", key: "last", value: "one" });

/** Asks whoever leads, until one takes it: leaders may still change. */
async function untilTaken(
  cluster: Cluster,
  ask: (node: ReturnType<Cluster["node"]>) => Promise<unknown>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { id } = await cluster.leader(30_000);
    try {
      await ask(cluster.node(id));
      return;
    } catch (error) {
      const mayPass = error instanceof RefusedError || error instanceof OutcomeUnknownError;
      if (!mayPass || attempt === 20) throw error;
      await pause(300);
    }
  }
}

const harsh: Omit<ClusterOptions, "makeNode"> = {
  voters: 3,
  spares: 1,
  syncMs: [0.1, 10],
  snapshotEveryEntries: 15,
  limits: { keptEntries: 5, maxChunkBytes: 64 },
  network: {
    dropRate: 0.05,
    duplicateRate: 0.05,
    reorderRate: 0.1,
    reorderMs: 200,
    minDelayMs: 0.5,
    maxDelayMs: 15,
  },
};

const calm: Omit<ClusterOptions, "makeNode"> = { voters: 3, syncMs: [0.1, 2] };

/** Cuts the leader off and goes on to read from it, while its successor takes a write. */
async function deposeLeader(options: ClusterOptions): Promise<void> {
  const cluster = new Cluster(options);
  const { history, network } = cluster;
  await cluster.startAll();
  const { id: deposed } = await cluster.leader();
  await untilTaken(cluster, async (node) => {
    const number = history.call(1, { kind: "set", key: "x", value: "old" });
    await node.propose(encodeCommand({ kind: "set", key: "x", value: "old" }));
    history.answered(number, true);
  });
  network.partition(
    [deposed],
    [1, 2, 3].filter((id) => id !== deposed),
  );
  const write = async () => {
    while ((cluster.leaderNow() ?? deposed) === deposed) await pause(1);
    const number = history.call(1, { kind: "set", key: "x", value: "new" });
    await cluster
      .node((await cluster.leader()).id)
      .propose(encodeCommand({ kind: "set", key: "x", value: "new" }));
    history.answered(number, true);
  };
  const read = async () => {
    for (let n = 0; n < 200; n++) {
      await pause(5);
      const number = history.call(2, { kind: "get", key: "x" });
      try {
        const query = () => cluster.peek(deposed, "x") ?? null;
        history.answered(number, await cluster.node(deposed).read(query));
      } catch (error) {
        if (!(error instanceof RefusedError || error instanceof ReadAbandonedError)) throw error;
        history.dropped(number);
      }
    }
  };
  await together([write, read]);
  cluster.check();
  await cluster.stopAll();
}

describe.each(twins)("a cluster of nodes in %s", (_name, makeNode) => {
  it("keeps every property in 60 seeds of faults, answers linearizably, and recovers", async () => {
    const total = { answered: 0, terms: 0, crashes: 0 };
    await explore(
      { from: 1, to: 60 },
      async () => {
        const { answered, term, crashes } = await ordeal({ makeNode, ...harsh });
        total.answered += answered;
        total.terms += term;
        total.crashes += crashes;
      },
      limits,
    );
    // Seeds in which nothing happens would keep every property too.
    expect(total.answered).toBeGreaterThan(60 * 50);
    expect(total.terms).toBeGreaterThan(60 * 2);
    expect(total.crashes).toBeGreaterThan(60);
  });

  it("does the same for the same seed, step for step and message for message", async () => {
    const told: string[][] = [];
    const play = () => {
      const lines: string[] = [];
      told.push(lines);
      return record(
        5,
        () => ordeal({ makeNode, ...harsh, transcript: (line) => lines.push(line) }),
        limits,
      );
    };
    const [one, other] = [await play(), await play()];
    expect(other.transcript).toBe(one.transcript);
    expect(told[1]).toEqual(told[0]);
    expect(told[0]?.length).toBeGreaterThan(500);
  });

  it("is caught when it acknowledges an append before the disk has it", async () => {
    const waitsForDisk: typeof decisions.waitsForDisk = (message) =>
      message.kind !== "appendAccepted" && decisions.waitsForDisk(message);
    const wrong = { ...harsh, makeNode, decisions: { ...decisions, waitsForDisk } };
    await expect(simulate(1, () => ordeal(wrong), limits)).rejects.toThrow(/its disk/);
  });

  it("is caught when it answers reads without a quorum, within 100 seeds", async () => {
    const confirmedRound = () => Number.POSITIVE_INFINITY;
    const wrong = { ...calm, makeNode, decisions: { ...decisions, confirmedRound } };
    const found = explore({ from: 1, to: 100 }, () => deposeLeader(wrong), limits);
    await expect(found).rejects.toThrow(/no order of these operations/);
    await explore({ from: 1, to: 100 }, () => deposeLeader({ ...calm, makeNode }), limits);
  });
});
