// What a cluster does as a whole, in virtual time: it elects, agrees, outlives leaders, partitions and
// crashes, installs snapshots, changes its members, and stops in good order.

import { describe, expect, it } from "vitest";
import {
  NotRunningError,
  OutcomeUnknownError,
  StartedTwiceError,
} from "../../../src/raft/node/errors.ts";
import { configurationOf, LimitError, NotLeaderError } from "../../../src/raft/rules/index.ts";
import { Cluster, type ClusterOptions } from "../../../src/raft/simulation/cluster.ts";
import { encodeCommand } from "../../../src/raft/simulation/registers.ts";
import { PatienceError, within } from "../../../src/raft/simulation/waiting.ts";
import { simulate } from "../../../src/testing/index.ts";
import { twins } from "./twins.ts";

const seed = 7;
const commandOf = (key: string, value: string) => encodeCommand({ kind: "set", key, value });

/** Sets the register by way of whoever leads. */
async function set(cluster: Cluster, key: string, value: string): Promise<void> {
  const { id } = await cluster.leader();
  expect(await cluster.node(id).propose(commandOf(key, value))).toBe(true);
}

describe.each(twins)("a cluster of nodes in %s", (_name, makeNode) => {
  /** Runs `body` with a cluster that has started; no goroutine may be left when it has stopped. */
  function run(options: Partial<ClusterOptions>, body: (cluster: Cluster) => Promise<void>) {
    return simulate(
      seed,
      async () => {
        const cluster = new Cluster({ makeNode, voters: 3, syncMs: [0.1, 2], ...options });
        await cluster.startAll();
        await body(cluster);
        await cluster.stopAll();
      },
      { leaks: "fail", maxTimeMs: 120_000, maxSteps: 300_000 },
    );
  }

  it("elects a leader, whom all follow", () =>
    run({ voters: 5 }, async (cluster) => {
      const { id, term } = await cluster.leader(5_000);
      await set(cluster, "x", "1");
      await cluster.settle([1, 2, 3, 4, 5]);
      for (const member of cluster.members) {
        const status = await cluster.node(member.id).status();
        expect(status).toMatchObject({ leader: id, term });
      }
    }));

  it("elects the only voter", () =>
    run({ voters: 1 }, async (cluster) => {
      await set(cluster, "x", "1");
      expect(cluster.peek(1, "x")).toBe("1");
    }));

  it("applies a command on every node and answers with what the state machine said", () =>
    run({}, async (cluster) => {
      await set(cluster, "x", "1");
      const { id } = await cluster.leader();
      const swap = { kind: "swap", key: "x", expected: "2", value: "3" } as const;
      expect(await cluster.node(id).propose(encodeCommand(swap))).toBe(false);
      await cluster.settle([1, 2, 3]);
      expect([1, 2, 3].map((each) => cluster.peek(each, "x"))).toEqual(["1", "1", "1"]);
    }));

  it("refuses a command anywhere but on the leader, and names the leader", () =>
    run({}, async (cluster) => {
      const { id } = await cluster.leader();
      await set(cluster, "x", "1");
      await cluster.settle([1, 2, 3]);
      const other = (id % 3) + 1;
      const refused = await cluster
        .node(other)
        .propose(commandOf("x", "2"))
        .catch((e) => e);
      expect(refused).toBeInstanceOf(NotLeaderError);
      expect(refused.leader).toBe(id);
    }));

  it("refuses a command that is too large", () =>
    run({ limits: { maxCommandBytes: 10 } }, async (cluster) => {
      const { id } = await cluster.leader();
      const refused = cluster.node(id).propose(new Uint8Array(11));
      await expect(refused).rejects.toBeInstanceOf(LimitError);
    }));

  it("lets callers wait while too much is uncommitted, and takes all of them in the end", () =>
    run({ limits: { maxUncommittedBytes: 200 } }, async (cluster) => {
      const { id } = await cluster.leader();
      await set(cluster, "x", "first");
      const node = cluster.node(id);
      const values = Array.from({ length: 50 }, (_, i) => `${i}`);
      const answers = await Promise.allSettled(
        values.map((value) => node.propose(commandOf("x", value))),
      );
      const refused = answers.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
      for (const reason of refused) expect(reason).toBeInstanceOf(LimitError);
      expect(answers.length - refused.length).toBeGreaterThan(2);
    }));

  it("goes on under a new leader when the old one stops", () =>
    run({}, async (cluster) => {
      await set(cluster, "x", "1");
      const stopped = await cluster.stopLeader();
      const { id, term } = await cluster.leader();
      expect(id).not.toBe(stopped);
      expect(term).toBeGreaterThan(1);
      await set(cluster, "x", "2");
      await cluster.start(stopped);
      await cluster.settle([1, 2, 3]);
      expect(cluster.peek(stopped, "x")).toBe("2");
    }));

  it("commits nothing without a quorum, and everything once the parts are joined again", () =>
    run({ voters: 5 }, async (cluster) => {
      const { id } = await cluster.leader();
      await set(cluster, "x", "1");
      const others = [1, 2, 3, 4, 5].filter((each) => each !== id);
      const [companion, ...rest] = others as [number, ...number[]];
      cluster.network.partition([id, companion], rest);
      const lost = cluster
        .node(id)
        .propose(commandOf("x", "lost"))
        .catch((error) => error);
      expect(await lost).toBeInstanceOf(OutcomeUnknownError);
      const { id: next } = await cluster.leader();
      expect(rest).toContain(next);
      await set(cluster, "x", "2");
      cluster.network.heal();
      await set(cluster, "y", "3");
      await cluster.settle([1, 2, 3, 4, 5]);
      expect(cluster.peek(id, "x")).toBe("2");
    }));

  it("keeps what it has acknowledged when every node loses power at once", () =>
    run({}, async (cluster) => {
      await set(cluster, "x", "1");
      for (const { id } of cluster.members) await cluster.crash(id);
      await cluster.startAll();
      await set(cluster, "y", "2");
      await cluster.settle([1, 2, 3]);
      expect([1, 2, 3].map((id) => cluster.peek(id, "x"))).toEqual(["1", "1", "1"]);
    }));

  it("brings a node that was away up to date by a snapshot, in pieces", () => {
    const limits = { keptEntries: 0, maxChunkBytes: 16 };
    return run({ snapshotEveryEntries: 10, limits }, async (cluster) => {
      const { id } = await cluster.leader();
      const away = (id % 3) + 1;
      await cluster.stop(away);
      for (let n = 0; n < 40; n++) await set(cluster, `k${n % 5}`, `${n}`);
      await cluster.start(away);
      await set(cluster, "x", "last");
      await cluster.settle([1, 2, 3]);
      expect(cluster.peek(away, "k4")).toBe("39");
      expect((await cluster.node(away).status()).snapshotIndex).toBeGreaterThan(0);
    });
  });

  it("starts again from its own snapshot", () =>
    run({ snapshotEveryEntries: 5, limits: { keptEntries: 0 } }, async (cluster) => {
      for (let n = 0; n < 20; n++) await set(cluster, "x", `${n}`);
      await cluster.settle([1, 2, 3]);
      await cluster.stopAll();
      await cluster.startAll();
      await set(cluster, "y", "1");
      await cluster.settle([1, 2, 3]);
      expect([1, 2, 3].map((id) => cluster.peek(id, "x"))).toEqual(["19", "19", "19"]);
    }));

  it("takes new members in and lets old ones go, the leader among them", () =>
    run({ spares: 2 }, async (cluster) => {
      const { id } = await cluster.leader();
      await set(cluster, "x", "1");
      const changed = await cluster.node(id).changeMembership([
        { kind: "addVoter", node: 4 },
        { kind: "addVoter", node: 5 },
        { kind: "remove", node: id },
      ]);
      expect(changed).toEqual(configurationOf([1, 2, 3, 4, 5].filter((each) => each !== id)));
      await cluster.stop(id);
      await set(cluster, "x", "2");
      await cluster.settle(changed.voters);
      expect(cluster.peek(5, "x")).toBe("2");
    }));

  it("hands leadership to the node that is named", () =>
    run({}, async (cluster) => {
      const { id, term } = await cluster.leader();
      await set(cluster, "x", "1");
      const target = (id % 3) + 1;
      await cluster.node(id).transferLeadership(target);
      expect(await cluster.leader()).toMatchObject({ id: target, term: term + 1 });
    }));

  it.each(["quorum", "lease"] as const)("reads what was written before, by %s, anywhere", (how) =>
    run({}, async (cluster) => {
      await set(cluster, "x", "1");
      for (const { id } of cluster.members) {
        const value = await cluster.node(id).read(() => cluster.peek(id, "x"), how);
        expect(value).toBe("1");
      }
    }),
  );

  it("gives what a query throws to who asked, and goes on", () =>
    run({}, async (cluster) => {
      await set(cluster, "x", "1");
      const { id } = await cluster.leader();
      const failing = cluster.node(id).read(() => {
        throw new RangeError("no such register");
      });
      await expect(failing).rejects.toThrow("no such register");
      await set(cluster, "x", "2");
    }));

  it("waits until an index is applied", () =>
    run({}, async (cluster) => {
      await set(cluster, "x", "1");
      const { commitIndex } = await (await cluster.leader(),
      cluster.node((await cluster.leader()).id).status());
      await cluster.node(1).applied(commitIndex);
      expect(cluster.peek(1, "x")).toBe("1");
    }));

  it("stops waiting when the caller cancels", () =>
    run({}, async (cluster) => {
      await set(cluster, "x", "1");
      const never = within(50, (signal) => cluster.node(1).applied(1_000_000, signal));
      await expect(never).rejects.toBeInstanceOf(PatienceError);
    }));

  it("tells who still waits when it stops, and refuses whatever comes before and after", () =>
    run({}, async (cluster) => {
      const { id } = await cluster.leader();
      const node = cluster.node(id);
      await expect(node.start()).rejects.toBeInstanceOf(StartedTwiceError);
      for (const other of [1, 2, 3]) if (other !== id) await cluster.stop(other);
      const waiting = node.propose(commandOf("x", "1")).catch((error) => error);
      await cluster.stop(id);
      expect(await waiting).toBeInstanceOf(OutcomeUnknownError);
      await expect(node.status()).rejects.toBeInstanceOf(NotRunningError);
    }));
});
