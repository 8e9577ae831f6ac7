// The follower's half of InstallSnapshot: Raft paper section 7 and figure 13.

import { describe, expect, it } from "vitest";
import {
  applied,
  configurationOf,
  configurationOfNow,
  describeConfiguration,
  electionTimeout,
  MessageError,
  persisted,
  type Raft,
  receive,
  type SnapshotChunk,
  type SnapshotDescription,
  takeEffects,
} from "../../../src/raft/rules/index.ts";
import {
  appendFrom,
  bytes,
  command,
  drain,
  heartbeatFrom,
  logOf,
  ofKind,
  startMs,
  startNode,
  termsOf,
} from "./one-node.ts";

const description: SnapshotDescription = {
  index: 8,
  term: 3,
  configuration: configurationOf([1, 2, 3], [4]),
  configurationIndex: 5,
};

function chunk(part: Partial<SnapshotChunk> = {}): SnapshotChunk {
  return {
    kind: "snapshotChunk",
    from: 2,
    to: 1,
    term: 4,
    snapshot: description,
    offset: 0,
    data: bytes("state"),
    done: true,
    ...part,
  };
}

/** A follower with three entries, of which one is committed and applied. */
function follower(): Raft {
  const raft = startNode({ terms: [1, 1, 2] });
  receive(raft, heartbeatFrom(2, 1, 4, 1), startMs);
  drain(raft);
  applied(raft, 1);
  return raft;
}

