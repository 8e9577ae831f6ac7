// Heartbeats (Raft paper 5.2) and stepping down without a majority (check-quorum, thesis 6.2).

import { describe, expect, it } from "vitest";
import {
  checkQuorum,
  heartbeatTimeout,
  propose,
  type Raft,
  receive,
} from "../../../src/raft/rules/index.ts";
import { Cluster } from "./cluster.ts";
import {
  accept,
  bytes,
  drain,
  electionTimeoutMs,
  makeLeader,
  makeSettledLeader,
  ofKind,
  startMs,
  startNode,
} from "./one-node.ts";

function answer(raft: Raft, from: number, nowMs: number): void {
  const { term, round } = raft;
  receive(raft, { kind: "heartbeatReply", from, to: 1, term, round, sentMs: nowMs }, nowMs);
}

describe("section 5.2: heartbeats", () => {
  it("go to all followers and learners, in idle times too, to prevent elections", () => {
    const raft = makeSettledLeader(startNode({ voters: [1, 2, 3], learners: [4] }));
    for (let beat = 1; beat <= 2; beat++) {
      heartbeatTimeout(raft, startMs + beat * 10);
      const beats = ofKind(drain(raft).messages, "heartbeat");
      expect(beats.map(({ to, round, sentMs }) => [to, round, sentMs])).toEqual(
        [2, 3, 4].map((to) => [to, beat, startMs + beat * 10]),
      );
    }
  });

  it("come from leaders only", () => {
    const raft = startNode();
    heartbeatTimeout(raft, startMs);
    checkQuorum(raft, startMs);
    expect(drain(raft).messages).toEqual([]);
  });

  it("name no commit index that the follower has not acknowledged", () => {
    const raft = makeSettledLeader(startNode());
    for (let i = 0; i < 3; i++) propose(raft, bytes("x"));
    drain(raft);
    accept(raft, 2, 4);
    accept(raft, 3, 2);
    heartbeatTimeout(raft, startMs);
    const beats = ofKind(drain(raft).messages, "heartbeat");
    expect(raft.commitIndex).toBe(4);
    expect(beats.map(({ to, commit }) => [to, commit])).toEqual([
      [2, 4],
      [3, 2],
    ]);
  });

  it("keep a cluster under one leader and in one term", () => {
    const cluster = new Cluster({ seed: 3, voters: [1, 2, 3, 4, 5] });
    cluster.elect(4);
    cluster.runCalmly(3000, () => false);
    expect(cluster.nodes.map(({ raft }) => [raft.leader, raft.term])).toEqual(
      new Array(5).fill([4, 1]),
    );
  });
});

describe("thesis 6.2: a leader steps down when an election timeout passes without a majority", () => {
  it.each([
    [3, [], "follower"],
    [3, [2], "leader"],
    [4, [2], "follower"],
    [5, [2, 3], "leader"],
    [5, [2], "follower"],
  ] as [number, number[], string][])(
    "of %i servers, with answers of %j, it is a %s",
    (size, answering, role) => {
      const raft = startNode({ voters: Array.from({ length: size }, (_, i) => i + 1) });
      makeSettledLeader(raft);
      heartbeatTimeout(raft, startMs + 20);
      for (const from of answering) answer(raft, from, startMs + 20);
      checkQuorum(raft, startMs + electionTimeoutMs);
      expect([raft.role, raft.term]).toEqual([role, 1]);
    },
  );

  it("counts from when it was last heard, so a new leader has time to be answered", () => {
    const raft = startNode();
    makeLeader(raft);
    checkQuorum(raft, startMs + electionTimeoutMs - 1);
    expect(raft.role).toBe("leader");
    checkQuorum(raft, startMs + electionTimeoutMs);
    expect([raft.role, raft.leader]).toEqual(["follower", null]);
  });

  it("takes every kind of answer for a sign of life", () => {
    const nowMs = startMs + electionTimeoutMs;
    const answers: ((raft: Raft) => void)[] = [
      (raft) => answer(raft, 2, nowMs),
      (raft) => accept(raft, 2, 1, nowMs),
      (raft) => {
        const { term } = raft;
        const rejected = { kind: "appendRejected", from: 2, to: 1, term } as const;
        receive(raft, { ...rejected, prevIndex: 1, hintIndex: 0, hintTerm: 0 }, nowMs);
      },
      (raft) => {
        const { term } = raft;
        const accepted = { kind: "chunkAccepted", from: 2, to: 1, term } as const;
        receive(raft, { ...accepted, snapshotIndex: 1, offset: 0 }, nowMs);
      },
    ];
    for (const sign of answers) {
      const raft = makeSettledLeader(startNode());
      sign(raft);
      checkQuorum(raft, nowMs);
      expect(raft.role).toBe("leader");
    }
  });

  it("does not take learners for a majority", () => {
    const raft = makeSettledLeader(startNode({ voters: [1, 2, 3], learners: [4, 5] }));
    for (const from of [4, 5]) answer(raft, from, startMs + electionTimeoutMs);
    checkQuorum(raft, startMs + electionTimeoutMs);
    expect(raft.role).toBe("follower");
  });

  it("lets a new leader be elected on the other side of a partition, and the old one join it", () => {
    const cluster = new Cluster({ seed: 5, voters: [1, 2, 3] });
    cluster.elect(1);
    for (const other of [2, 3]) cluster.cutOff(1, other);
    const parted = cluster.runCalmly(
      2000,
      () => cluster.node(1).raft.role !== "leader" && cluster.leader() !== undefined,
    );
    expect(parted).toBe(true);
    cluster.cut.clear();
    const leader = cluster.leader()?.id;
    cluster.runCalmly(1000, () => false);
    expect(cluster.nodes.map(({ raft }) => raft.leader)).toEqual([leader, leader, leader]);
  });
});
