// What must be on disk before anyone hears of it: Raft paper figure 2 ("updated on stable storage before
// responding to RPCs"), thesis 3.8, and writes that are pipelined (thesis 10.2.1).

import { describe, expect, it } from "vitest";
import {
  electionTimeout,
  heartbeatTimeout,
  lastIndex,
  noData,
  nothingRecovered,
  persisted,
  propose,
  type Raft,
  RangeOfStateError,
  receive,
  replicate,
  startRaft,
  takeEffects,
  type Write,
} from "../../../src/raft/rules/index.ts";
import {
  appendFrom,
  bytes,
  command,
  drain,
  heartbeatFrom,
  logOf,
  makeLeader,
  makeSettledLeader,
  startMs,
  startNode,
  termsOf,
  voteFrom,
} from "./one-node.ts";

/** The messages that may go out now, and the write that goes to the disk. */
function take(raft: Raft): { kinds: string[]; write: Write | null } {
  replicate(raft);
  const { messages, write } = takeEffects(raft);
  return { kinds: messages.map(({ kind }) => kind), write };
}

describe("figure 2: before responding", () => {
  it("a vote is on disk before it is given", () => {
    const raft = startNode({ term: 1 });
    receive(raft, voteFrom(2, 1, 2), startMs);
    const { kinds, write } = take(raft);
    expect(kinds).toEqual([]);
    expect(write).toEqual({
      number: 1,
      hardState: { term: 2, votedFor: 2 },
      chunks: [],
      entries: [],
    });
    persisted(raft, 1, startMs);
    expect(take(raft)).toEqual({ kinds: ["voteReply"], write: null });
  });

  it("a refusal says a term, which is on disk before too", () => {
    const raft = startNode({ terms: [3] });
    receive(raft, voteFrom(2, 1, 4), startMs);
    const { kinds, write } = take(raft);
    expect([kinds, write?.hardState]).toEqual([[], { term: 4, votedFor: null }]);
    persisted(raft, 1, startMs);
    expect(take(raft).kinds).toEqual(["voteReply"]);
  });

  it("entries are on disk before they are acknowledged", () => {
    const raft = startNode({ terms: [1, 1] });
    const entries = logOf([1, 1], 3);
    receive(raft, appendFrom(2, 1, 1, { prevIndex: 2, prevTerm: 1, entries }), startMs);
    const { kinds, write } = take(raft);
    expect([kinds, write?.entries]).toEqual([[], entries]);
    persisted(raft, 1, startMs);
    expect(take(raft).kinds).toEqual(["appendAccepted"]);
  });

  it("what says nothing new waits for nothing", () => {
    const raft = startNode({ terms: [1] });
    receive(raft, appendFrom(2, 1, 1, { prevIndex: 1, prevTerm: 1 }), startMs);
    expect(take(raft)).toEqual({ kinds: ["appendAccepted"], write: null });
  });

  it("but it waits for what was accepted before it", () => {
    const raft = startNode({ terms: [1] });
    receive(
      raft,
      appendFrom(2, 1, 1, { prevIndex: 1, prevTerm: 1, entries: logOf([1], 2) }),
      startMs,
    );
    take(raft);
    receive(raft, appendFrom(2, 1, 1, { prevIndex: 2, prevTerm: 1 }), startMs);
    expect(take(raft)).toEqual({ kinds: [], write: null });
    persisted(raft, 1, startMs);
    expect(take(raft).kinds).toEqual(["appendAccepted"]);
  });

  it("a heartbeat is answered whatever the disk does: that it was heard binds nobody", () => {
    const raft = startNode({ term: 1 });
    receive(raft, heartbeatFrom(2, 1, 5), startMs);
    expect(take(raft).kinds).toEqual(["heartbeatReply"]);
  });
});

