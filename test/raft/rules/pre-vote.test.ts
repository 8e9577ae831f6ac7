// What keeps elections from disturbing a cluster that has its leader: pre-vote (thesis 9.6), and standing
// by a leader that is heard (Raft paper 6, thesis 4.2.3).

import { describe, expect, it } from "vitest";
import { electionTimeout, type Message, receive } from "../../../src/raft/rules/index.ts";
import {
  drain,
  electionTimeoutMs,
  heartbeatFrom,
  makeSettledLeader,
  ofKind,
  startMs,
  startNode,
  voteFrom,
} from "./one-node.ts";

describe("thesis 9.6: pre-vote", () => {
  it("asks before it raises its term, for the term it would have", () => {
    const raft = startNode({ terms: [1, 2] });
    electionTimeout(raft, startMs);
    expect([raft.role, raft.term, raft.votedFor]).toEqual(["preCandidate", 2, null]);
    const { messages, writes } = drain(raft);
    expect(messages).toEqual(
      [2, 3].map((to) => ({ kind: "preVote", from: 1, to, term: 3, lastIndex: 2, lastTerm: 2 })),
    );
    expect(writes).toEqual([]);
  });

  it("raises it only with a majority willing", () => {
    const raft = startNode({ voters: [1, 2, 3, 4, 5] });
    electionTimeout(raft, startMs);
    const willing: Message = { kind: "preVoteReply", from: 2, to: 1, term: 1, granted: true };
    receive(raft, willing, startMs);
    expect([raft.role, raft.term]).toEqual(["preCandidate", 0]);
    receive(raft, { ...willing, from: 3 }, startMs);
    expect([raft.role, raft.term]).toEqual(["candidate", 1]);
  });

  it("stays in its term when a majority is not", () => {
    const raft = startNode({ term: 2 });
    electionTimeout(raft, startMs);
    for (const from of [2, 3])
      receive(raft, { kind: "preVoteReply", from, to: 1, term: 2, granted: false }, startMs);
    expect([raft.role, raft.term]).toEqual(["follower", 2]);
  });

  it("learns a later term from a refusal", () => {
    const raft = startNode({ term: 2 });
    electionTimeout(raft, startMs);
    receive(raft, { kind: "preVoteReply", from: 2, to: 1, term: 6, granted: false }, startMs);
    expect([raft.role, raft.term]).toEqual(["follower", 6]);
  });

  it("takes no promise of another term for one of this", () => {
    const raft = startNode();
    electionTimeout(raft, startMs);
    receive(raft, { kind: "preVoteReply", from: 2, to: 1, term: 9, granted: true }, startMs);
    expect([raft.role, raft.term]).toEqual(["preCandidate", 0]);
  });

  it("a promise binds nobody: neither term nor vote nor timer moves, and it may be given to many", () => {
    const raft = startNode({ terms: [1] });
    for (const from of [2, 3])
      receive(raft, { kind: "preVote", from, to: 1, term: 2, lastIndex: 1, lastTerm: 1 }, startMs);
    expect([raft.term, raft.votedFor]).toEqual([1, null]);
    expect(raft.timerMs).toBe(startMs - electionTimeoutMs);
    const { messages, writes } = drain(raft);
    expect(messages).toEqual(
      [2, 3].map((to) => ({ kind: "preVoteReply", from: 1, to, term: 2, granted: true })),
    );
    expect(writes).toEqual([]);
  });

  it("is refused to a candidate whose log is behind, or whose term would not be new", () => {
    const raft = startNode({ terms: [1, 2] });
    for (const [term, lastIndex, lastTerm] of [
      [3, 1, 1],
      [2, 2, 2],
    ] as const)
      receive(raft, { kind: "preVote", from: 2, to: 1, term, lastIndex, lastTerm }, startMs);
    expect(
      ofKind(drain(raft).messages, "preVoteReply").map(({ term, granted }) => [term, granted]),
    ).toEqual([
      [2, false],
      [2, false],
    ]);
  });

  it("is refused in silence by one that hears the leader", () => {
    const raft = startNode();
    receive(raft, heartbeatFrom(2, 1, 1), startMs);
    drain(raft);
    const ask: Message = { kind: "preVote", from: 3, to: 1, term: 2, lastIndex: 0, lastTerm: 0 };
    receive(raft, ask, startMs + electionTimeoutMs - 1);
    expect(drain(raft).messages).toEqual([]);
    receive(raft, ask, startMs + electionTimeoutMs);
    expect(ofKind(drain(raft).messages, "preVoteReply")).toHaveLength(1);
  });

  it("a node that was away goes back to following when the leader reaches it", () => {
    const raft = startNode({ term: 3 });
    for (let away = 0; away < 5; away++) electionTimeout(raft, startMs + away * 200);
    expect([raft.role, raft.term]).toEqual(["preCandidate", 3]);
    receive(raft, heartbeatFrom(2, 1, 3), startMs + 1000);
    expect([raft.role, raft.term, raft.leader]).toEqual(["follower", 3, 2]);
  });
});

