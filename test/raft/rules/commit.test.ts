// When an entry is committed: Raft paper 5.3 and 5.4.2, with figure 8 played out, and the leader's disk
// beside its network (thesis 10.2.1).

import { describe, expect, it } from "vitest";
import {
  applied,
  type Decisions,
  decisions,
  type Message,
  persisted,
  propose,
  RangeOfStateError,
  receive,
  replicate,
  takeEffects,
} from "../../../src/raft/rules/index.ts";
import {
  accept,
  acceptAll,
  bytes,
  drain,
  drainUnwritten,
  makeLeader,
  makeSettledLeader,
  startMs,
  startNode,
} from "./one-node.ts";

describe("section 5.3: an entry is committed once a majority stores it", () => {
  it.each([
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
    [7, 3],
  ])("of %i servers, %i beside the leader", (size, others) => {
    const raft = startNode({ voters: Array.from({ length: size }, (_, i) => i + 1) });
    makeSettledLeader(raft);
    const index = propose(raft, bytes("x"));
    const { committed } = drain(raft);
    for (let follower = 2; follower < 2 + others; follower++) {
      expect(raft.commitIndex).toBe(index - 1);
      accept(raft, follower, index);
    }
    expect(raft.commitIndex).toBe(index);
    committed.push(...drain(raft).committed);
    expect(committed.map((entry) => entry.index)).toEqual([index]);
  });

  it("does not count learners", () => {
    const raft = makeSettledLeader(startNode({ voters: [1, 2, 3], learners: [4, 5] }));
    const index = propose(raft, bytes("x"));
    drain(raft);
    accept(raft, 4, index);
    accept(raft, 5, index);
    expect(raft.commitIndex).toBe(index - 1);
  });

  it("commits with an entry all before it, of earlier leaders too", () => {
    const raft = startNode({ terms: [1, 1, 2] });
    makeLeader(raft);
    accept(raft, 2, 4);
    expect(drain(raft).committed.map(({ index }) => index)).toEqual([1, 2, 3, 4]);
  });
});

describe("section 5.4.2: entries of earlier terms", () => {
  it("are not committed by counting them", () => {
    const raft = startNode({ terms: [1, 2, 2] });
    makeLeader(raft);
    accept(raft, 2, 3);
    accept(raft, 3, 3);
    expect(raft.commitIndex).toBe(0);
    accept(raft, 3, 4);
    expect(raft.commitIndex).toBe(4);
  });
});

describe("figure 8: why an old entry on a majority is not safe yet", () => {
  const unsound: Partial<Decisions> = { mayCommit: (entryTerm) => entryTerm !== undefined };

  /** Server 1 leads term 4 with entries of terms 1 and 2; 2 and 3 acknowledge the old one only. */
  function commitIndexAfterOldMajority(own: Partial<Decisions>): number {
    const raft = startNode({
      voters: [1, 2, 3, 4, 5],
      terms: [1, 2],
      term: 3,
      decisions: { ...decisions, ...own },
    });
    makeLeader(raft);
    accept(raft, 2, 2);
    accept(raft, 3, 2);
    return raft.commitIndex;
  }

  it("(c) an old entry on a majority is not committed", () => {
    expect(commitIndexAfterOldMajority({})).toBe(0);
  });

  it("(c) and would be, were it counted", () => {
    expect(commitIndexAfterOldMajority(unsound)).toBe(2);
  });

  it("(d) for a leader with a later last term may still be elected by that majority", () => {
    const voter = startNode({ id: 3, terms: [1, 2], term: 4 });
    const ask: Message = {
      kind: "vote",
      from: 5,
      to: 3,
      term: 5,
      lastIndex: 2,
      lastTerm: 3,
      cause: "timeout",
    };
    receive(voter, ask, startMs);
    expect(voter.votedFor).toBe(5);
  });

  it("(e) and may not once an entry of the leader's own term is there too", () => {
    const voter = startNode({ id: 3, terms: [1, 2, 4], term: 4 });
    const ask: Message = {
      kind: "vote",
      from: 5,
      to: 3,
      term: 5,
      lastIndex: 2,
      lastTerm: 3,
      cause: "timeout",
    };
    receive(voter, ask, startMs);
    expect(voter.votedFor).toBeNull();
  });
});

describe("thesis 10.2.1: the leader's disk works beside its network", () => {
  it("sends entries before its own disk has them", () => {
    const raft = makeSettledLeader(startNode());
    propose(raft, bytes("x"));
    const { messages, writes } = drainUnwritten(raft);
    expect(messages.map(({ kind }) => kind)).toEqual(["append", "append"]);
    expect(writes.map(({ entries }) => entries.length)).toEqual([1]);
  });

  it("does not count itself before its disk has them", () => {
    const raft = makeSettledLeader(startNode());
    const index = propose(raft, bytes("x"));
    replicate(raft);
    const { write } = takeEffects(raft);
    accept(raft, 2, index);
    expect(raft.commitIndex).toBe(index - 1);
    persisted(raft, write?.number as number, startMs);
    expect(raft.commitIndex).toBe(index);
  });

  it("commits and applies what a majority has without it", () => {
    const raft = makeSettledLeader(startNode());
    const index = propose(raft, bytes("x"));
    drainUnwritten(raft);
    accept(raft, 2, index);
    accept(raft, 3, index);
    expect(raft.commitIndex).toBe(index);
    expect(takeEffects(raft).committed.map((entry) => entry.index)).toEqual([index]);
  });
});

describe("figure 2: lastApplied follows commitIndex", () => {
  it("in order, with no more waiting to be applied than may", () => {
    const raft = makeSettledLeader(startNode({ options: { maxApplyingEntries: 2 } }));
    for (let i = 0; i < 4; i++) propose(raft, bytes("x"));
    drain(raft);
    const handedOut = [acceptAll(raft).committed.map(({ index }) => index)];
    for (const index of [1, 3, 5]) {
      applied(raft, index);
      handedOut.push(takeEffects(raft).committed.map((entry) => entry.index));
    }
    expect(handedOut).toEqual([[2], [3], [4, 5], []]);
    expect(raft.appliedIndex).toBe(5);
  });

  it("and never goes back, nor past what was handed out", () => {
    const raft = makeSettledLeader(startNode());
    applied(raft, 1);
    applied(raft, 0);
    expect(raft.appliedIndex).toBe(1);
    expect(() => applied(raft, 2)).toThrow("2 is said to be applied, and 1 was delivered");
    expect(() => applied(raft, Number.NaN)).toThrow(RangeOfStateError);
  });
});