describe("thesis 3.8: a candidate's own vote", () => {
  function candidacy(): Raft {
    const raft = startNode({ terms: [1] });
    electionTimeout(raft, startMs);
    take(raft);
    for (const from of [2, 3])
      receive(raft, { kind: "preVoteReply", from, to: 1, term: 2, granted: true }, startMs);
    return raft;
  }

  it("is on disk, with the term, before it asks for others'", () => {
    const raft = candidacy();
    const { kinds, write } = take(raft);
    expect([kinds, write?.hardState]).toEqual([[], { term: 2, votedFor: 1 }]);
    persisted(raft, 1, startMs);
    expect(take(raft).kinds).toEqual(["vote", "vote"]);
  });

  it("counts only then", () => {
    const raft = candidacy();
    take(raft);
    receive(raft, { kind: "voteReply", from: 2, to: 1, term: 2, granted: true }, startMs);
    expect(raft.role).toBe("candidate");
    persisted(raft, 1, startMs);
    expect(raft.role).toBe("leader");
  });

  it("counts no more when a later term has begun meanwhile", () => {
    const raft = candidacy();
    take(raft);
    receive(raft, heartbeatFrom(3, 1, 3), startMs);
    persisted(raft, 1, startMs);
    expect([raft.role, raft.term]).toEqual(["follower", 3]);
  });
});

describe("writes under way", () => {
  it("are numbered, hold what changed since the one before, and need not be waited for", () => {
    const raft = makeSettledLeader(startNode());
    const numbers: number[] = [];
    for (let i = 0; i < 3; i++) {
      const index = propose(raft, bytes(`${i}`));
      const { write } = take(raft);
      expect(write?.entries.map((entry) => entry.index)).toEqual([index]);
      expect(write?.hardState).toBeNull();
      numbers.push(write?.number as number);
    }
    const [first, , last] = numbers as [number, number, number];
    expect(numbers).toEqual([first, first + 1, first + 2]);
    persisted(raft, first, startMs);
    expect(raft.durability.stableIndex).toBe(2);
    persisted(raft, last, startMs);
    expect(raft.durability.stableIndex).toBe(4);
    persisted(raft, first, startMs);
    expect(raft.durability.stableIndex).toBe(4);
  });

  it("are limited; what comes meanwhile goes into one larger write (group commit)", () => {
    const raft = makeSettledLeader(startNode({ options: { maxInflightWrites: 2 } }));
    const sizes: number[] = [];
    let number = 0;
    for (let i = 0; i < 6; i++) {
      propose(raft, bytes("x"));
      const { write } = take(raft);
      sizes.push(write?.entries.length ?? 0);
      number = write?.number ?? number;
    }
    persisted(raft, number, startMs);
    sizes.push(take(raft).write?.entries.length ?? 0);
    expect(sizes).toEqual([1, 1, 0, 0, 0, 0, 4]);
  });

  it("that end together are answered together: the last acknowledgement says it all", () => {
    const raft = startNode({ terms: [1] });
    for (let index = 2; index <= 5; index++) {
      const entries = [command(index, 1)];
      const prev = { prevIndex: index - 1, prevTerm: 1 };
      receive(raft, appendFrom(2, 1, 1, { ...prev, entries }), startMs);
      take(raft);
    }
    persisted(raft, 2, startMs);
    expect(takeEffects(raft).messages).toEqual([
      { kind: "appendAccepted", from: 1, to: 2, term: 1, matchIndex: 3 },
    ]);
    persisted(raft, 4, startMs);
    expect(takeEffects(raft).messages).toEqual([
      { kind: "appendAccepted", from: 1, to: 2, term: 1, matchIndex: 5 },
    ]);
  });

  it("count for the entries they held, not for others that have taken their index since", () => {
    const raft = startNode({ terms: [1] });
    const first = { prevIndex: 1, prevTerm: 1, entries: logOf([1, 1, 1], 2) };
    receive(raft, appendFrom(2, 1, 1, first), startMs);
    expect(take(raft).write?.number).toBe(1);
    receive(
      raft,
      appendFrom(3, 1, 2, { prevIndex: 1, prevTerm: 1, entries: logOf([2], 2) }),
      startMs,
    );
    expect(take(raft).write?.number).toBe(2);
    // Back to as many entries as write 1 held: an index alone would take them for durable now.
    receive(
      raft,
      appendFrom(3, 1, 2, { prevIndex: 2, prevTerm: 2, entries: logOf([2, 2], 3) }),
      startMs,
    );
    expect(take(raft).write?.number).toBe(3);
    persisted(raft, 1, startMs);
    expect([lastIndex(raft.log), raft.durability.stableIndex]).toEqual([4, 1]);
    persisted(raft, 2, startMs);
    expect(raft.durability.stableIndex).toBe(2);
    persisted(raft, 3, startMs);
    expect(raft.durability.stableIndex).toBe(4);
  });

  it("begin, after a truncation, with the first entry that replaces another", () => {
    const raft = startNode({ terms: [1, 1, 1, 1] });
    const entries = logOf([2, 2], 3);
    receive(raft, appendFrom(2, 1, 2, { prevIndex: 2, prevTerm: 1, entries }), startMs);
    expect(take(raft).write?.entries).toEqual(entries);
  });

  it("are acknowledged only if there were such", () => {
    const raft = startNode();
    expect(() => persisted(raft, 1, startMs)).toThrow("write 1 is acknowledged, and 0 were issued");
    expect(() => persisted(raft, 0.5, startMs)).toThrow(RangeOfStateError);
  });
});

