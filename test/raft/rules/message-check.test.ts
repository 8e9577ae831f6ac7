// What comes from outside is looked at before it counts: every kind of message passes whole, and none
// with a field gone or spoiled. And every message reads as a line of its own.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkMessage,
  configurationOf,
  describeMessage,
  describeNode,
  LimitError,
  type Message,
  MessageError,
} from "../../../src/raft/rules/index.ts";
import { bytes, command, makeSettledLeader, noop, startNode } from "./one-node.ts";

const limits = { maxEntries: 3, maxBytes: 100 };
const envelope = { from: 2, to: 1, term: 3 };
const snapshot = {
  index: 8,
  term: 3,
  configuration: configurationOf([1, 2, 3]),
  configurationIndex: 5,
};

const messages: readonly [Message, string][] = [
  [
    { ...envelope, kind: "preVote", lastIndex: 4, lastTerm: 2 },
    "2 -> 1 preVote term 3: log ends at 4 of term 2",
  ],
  [{ ...envelope, kind: "preVoteReply", granted: true }, "2 -> 1 preVoteReply term 3: granted"],
  [
    { ...envelope, kind: "vote", lastIndex: 4, lastTerm: 2, cause: "transfer" },
    "2 -> 1 vote term 3: log ends at 4 of term 2, by transfer",
  ],
  [{ ...envelope, kind: "voteReply", granted: false }, "2 -> 1 voteReply term 3: denied"],
  [
    {
      ...envelope,
      kind: "append",
      prevIndex: 7,
      prevTerm: 2,
      entries: [command(8, 3), noop(9, 3)],
      commit: 7,
    },
    "2 -> 1 append term 3: after 7 of term 2, entries 8 to 9, commit 7",
  ],
  [{ ...envelope, kind: "appendAccepted", matchIndex: 9 }, "2 -> 1 appendAccepted term 3: up to 9"],
  [
    { ...envelope, kind: "appendRejected", prevIndex: 9, hintIndex: 4, hintTerm: 2 },
    "2 -> 1 appendRejected term 3: at 9, try 4 of term 2",
  ],
  [
    { ...envelope, kind: "heartbeat", commit: 4, round: 6, sentMs: 1.5 },
    "2 -> 1 heartbeat term 3: round 6, commit 4, sent at 1.5 ms",
  ],
  [
    { ...envelope, kind: "heartbeatReply", round: 6, sentMs: 1.5 },
    "2 -> 1 heartbeatReply term 3: round 6, sent at 1.5 ms",
  ],
  [
    { ...envelope, kind: "snapshotChunk", snapshot, offset: 10, data: bytes("abc"), done: true },
    "2 -> 1 snapshotChunk term 3: snapshot 8 of term 3, 3 bytes at 10, the last",
  ],
  [
    { ...envelope, kind: "chunkAccepted", snapshotIndex: 8, offset: 13 },
    "2 -> 1 chunkAccepted term 3: snapshot 8 up to byte 13",
  ],
  [{ ...envelope, kind: "timeoutNow" }, "2 -> 1 timeoutNow term 3"],
  [
    { ...envelope, kind: "readRequest", reader: 9, id: 4 },
    "2 -> 1 readRequest term 3: read 4 of 9",
  ],
  [
    { ...envelope, kind: "readReply", reader: 9, id: 4, readIndex: 7 },
    "2 -> 1 readReply term 3: read 4 of 9 at 7",
  ],
];