describe("section 6 and thesis 4.2.3: servers that do not hear the leader disturb nobody", () => {
  it("a follower disregards a vote request within the minimum election timeout of hearing one", () => {
    const raft = startNode({ term: 1 });
    receive(raft, heartbeatFrom(2, 1, 1), startMs);
    drain(raft);
    receive(raft, voteFrom(3, 1, 7, 9, 6), startMs + electionTimeoutMs - 1);
    expect([raft.term, raft.votedFor, drain(raft).messages]).toEqual([1, null, []]);
    receive(raft, voteFrom(3, 1, 7, 9, 6), startMs + electionTimeoutMs);
    expect([raft.term, raft.votedFor]).toEqual([7, 3]);
  });

  it("so does the leader itself", () => {
    const raft = makeSettledLeader(startNode());
    receive(raft, voteFrom(3, 1, 7, 9, 6), startMs + 10 * electionTimeoutMs);
    expect([raft.role, raft.term]).toEqual(["leader", 1]);
  });

  it("but not an election that the leader asked for (3.10)", () => {
    const raft = startNode({ term: 1 });
    receive(raft, heartbeatFrom(2, 1, 1), startMs);
    receive(raft, voteFrom(3, 1, 2, 0, 0, "transfer"), startMs + 1);
    expect([raft.term, raft.votedFor]).toEqual([2, 3]);
  });

  it("nor does it start one itself, whatever its timer says", () => {
    const raft = startNode({ term: 1 });
    receive(raft, heartbeatFrom(2, 1, 1), startMs);
    electionTimeout(raft, startMs + electionTimeoutMs - 1);
    expect([raft.role, raft.leader]).toEqual(["follower", 2]);
    electionTimeout(raft, startMs + electionTimeoutMs);
    expect([raft.role, raft.leader]).toEqual(["preCandidate", null]);
  });

  it("a node that was away with a later term brings the leader to it, by its answer", () => {
    const away = startNode({ id: 3, term: 5 });
    receive(away, heartbeatFrom(1, 3, 1), startMs);
    const [answer] = drain(away).messages;
    const leader = makeSettledLeader(startNode());
    receive(leader, answer as Message, startMs);
    expect([leader.role, leader.term]).toEqual(["follower", 5]);
  });

  it("a node that starts again stands by the leader that a life before may have answered (6.4.1)", () => {
    const raft = startNode({ term: 1 });
    receive(raft, voteFrom(3, 1, 2), startMs - 1);
    expect(raft.term).toBe(1);
    receive(raft, voteFrom(3, 1, 2), startMs);
    expect(raft.term).toBe(2);
    const fresh = startNode();
    receive(fresh, voteFrom(3, 1, 2), startMs - electionTimeoutMs);
    expect(fresh.term).toBe(2);
  });
});
