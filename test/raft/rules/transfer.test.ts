// Leadership transfer: thesis 3.10.

import { describe, expect, it } from "vitest";
import {
  ConfigurationError,
  changeJointly,
  changeSimply,
  configurationOfNow,
  heartbeatTimeout,
  NotLeaderError,
  propose,
  type Raft,
  receive,
  TransferInProgressError,
  transferLeadership,
} from "../../../src/raft/rules/index.ts";
import { Cluster } from "./cluster.ts";
import {
  accept,
  acceptAll,
  bytes,
  drain,
  electionTimeoutMs,
  heartbeatFrom,
  makeCandidate,
  makeSettledLeader,
  ofKind,
  startMs,
  startNode,
} from "./one-node.ts";

function timeoutsNow(raft: Raft): number[] {
  return ofKind(drain(raft).messages, "timeoutNow").map(({ to }) => to);
}

describe("thesis 3.10: leadership transfer", () => {
  it("step 1: the leader takes nothing new", () => {
    const raft = makeSettledLeader(startNode());
    transferLeadership(raft, 2, startMs);
    expect(() => propose(raft, bytes("x"))).toThrow(TransferInProgressError);
    expect(() => propose(raft, bytes("x"))).toThrow("leadership is being transferred to node 2");
    expect(() => changeSimply(raft, [{ kind: "remove", node: 3 }], startMs)).toThrow(
      TransferInProgressError,
    );
  });

  it("step 2: it brings the target's log up to its own first", () => {
    const raft = makeSettledLeader(startNode());
    const last = propose(raft, bytes("x"));
    transferLeadership(raft, 2, startMs);
    const { messages } = drain(raft);
    expect(ofKind(messages, "timeoutNow")).toEqual([]);
    expect(ofKind(messages, "append").map(({ to }) => to)).toContain(2);
    accept(raft, 3, last);
    expect(timeoutsNow(raft)).toEqual([]);
    accept(raft, 2, last);
    expect(timeoutsNow(raft)).toEqual([2]);
  });

  it("step 3: it sends TimeoutNow, at once where the target has everything", () => {
    const raft = makeSettledLeader(startNode());
    transferLeadership(raft, 2, startMs);
    expect(timeoutsNow(raft)).toEqual([2]);
  });

  it("step 3: the target starts an election at once, without a pre-vote", () => {
    const raft = startNode({ terms: [1] });
    receive(raft, heartbeatFrom(2, 1, 1), startMs);
    drain(raft);
    receive(raft, { kind: "timeoutNow", from: 2, to: 1, term: 1 }, startMs);
    expect([raft.role, raft.term]).toEqual(["candidate", 2]);
    const votes = ofKind(drain(raft).messages, "vote");
    expect(votes.map(({ to, cause }) => [to, cause])).toEqual([
      [2, "transfer"],
      [3, "transfer"],
    ]);
  });

  it("is over in one round trip in a cluster, though all hear the leader", () => {
    const cluster = new Cluster({ seed: 1, voters: [1, 2, 3, 4, 5] });
    const leader = cluster.elect(1);
    cluster.act(leader, "hands over", (raft) => transferLeadership(raft, 4, cluster.nowMs));
    cluster.quiesce();
    expect(cluster.nodes.map(({ raft }) => [raft.leader, raft.term])).toEqual(
      new Array(5).fill([4, 2]),
    );
  });

  it("is given up after an election timeout, and the leader goes on", () => {
    const raft = makeSettledLeader(startNode());
    propose(raft, bytes("x"));
    transferLeadership(raft, 2, startMs);
    heartbeatTimeout(raft, startMs + electionTimeoutMs - 1);
    expect(raft.transfer?.target).toBe(2);
    heartbeatTimeout(raft, startMs + electionTimeoutMs);
    expect(raft.transfer).toBeNull();
    expect(propose(raft, bytes("y"))).toBe(3);
  });

  it("sends TimeoutNow again with the target's answers to heartbeats, in case it was lost", () => {
    const raft = makeSettledLeader(startNode());
    transferLeadership(raft, 2, startMs);
    drain(raft);
    for (const from of [3, 2]) {
      const { term } = raft;
      const reply = { kind: "heartbeatReply", from, to: 1, term, round: 0, sentMs: 0 } as const;
      receive(raft, reply, startMs + 20);
      expect(timeoutsNow(raft)).toEqual(from === 2 ? [2] : []);
    }
  });

  it("asked for again is the same, and to another node waits", () => {
    const raft = makeSettledLeader(startNode());
    transferLeadership(raft, 2, startMs);
    transferLeadership(raft, 2, startMs + 50);
    expect(raft.transfer?.sinceMs).toBe(startMs);
    expect(() => transferLeadership(raft, 3, startMs)).toThrow(TransferInProgressError);
  });

  it.each([
    ["itself", 1, "node 1 leads already; it cannot take over"],
    ["a learner", 4, "node 4 does not vote; it cannot take over"],
    ["a stranger", 9, "node 9 does not vote; it cannot take over"],
  ])("to %s is refused", (_who, target, text) => {
    const raft = makeSettledLeader(startNode({ learners: [4] }));
    expect(() => transferLeadership(raft, target, startMs)).toThrow(ConfigurationError);
    expect(() => transferLeadership(raft, target, startMs)).toThrow(text);
    expect(raft.transfer).toBeNull();
  });

  it("by one that does not lead is refused", () => {
    expect(() => transferLeadership(startNode(), 2, startMs)).toThrow(NotLeaderError);
  });

  it("holds a joint configuration up, and is given up for it in the end", () => {
    const cluster = new Cluster({ seed: 1, voters: [1, 2, 3] });
    const leader = cluster.elect(1);
    for (const other of [1, 2]) cluster.cutOff(3, other);
    const leave3 = [{ kind: "remove", node: 3 } as const];
    cluster.act(leader, "leaves 3 by the joint way", (raft) =>
      changeJointly(raft, leave3, "automatic", cluster.nowMs),
    );
    cluster.act(leader, "hands over to 3", (raft) => transferLeadership(raft, 3, cluster.nowMs));
    cluster.quiesce();
    // It leaves the joint configuration only when the transfer has been given up.
    expect(configurationOfNow(leader.raft).outgoing).toEqual([1, 2, 3]);
    cluster.nowMs += electionTimeoutMs;
    cluster.act(leader, "beats", (raft) => heartbeatTimeout(raft, cluster.nowMs));
    expect(configurationOfNow(leader.raft).voters).toEqual([1, 2]);
    expect(configurationOfNow(leader.raft).outgoing).toEqual([]);
    expect(leader.raft.transfer).toBeNull();
  });

  it("is heard only from the leader, and only by followers that vote", () => {
    const follower = startNode({ terms: [1] });
    receive(follower, heartbeatFrom(2, 1, 1), startMs);
    receive(follower, { kind: "timeoutNow", from: 3, to: 1, term: 1 }, startMs);
    expect(follower.role).toBe("follower");
    const learner = startNode({ voters: [2, 3], learners: [1], terms: [1] });
    receive(learner, heartbeatFrom(2, 1, 1), startMs);
    receive(learner, { kind: "timeoutNow", from: 2, to: 1, term: 1 }, startMs);
    expect(learner.role).toBe("follower");
    const candidate = startNode();
    makeCandidate(candidate);
    receive(candidate, { kind: "timeoutNow", from: 2, to: 1, term: 1 }, startMs);
    expect([candidate.role, candidate.term]).toEqual(["candidate", 1]);
  });

  it("leaves nothing behind in a leader that is deposed", () => {
    const raft = makeSettledLeader(startNode());
    transferLeadership(raft, 2, startMs);
    drain(raft);
    receive(raft, heartbeatFrom(2, 1, 2), startMs);
    expect([raft.role, raft.leader, raft.transfer, raft.leaseGivenUp]).toEqual([
      "follower",
      2,
      null,
      false,
    ]);
    expect(acceptAll(raft).messages.map(({ kind }) => kind)).toEqual(["heartbeatReply"]);
  });
});