describe("a message from outside", () => {
  it.each(messages)("passes whole: %j", (message) => {
    expect(checkMessage(message, 2, limits)).toBe(message);
  });

  it.each(messages)("is refused with any field gone or of another kind: %j", (message) => {
    for (const field of Object.keys(message)) {
      const without: Record<string, unknown> = { ...message };
      delete without[field];
      expect(() => checkMessage(without, 2, limits)).toThrow(MessageError);
      for (const spoiled of [null, "x", Number.NaN, {}, [{}]])
        expect(() => checkMessage({ ...message, [field]: spoiled }, 2, limits)).toThrow(Error);
    }
  });

  it("is refused in another's name, and from or to nobody", () => {
    const [message] = messages[0] as [Message, string];
    expect(() => checkMessage(message, 3, limits)).toThrow(
      "node 3 sent a message in the name of 2",
    );
    expect(() => checkMessage({ ...message, to: 0 }, 2, limits)).toThrow("to of a message is 0");
    expect(() => checkMessage({ ...message, term: 0 }, 2, limits)).toThrow(
      "term of a message is 0",
    );
  });

  it.each([
    ["index", { prevIndex: -1 }, "prevIndex is -1, not a whole number from 0 up"],
    ["kind", { kind: "gossip" }, '"gossip" is no kind of message'],
    ["kind of the prototype", { kind: "toString" }, '"toString" is no kind of message'],
    [
      "kind of an entry",
      { entries: [{ ...command(8, 3), kind: "magic" }] },
      '"magic" is no kind of',
    ],
    ["data of an entry", { entries: [{ ...command(8, 3), data: "x" }] }, 'data of an entry is "x"'],
    [
      "index of an entry",
      { entries: [{ ...command(8, 3), index: 0.5 }] },
      "index of an entry is 0.5",
    ],
  ])("is refused with a wrong %s, and the message says what it held", (_what, part, text) => {
    const [message] = messages[4] as [Message, string];
    expect(() => checkMessage({ ...message, ...part }, 2, limits)).toThrow(MessageError);
    expect(() => checkMessage({ ...message, ...part }, 2, limits)).toThrow(text);
  });

  it("is refused beyond its limits", () => {
    const [append] = messages[4] as [Message, string];
    const four = [8, 9, 10, 11].map((index) => noop(index, 3));
    expect(() => checkMessage({ ...append, entries: four }, 2, limits)).toThrow(
      new LimitError("entries", 4, 3),
    );
    const large = { ...command(8, 3), data: new Uint8Array(60) };
    expect(() => checkMessage({ ...append, entries: [large, large] }, 2, limits)).toThrow(
      new LimitError("bytes of entries", 120, 100),
    );
    const [chunk] = messages[9] as [Message, string];
    expect(() => checkMessage({ ...chunk, data: new Uint8Array(101) }, 2, limits)).toThrow(
      new LimitError("bytes of data", 101, 100),
    );
  });

  it("is refused with a snapshot of nothing, or of a configuration that could not work", () => {
    const [chunk] = messages[9] as [Message, string];
    const of = (part: object) => ({ ...chunk, snapshot: { ...snapshot, ...part } });
    expect(() => checkMessage(of({ index: 0 }), 2, limits)).toThrow("a snapshot of nothing");
    expect(() => checkMessage(of({ configuration: { voters: [] } }), 2, limits)).toThrow(
      "outgoing is not a list of nodes",
    );
  });

  it("of any shape whatever is a message or a refusal, never a crash", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(() => checkMessage(value, 2, limits)).toThrow(MessageError);
      }),
      { numRuns: 500 },
    );
  });
});

describe("in a transcript", () => {
  it.each(messages)("%j", (message, line) => {
    expect(describeMessage(message)).toBe(line);
  });

  it("an append without entries and a piece with more to come say so", () => {
    const [append] = messages[4] as [Message, string];
    expect(describeMessage({ ...append, entries: [] } as Message)).toContain(", no entries, ");
    const [chunk] = messages[9] as [Message, string];
    expect(describeMessage({ ...chunk, done: false } as Message)).toMatch(/at 10$/);
  });

  it("a node says what it knows", () => {
    expect(describeNode(startNode({ terms: [1, 1], learners: [4] }))).toBe(
      "node 1 follower term 1, leader unknown, vote none, log 1 to 2, durable 2, " +
        "committed 0, applied 0, voters 1 2 3, learners 4",
    );
    expect(describeNode(makeSettledLeader(startNode()))).toBe(
      "node 1 leader term 1, leader 1, vote 1, log 1 to 1, durable 1, " +
        "committed 1, applied 0, voters 1 2 3",
    );
  });
});
