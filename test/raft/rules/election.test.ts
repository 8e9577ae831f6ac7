// Terms, roles and elections: Raft paper 5.1, 5.2 and 5.4.1.

import { describe, expect, it } from "vitest";
import {
  BrokenSafetyError,
  configurationOf,
  electionTimeout,
  type Message,
  MessageError,
  noConfiguration,
  receive,
} from "../../../src/raft/rules/index.ts";
import { becomeCandidate, becomeFollower, becomeLeader } from "../../../src/raft/rules/roles.ts";
import {
  accept,
  appendFrom,
  drain,
  electionTimeoutMs,
  heartbeatFrom,
  makeCandidate,
  makeLeader,
  ofKind,
  startMs,
  startNode,
  voteFrom,
} from "./one-node.ts";

describe("section 5.1: terms and roles", () => {
  it("a server starts as a follower", () => {
    const raft = startNode({ terms: [1, 2] });
    expect([raft.role, raft.term, raft.leader]).toEqual(["follower", 2, null]);
  });

  it.each([
    ["a follower", (raft: ReturnType<typeof startNode>) => raft],
    ["a candidate", (raft: ReturnType<typeof startNode>) => (makeCandidate(raft), raft)],
    ["a leader", (raft: ReturnType<typeof startNode>) => (makeLeader(raft), raft)],
  ])("%s that meets a larger term adopts it and follows", (_who, prepare) => {
    const raft = prepare(startNode());
    receive(raft, appendFrom(2, 1, 9), startMs);
    expect([raft.role, raft.term, raft.leader, raft.votedFor]).toEqual(["follower", 9, 2, null]);
  });

  it("a reply of a larger term unseats a leader too", () => {
    const raft = startNode();
    makeLeader(raft);
    receive(
      raft,
      { kind: "appendRejected", from: 2, to: 1, term: 7, prevIndex: 0, hintIndex: 0, hintTerm: 0 },
      startMs,
    );
    expect([raft.role, raft.term, raft.leader]).toEqual(["follower", 7, null]);
  });

  it.each([
    ["vote", voteFrom(2, 1, 2), { kind: "voteReply", term: 3, granted: false }],
    [
      "pre-vote",
      { kind: "preVote", from: 2, to: 1, term: 2, lastIndex: 9, lastTerm: 2 },
      { kind: "preVoteReply", term: 3, granted: false },
    ],
    ["append", appendFrom(2, 1, 2), { kind: "appendRejected", term: 3 }],
    ["heartbeat", heartbeatFrom(2, 1, 2), { kind: "appendRejected", term: 3 }],
  ] as [string, Message, Partial<Message>][])(
    "a stale %s is rejected, and its sender learns the current term",
    (_what, message, answer) => {
      const raft = startNode({ term: 3 });
      receive(raft, message, startMs);
      expect(raft.term).toBe(3);
      expect(raft.leader).toBeNull();
      expect(drain(raft).messages).toEqual([expect.objectContaining({ ...answer, to: 2 })]);
    },
  );

  it("a stale answer changes nothing and is not answered", () => {
    const raft = startNode({ term: 3 });
    for (const kind of ["voteReply", "preVoteReply"] as const)
      receive(raft, { kind, from: 2, to: 1, term: 2, granted: true }, startMs);
    receive(raft, { kind: "appendAccepted", from: 2, to: 1, term: 2, matchIndex: 9 }, startMs);
    receive(raft, { kind: "timeoutNow", from: 2, to: 1, term: 2 }, startMs);
    expect(drain(raft).messages).toEqual([]);
    expect([raft.role, raft.term]).toEqual(["follower", 3]);
  });

  it("roles change only along figure 4", () => {
    const follower = startNode();
    expect(() => becomeLeader(follower)).toThrow("node 1, a follower, would become leader");
    const leader = startNode();
    makeLeader(leader);
    expect(() => becomeCandidate(leader)).toThrow(BrokenSafetyError);
    expect(() => becomeFollower(leader, 0, null)).toThrow("node 1 would go back to term 0");
  });

  it("a message for another node, or from oneself, is refused", () => {
    const raft = startNode();
    expect(() => receive(raft, voteFrom(2, 3, 5), startMs)).toThrow(
      new MessageError("node 1 got a vote from node 2 to node 3"),
    );
    expect(() => receive(raft, voteFrom(1, 1, 5), startMs)).toThrow(MessageError);
    expect(raft.term).toBe(0);
  });
});