describe("figure 13: what a follower does with a snapshot", () => {
  it("a whole one replaces its log and its configuration", () => {
    const raft = follower();
    receive(raft, chunk(), startMs);
    expect([raft.log.purgedIndex, raft.log.purgedTerm, termsOf(raft)]).toEqual([8, 3, []]);
    expect(raft.commitIndex).toBe(8);
    expect(describeConfiguration(configurationOfNow(raft))).toBe("voters 1 2 3, learners 4");
  });

  it("a whole one is durable before the state machine restores it and the leader hears of it", () => {
    const raft = follower();
    receive(raft, chunk(), startMs);
    const first = takeEffects(raft);
    expect([first.messages, first.restore, first.write?.chunks]).toEqual([[], null, [chunk()]]);
    persisted(raft, first.write?.number as number, startMs);
    const second = takeEffects(raft);
    expect(second.restore).toEqual(description);
    expect(second.messages).toEqual([
      { kind: "appendAccepted", from: 1, to: 2, term: 4, matchIndex: 8 },
    ]);
    expect(raft.snapshot).toEqual(description);
    applied(raft, 8);
    expect(raft.appliedIndex).toBe(8);
  });

  it("what follows it is handed out after it, and not before", () => {
    const raft = follower();
    receive(raft, chunk(), startMs);
    const entries = logOf([4, 4], 9);
    const next = appendFrom(2, 1, 4, { prevIndex: 8, prevTerm: 3, entries, commit: 10 });
    receive(raft, next, startMs);
    const { write, committed } = takeEffects(raft);
    expect([committed, write?.entries]).toEqual([[], entries]);
    persisted(raft, write?.number as number, startMs);
    const after = takeEffects(raft);
    expect([after.restore?.index, after.committed]).toEqual([8, entries]);
  });

  it("pieces are taken in order, each answered when it is on disk", () => {
    const raft = follower();
    const one = chunk({ data: bytes("st"), done: false });
    const two = chunk({ offset: 2, data: bytes("ate") });
    receive(raft, one, startMs);
    const first = takeEffects(raft);
    expect([first.messages, first.write?.chunks]).toEqual([[], [one]]);
    persisted(raft, first.write?.number as number, startMs);
    expect(takeEffects(raft).messages).toEqual([
      { kind: "chunkAccepted", from: 1, to: 2, term: 4, snapshotIndex: 8, offset: 2 },
    ]);
    expect(termsOf(raft)).toEqual([1, 1, 2]);
    receive(raft, two, startMs);
    expect(drain(raft).writes.map(({ chunks }) => chunks)).toEqual([[two]]);
    expect(raft.log.purgedIndex).toBe(8);
  });

  it.each([
    ["a piece that came before", chunk({ data: bytes("st"), done: false }), 2],
    ["one that is too far on", chunk({ offset: 7 }), 2],
    ["one of another snapshot", chunk({ offset: 2, snapshot: { ...description, index: 9 } }), 0],
    ["one of a later term's leader", chunk({ offset: 2, term: 5, from: 3 }), 0],
  ])("of %s it says which it wants, and takes nothing", (_what, message, wanted) => {
    const raft = follower();
    receive(raft, chunk({ data: bytes("st"), done: false }), startMs);
    drain(raft);
    receive(raft, message, startMs);
    const { messages, writes } = drain(raft);
    expect(messages).toEqual([
      expect.objectContaining({
        kind: "chunkAccepted",
        snapshotIndex: message.snapshot.index,
        offset: wanted,
      }),
    ]);
    expect(writes.flatMap(({ chunks }) => chunks)).toEqual([]);
  });

  it("step 6: where its log has the snapshot's last entry, the log stays, and all up to it is committed", () => {
    const raft = startNode({ terms: [1, 1, 2, 2] });
    const snapshot = { ...description, index: 3, term: 2, configurationIndex: 0 };
    receive(raft, chunk({ snapshot }), startMs);
    const { messages, writes, committed } = drain(raft);
    expect([termsOf(raft), raft.commitIndex, writes.flatMap(({ chunks }) => chunks)]).toEqual([
      [1, 1, 2, 2],
      3,
      [],
    ]);
    expect(committed).toHaveLength(3);
    expect(ofKind(messages, "appendAccepted").map(({ matchIndex }) => matchIndex)).toEqual([3]);
  });

  it("step 7: a log that goes on differently goes whole", () => {
    const raft = startNode({ terms: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1] });
    receive(raft, chunk(), startMs);
    expect([raft.log.purgedIndex, termsOf(raft)]).toEqual([8, []]);
  });

  it("a stale one changes nothing; the leader hears what is committed", () => {
    const raft = follower();
    const snapshot = { ...description, index: 1, term: 1, configurationIndex: 0 };
    receive(raft, chunk({ snapshot }), startMs);
    expect(termsOf(raft)).toEqual([1, 1, 2]);
    expect(
      ofKind(drain(raft).messages, "appendAccepted").map(({ matchIndex }) => matchIndex),
    ).toEqual([1]);
  });

  it("one of an earlier term is refused", () => {
    const raft = follower();
    receive(raft, chunk({ term: 3 }), startMs);
    expect(termsOf(raft)).toEqual([1, 1, 2]);
    expect(drain(raft).messages).toEqual([expect.objectContaining({ term: 4 })]);
  });

  it.each([
    ["a later term than its leader's", { term: 5 }],
    ["a configuration from behind its end", { configurationIndex: 9 }],
  ])("one with %s is refused, before anything changes", (_what, part) => {
    const raft = startNode();
    const snapshot = { ...description, ...part };
    expect(() => receive(raft, chunk({ snapshot }), startMs)).toThrow(MessageError);
    expect(raft.term).toBe(0);
  });

  it("no election starts before an installation has ended", () => {
    const raft = follower();
    receive(raft, chunk(), startMs);
    electionTimeout(raft, startMs + 500);
    expect(raft.role).toBe("follower");
    const { write } = takeEffects(raft);
    persisted(raft, write?.number as number, startMs + 500);
    electionTimeout(raft, startMs + 700);
    expect(raft.role).toBe("preCandidate");
  });
});

describe("a log that was replaced", () => {
  it("is not made durable by writes of before", () => {
    const raft = follower();
    receive(
      raft,
      appendFrom(2, 1, 4, { prevIndex: 3, prevTerm: 2, entries: [command(4, 4)] }),
      startMs,
    );
    const before = takeEffects(raft).write?.number as number;
    receive(raft, chunk(), startMs);
    const replaced = takeEffects(raft).write?.number as number;
    persisted(raft, before, startMs);
    expect(raft.durability.stableIndex).toBe(0);
    persisted(raft, replaced, startMs);
    expect(raft.durability.stableIndex).toBe(8);
  });
});