describe("thesis 3.8: a restart", () => {
  it("remembers term, vote and log, and nothing else", () => {
    const raft = startNode({ terms: [1, 2, 2], term: 5, votedFor: 3 });
    expect([raft.term, raft.votedFor, termsOf(raft)]).toEqual([5, 3, [1, 2, 2]]);
    expect([raft.role, raft.leader, raft.commitIndex, raft.appliedIndex]).toEqual([
      "follower",
      null,
      0,
      0,
    ]);
    expect(drain(raft)).toEqual(
      expect.objectContaining({ messages: [], writes: [], committed: [] }),
    );
  });

  it("does not let it vote again in a term in which it voted", () => {
    const raft = startNode({ term: 5, votedFor: 3 });
    receive(raft, voteFrom(2, 1, 5), startMs);
    expect(drain(raft).messages).toEqual([expect.objectContaining({ granted: false })]);
    receive(raft, voteFrom(3, 1, 5), startMs);
    expect(drain(raft).messages).toEqual([expect.objectContaining({ granted: true })]);
  });

  it("does not let it lead again in the term in which it led", () => {
    const leader = startNode();
    makeLeader(leader);
    const raft = startNode({ term: leader.term, votedFor: leader.votedFor });
    makeLeader(raft, startMs + 200);
    expect(raft.term).toBe(leader.term + 1);
  });

  it.each([
    ["a log with a gap", { entries: [command(1, 1), command(3, 1)] }, "cannot follow entry 1"],
    [
      "a log that begins late",
      { entries: [command(2, 1)] },
      "begins at 2, and the snapshot ends at 0",
    ],
    ["a log beyond its term", { entries: [command(1, 2)] }, "ends with term 2"],
    [
      "a term that is none",
      { hardState: { term: -1, votedFor: null } },
      "recovered term -1 is none",
    ],
  ])("refuses %s", (_what, part, text) => {
    const recovered = { ...nothingRecovered, hardState: { term: 1, votedFor: null }, ...part };
    const start = (): Raft => startRaft({ ...startNode().options, id: 1 }, recovered, startMs);
    expect(start).toThrow(RangeOfStateError);
    expect(start).toThrow(text);
  });
});

describe("time", () => {
  it("is passed in, and a clock that steps back is disregarded", () => {
    const raft = makeSettledLeader(startNode(), startMs);
    heartbeatTimeout(raft, startMs + 50);
    heartbeatTimeout(raft, startMs + 20);
    expect(raft.nowMs).toBe(startMs + 50);
    expect(() => heartbeatTimeout(raft, Number.NaN)).toThrow("NaN is no time in milliseconds");
  });

  it("of a start is a time", () => {
    const { options } = startNode();
    expect(() => startRaft(options, nothingRecovered, Number.POSITIVE_INFINITY)).toThrow(
      RangeOfStateError,
    );
  });
});

describe("entries", () => {
  it("go to disk as they were proposed, without a copy", () => {
    const raft = makeSettledLeader(startNode());
    const data = bytes("x");
    propose(raft, data);
    propose(raft, noData);
    expect(take(raft).write?.entries.map((entry) => entry.data)).toEqual([data, noData]);
    expect(raft.log.entries.at(-2)?.data).toBe(data);
  });
});
