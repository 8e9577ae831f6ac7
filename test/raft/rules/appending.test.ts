// The follower's half of log replication: AppendEntries of figure 2, Raft paper 5.3, and how follower and
// leader find where their logs agree.

import { describe, expect, it } from "vitest";
import {
  type Append,
  BrokenSafetyError,
  ConfigurationError,
  type Message,
  MessageError,
  type Raft,
  receive,
} from "../../../src/raft/rules/index.ts";
import {
  appendFrom,
  command,
  drain,
  heartbeatFrom,
  logOf,
  makeLeader,
  makeSettledLeader,
  ofKind,
  startMs,
  startNode,
  termsOf,
} from "./one-node.ts";

function reject(
  raft: Raft,
  from: number,
  prevIndex: number,
  hintIndex: number,
  hintTerm: number,
): void {
  const { term } = raft;
  const message = {
    kind: "appendRejected",
    from,
    to: 1,
    term,
    prevIndex,
    hintIndex,
    hintTerm,
  } as const;
  receive(raft, message, startMs);
}

/** The appends to one node among those that go out now. */
function appendsTo(raft: Raft, node: number): Append[] {
  return ofKind(drain(raft).messages, "append").filter(({ to }) => to === node);
}

describe("section 5.3 and figure 2: the follower", () => {
  it.each([
    ["an empty log takes entries from the start", [], 0, 0, [1, 1], [1, 1]],
    ["entries are added after one that agrees", [1, 1], 2, 1, [2], [1, 1, 2]],
    ["no entries change nothing", [1, 1], 2, 1, [], [1, 1]],
    ["an old append does not shorten the log", [1, 1, 1], 1, 1, [1], [1, 1, 1]],
    ["entries that are there already stay", [1, 1, 2], 0, 0, [1, 1, 2], [1, 1, 2]],
    ["what overlaps and agrees is added to", [1, 1], 1, 1, [1, 3], [1, 1, 3]],
    ["a conflict removes the entry and all after it", [1, 1, 2, 2], 2, 1, [3], [1, 1, 3]],
    ["a conflict in the middle too", [1, 2, 2, 2], 1, 1, [2, 3], [1, 2, 3]],
  ] as [string, number[], number, number, number[], number[]][])(
    "%s",
    (_what, terms, prevIndex, prevTerm, sent, expected) => {
      const raft = startNode({ terms });
      const entries = logOf(sent, prevIndex + 1);
      receive(raft, appendFrom(2, 1, 4, { prevIndex, prevTerm, entries }), startMs);
      expect(termsOf(raft)).toEqual(expected);
      expect(drain(raft).messages).toEqual([
        {
          kind: "appendAccepted",
          from: 1,
          to: 2,
          term: 4,
          matchIndex: prevIndex + sent.length,
        },
      ]);
    },
  );

  it.each([
    ["the log is too short", [1, 1], 3, 1],
    ["the term differs", [1, 1, 2], 3, 3],
    ["the log is empty", [], 1, 1],
  ] as [string, number[], number, number][])(
    "rejects where %s, and changes nothing",
    (_what, terms, prevIndex, prevTerm) => {
      const raft = startNode({ terms });
      const entries = logOf([4], prevIndex + 1);
      receive(raft, appendFrom(2, 1, 4, { prevIndex, prevTerm, entries }), startMs);
      expect(termsOf(raft)).toEqual(terms);
      expect(drain(raft).messages).toEqual([
        expect.objectContaining({ kind: "appendRejected", to: 2, term: 4, prevIndex }),
      ]);
    },
  );

  it.each([
    ["the leader's, within the new entries", 2, 2],
    ["the last new entry's, though the leader's is further", 9, 3],
    ["as it was, where the leader's is behind", 0, 1],
  ])("has committed %s", (_what, commit, expected) => {
    const raft = startNode({ terms: [1, 1, 1, 1] });
    receive(raft, appendFrom(2, 1, 2, { prevIndex: 1, prevTerm: 1, commit: 1 }), startMs);
    const entries = logOf([1, 1], 2);
    receive(raft, appendFrom(2, 1, 2, { prevIndex: 1, prevTerm: 1, entries, commit }), startMs);
    expect(raft.commitIndex).toBe(expected);
  });

  it("takes a heartbeat's commit index, which names only what it has acknowledged", () => {
    const raft = startNode({ terms: [1, 1] });
    receive(raft, heartbeatFrom(2, 1, 1, 1), startMs);
    expect(drain(raft).committed.map(({ index }) => index)).toEqual([1]);
    expect(() => receive(raft, heartbeatFrom(2, 1, 1, 3), startMs)).toThrow(BrokenSafetyError);
    expect(() => receive(raft, heartbeatFrom(2, 1, 1, 3), startMs)).toThrow(
      "node 1 acknowledged entry 3 once and its log ends at 2: its disk has lost entries",
    );
    expect(raft.commitIndex).toBe(1);
  });

  it("hands out committed entries in order, once each", () => {
    const raft = startNode({ terms: [1, 1, 1] });
    for (const commit of [2, 1, 2, 3]) receive(raft, heartbeatFrom(2, 1, 1, commit), startMs);
    expect(drain(raft).committed.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(drain(raft).committed).toEqual([]);
  });

  it.each([
    ["whose entries differ", { prevIndex: 0, entries: logOf([2, 2, 2]) }],
    ["that follows another entry", { prevIndex: 2, prevTerm: 2, entries: logOf([2], 3) }],
  ])("replaces no committed entry for a leader %s", (_what, rest) => {
    const raft = startNode({ terms: [1, 1] });
    receive(raft, heartbeatFrom(2, 1, 1, 2), startMs);
    const append = appendFrom(3, 1, 2, rest);
    expect(() => receive(raft, append, startMs + 500)).toThrow(BrokenSafetyError);
    expect(termsOf(raft)).toEqual([1, 1]);
  });

  it("accepts what is committed of an append that is older than that, and takes the rest", () => {
    const raft = startNode({ terms: [1, 1, 1] });
    receive(raft, heartbeatFrom(2, 1, 1, 3), startMs);
    drain(raft);
    for (const count of [2, 5]) {
      const entries = logOf(new Array<number>(count).fill(1));
      receive(raft, appendFrom(2, 1, 1, { entries }), startMs);
      expect(drain(raft).messages).toEqual([
        expect.objectContaining({ kind: "appendAccepted", matchIndex: Math.max(count, 3) }),
      ]);
    }
    expect(termsOf(raft)).toEqual([1, 1, 1, 1, 1]);
  });

  it.each([
    [
      "a gap",
      [command(1, 1), command(3, 1)],
      "entry 3 of term 1 in term 4 after entry 1 of term 1",
    ],
    ["a term that descends", [command(1, 2), command(2, 1)], "entry 2 of term 1 in term 4"],
    ["a term of the future", [command(1, 5)], "entry 1 of term 5 in term 4 after entry 0"],
  ])("refuses %s, before anything changes", (_what, entries, text) => {
    const raft = startNode();
    const append = appendFrom(2, 1, 4, { entries });
    expect(() => receive(raft, append, startMs)).toThrow(MessageError);
    expect(() => receive(raft, append, startMs)).toThrow(text);
    expect([raft.term, raft.leader, termsOf(raft)]).toEqual([0, null, []]);
  });

  it("refuses a configuration that is none, before anything changes", () => {
    const raft = startNode();
    const entry = { ...command(1, 1), kind: "configuration" } as const;
    expect(() => receive(raft, appendFrom(2, 1, 1, { entries: [entry] }), startMs)).toThrow(
      ConfigurationError,
    );
    expect([raft.term, termsOf(raft)]).toEqual([0, []]);
  });
});

describe("section 5.3: finding where logs agree, a term and not an entry at a time", () => {
  it.each([
    // The first six are the followers (a) to (f) of figure 7.
    ["(a) lacks an entry", [1, 1, 1, 4, 4, 5, 5, 6, 6]],
    ["(b) lacks many", [1, 1, 1, 4]],
    ["(c) has one more", [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6]],
    ["(d) has more of a later term", [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7]],
    ["(e) lacks some and has others", [1, 1, 1, 4, 4, 4, 4]],
    ["(f) has others of two terms", [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]],
    ["has a hundred others", [1, ...new Array<number>(100).fill(2)]],
    ["has nothing", []],
  ])("a follower that %s comes to the leader's log in few probes", (_what, terms) => {
    const leaderTerms = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
    const leader = startNode({ terms: leaderTerms, term: 7 });
    const follower = startNode({ id: 2, terms, term: 7 });
    const distinct = new Set([...leaderTerms, ...terms]).size;
    let probes = 0;
    let toFollower: Message[] = makeLeader(leader).messages;
    while (toFollower.length > 0) {
      for (const message of toFollower) {
        if (message.to !== 2 || message.kind !== "append") continue;
        probes++;
        receive(follower, message, startMs + 500);
      }
      for (const answer of drain(follower).messages) receive(leader, answer, startMs + 500);
      toFollower = drain(leader).messages;
    }
    expect(termsOf(follower)).toEqual([...leaderTerms, 8]);
    expect(probes).toBeLessThanOrEqual(distinct + 3);
  });

  it("answers a mismatch with the last place that may agree", () => {
    const raft = startNode({ terms: [1, 3, 3, 4, 4, 5, 5, 5, 6] });
    receive(raft, appendFrom(2, 1, 7, { prevIndex: 8, prevTerm: 3 }), startMs);
    expect(drain(raft).messages).toEqual([
      expect.objectContaining({ kind: "appendRejected", prevIndex: 8, hintIndex: 3, hintTerm: 3 }),
    ]);
  });

  it("takes the leader's own terms into account too", () => {
    const raft = startNode({ terms: [1, 3, 3, 3, 5, 5, 5, 5, 5] });
    makeLeader(raft);
    reject(raft, 2, 9, 6, 2);
    expect(appendsTo(raft, 2).map(({ prevIndex }) => prevIndex)).toEqual([1]);
  });

  it("disregards a rejection of what is known to agree", () => {
    const raft = makeSettledLeader(startNode({ terms: [1, 1] }));
    reject(raft, 2, 2, 0, 0);
    expect([raft.progress.get(2)?.state, raft.progress.get(2)?.nextIndex]).toEqual([
      "replicate",
      4,
    ]);
  });
});