describe("section 5.2: leader election", () => {
  it("a candidate increments its term, votes for itself and asks all others", () => {
    const raft = startNode({ voters: [1, 2, 3, 4, 5], terms: [1, 1, 2] });
    const { messages } = makeCandidate(raft);
    expect([raft.role, raft.term, raft.votedFor]).toEqual(["candidate", 3, 1]);
    expect(messages).toEqual([2, 3, 4, 5].map((to) => voteFrom(1, to, 3, 3, 2)));
  });

  it.each([
    [1, [], "leader"],
    [3, [true], "leader"],
    [3, [false], "candidate"],
    [3, [false, false], "follower"],
    [5, [true], "candidate"],
    [5, [true, true], "leader"],
    [5, [false, true, false], "candidate"],
    [5, [false, false, false], "follower"],
    [4, [true], "candidate"],
    [4, [true, true], "leader"],
    [4, [false, false], "follower"],
  ] as [number, boolean[], string][])(
    "of %i voters, with answers %j beside its own vote, a candidate is a %s",
    (size, answers, role) => {
      const raft = startNode({ voters: Array.from({ length: size }, (_, i) => i + 1) });
      makeCandidate(raft);
      answers.forEach((granted, i) => {
        receive(raft, { kind: "voteReply", from: i + 2, to: 1, term: 1, granted }, startMs);
      });
      drain(raft);
      expect(raft.role).toBe(role);
    },
  );

  it("a voter's first answer counts, and once", () => {
    const raft = startNode({ voters: [1, 2, 3, 4, 5] });
    makeCandidate(raft);
    const granted: Message = { kind: "voteReply", from: 2, to: 1, term: 1, granted: true };
    receive(raft, granted, startMs);
    receive(raft, granted, startMs);
    expect(raft.role).toBe("candidate");
    receive(raft, { ...granted, from: 3 }, startMs);
    expect(raft.role).toBe("leader");
  });

  it("the vote of a node outside the configuration does not count", () => {
    const raft = startNode({ voters: [1, 2, 3], learners: [4] });
    makeCandidate(raft);
    for (const from of [4, 9])
      receive(raft, { kind: "voteReply", from, to: 1, term: 1, granted: true }, startMs);
    expect(raft.role).toBe("candidate");
  });

  it("a server votes once in a term, first come, first served, and again for the same", () => {
    const raft = startNode();
    receive(raft, voteFrom(2, 1, 1), startMs);
    receive(raft, voteFrom(3, 1, 1), startMs);
    receive(raft, voteFrom(2, 1, 1), startMs);
    expect(
      ofKind(drain(raft).messages, "voteReply").map(({ to, granted }) => [to, granted]),
    ).toEqual([
      [2, true],
      [3, false],
      [2, true],
    ]);
    expect(raft.votedFor).toBe(2);
  });

  it("a new term brings a new vote", () => {
    const raft = startNode({ term: 4, votedFor: 2 });
    receive(raft, voteFrom(3, 1, 4), startMs);
    receive(raft, voteFrom(3, 1, 5), startMs);
    expect(
      ofKind(drain(raft).messages, "voteReply").map(({ term, granted }) => [term, granted]),
    ).toEqual([
      [4, false],
      [5, true],
    ]);
  });

  it("a candidate follows a leader of its own term", () => {
    for (const message of [appendFrom(2, 1, 1), heartbeatFrom(2, 1, 1)]) {
      const raft = startNode();
      makeCandidate(raft);
      receive(raft, message, startMs);
      expect([raft.role, raft.leader, raft.term]).toEqual(["follower", 2, 1]);
    }
  });

  it("a leader announces itself at once, by an append to every other server", () => {
    const raft = startNode({ terms: [1, 1] });
    const { messages } = makeLeader(raft);
    expect(
      ofKind(messages, "append").map(({ to, prevIndex, prevTerm }) => [to, prevIndex, prevTerm]),
    ).toEqual([
      [2, 2, 1],
      [3, 2, 1],
    ]);
  });

  it("a candidate whose election does not end starts another, in a new term", () => {
    const raft = startNode();
    makeCandidate(raft);
    makeCandidate(raft, startMs + 2 * electionTimeoutMs);
    expect([raft.role, raft.term]).toEqual(["candidate", 2]);
  });

  it("the timer begins anew with a leader's message, a vote given, and an election", () => {
    const raft = startNode();
    receive(raft, voteFrom(2, 1, 1), startMs + 1);
    expect(raft.timerMs).toBe(startMs + 1);
    receive(raft, voteFrom(3, 1, 1), startMs + 2);
    expect(raft.timerMs).toBe(startMs + 1);
    receive(raft, heartbeatFrom(2, 1, 1), startMs + 3);
    expect(raft.timerMs).toBe(startMs + 3);
    receive(raft, appendFrom(2, 1, 1), startMs + 4);
    expect(raft.timerMs).toBe(startMs + 4);
    electionTimeout(raft, startMs + 500);
    expect(raft.timerMs).toBe(startMs + 500);
  });

  it("a second leader in one term is broken safety, and is refused", () => {
    const raft = startNode();
    receive(raft, heartbeatFrom(2, 1, 1), startMs);
    expect(() => receive(raft, heartbeatFrom(3, 1, 1), startMs)).toThrow(BrokenSafetyError);
    expect(() => receive(raft, appendFrom(3, 1, 1), startMs)).toThrow(
      "nodes 2 and 3 both lead term 1",
    );
    expect(raft.leader).toBe(2);
  });

  it("a node without a configuration, or that only learns, starts no election", () => {
    for (const beginning of [
      { bootstrap: noConfiguration },
      { bootstrap: configurationOf([2, 3], [1]) },
    ]) {
      const raft = startNode(beginning);
      electionTimeout(raft, startMs);
      expect([raft.role, drain(raft).messages]).toEqual(["follower", []]);
      expect(raft.timerMs).toBe(startMs);
    }
  });
});

