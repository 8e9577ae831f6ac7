// A cluster of a thousand nodes on one event loop, in virtual time: it elects, keeps its leader, and goes on
// under another when that one stops. What it says grows with the number of nodes, and not with its square.

import { expect, it } from "vitest";
import { newNode } from "../../../src/raft/csp/node.ts";
import { Cluster } from "../../../src/raft/simulation/cluster.ts";
import { encodeCommand } from "../../../src/raft/simulation/registers.ts";
import { pause } from "../../../src/raft/simulation/waiting.ts";
import { soundNetwork } from "../../../src/raft/transport/memory.ts";
import { simulate } from "../../../src/testing/index.ts";

const nodes = 1_000;
const heartbeatMs = 500;
const seed = 11;

const commandOf = (value: string) => encodeCommand({ kind: "set", key: "x", value });

it("a thousand nodes elect a leader, keep it, and elect another when it stops", async () => {
  let said = 0;
  await simulate(
    seed,
    async () => {
      const cluster = new Cluster({
        makeNode: newNode,
        voters: nodes,
        electionTimeoutMs: 2_000,
        heartbeatMs,
        network: { ...soundNetwork, minDelayMs: 0.5, maxDelayMs: 5 },
        transcript: () => {
          said++;
        },
      });
      await cluster.startAll();
      const { id, term } = await cluster.leader();
      expect(await cluster.node(id).propose(commandOf("first"))).toBe(true);
      await cluster.settle(cluster.members.map((member) => member.id));
      for (const member of cluster.members)
        expect(await cluster.node(member.id).status()).toMatchObject({ leader: id, term });
      // Votes and what precedes them, the blank entry, the command and their commit, each asked and
      // answered; twice as much where two candidates met.
      expect(said).toBeLessThan(25 * nodes);

      said = 0;
      const beats = 20;
      await pause(beats * heartbeatMs);
      expect(await cluster.leader()).toMatchObject({ id, term });
      expect(said).toBeLessThan(2.5 * beats * nodes);

      const stopped = await cluster.stopLeader();
      const next = await cluster.leader();
      expect(next.id).not.toBe(stopped);
      expect(await cluster.node(next.id).propose(commandOf("second"))).toBe(true);
      await cluster.settle(cluster.up().map((member) => member.id));
      for (const member of cluster.up()) expect(cluster.peek(member.id, "x")).toBe("second");
      await cluster.stopAll();
    },
    { leaks: "fail", maxTimeMs: 120_000, maxSteps: 5_000_000 },
  );
});