describe("section 5.4.1: election restriction", () => {
  it.each([
    ["a later last term", 3, 1, true],
    ["the same last term and a longer log", 2, 4, true],
    ["the same log", 2, 3, true],
    ["the same last term and a shorter log", 2, 2, false],
    ["an earlier last term, however long the log", 1, 9, false],
  ])(
    "a voter with log terms 1 1 2 answers a candidate with %s",
    (_what, lastTerm, lastIndex, granted) => {
      const raft = startNode({ terms: [1, 1, 2] });
      receive(raft, voteFrom(2, 1, 5, lastIndex, lastTerm), startMs);
      expect(drain(raft).messages).toEqual([
        { kind: "voteReply", from: 1, to: 2, term: 5, granted },
      ]);
      expect(raft.votedFor).toBe(granted ? 2 : null);
      expect(raft.term).toBe(5);
    },
  );

  it("counts a log that a snapshot has replaced by where the snapshot ends", () => {
    const snapshot = {
      index: 8,
      term: 4,
      configuration: configurationOf([1, 2, 3]),
      configurationIndex: 0,
    };
    const raft = startNode({ snapshot, term: 4 });
    receive(raft, voteFrom(2, 1, 5, 7, 4), startMs);
    receive(raft, voteFrom(3, 1, 5, 8, 4), startMs);
    expect(ofKind(drain(raft).messages, "voteReply").map(({ granted }) => granted)).toEqual([
      false,
      true,
    ]);
  });
});

describe("a node alone", () => {
  it("elects itself, and commits what its disk has", () => {
    const raft = startNode({ voters: [1] });
    electionTimeout(raft, startMs);
    const { committed, messages } = drain(raft);
    expect([raft.role, raft.commitIndex]).toEqual(["leader", 1]);
    expect(committed.map(({ kind }) => kind)).toEqual(["noop"]);
    expect(messages).toEqual([]);
  });

  it("leads learners no sooner than its own vote is durable", () => {
    const raft = startNode({ voters: [1], learners: [2] });
    electionTimeout(raft, startMs);
    expect(raft.role).toBe("candidate");
    const { messages } = drain(raft);
    expect(raft.role).toBe("leader");
    expect(messages.map(({ kind, to }) => [kind, to])).toEqual([["append", 2]]);
    accept(raft, 2, 1);
    expect(raft.progress.get(2)?.matchIndex).toBe(1);
  });
});
