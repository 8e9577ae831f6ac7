// Frames and messages on the wire: whatever is cut wherever comes out as it went in, and what is none is
// refused.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configurationOf, type Message, MessageError } from "../../../src/raft/rules/index.ts";
import { FrameError, FrameTooLargeError } from "../../../src/raft/transport/errors.ts";
import { FrameReader, frameOf } from "../../../src/raft/transport/frames.ts";
import { messageOf, valueOfMessage } from "../../../src/raft/transport/message-frames.ts";

const limits = { maxEntries: 100, maxBytes: 1_000 };
const whole = fc.nat(Number.MAX_SAFE_INTEGER);
const bytes = fc.uint8Array({ maxLength: 60 });
const entries = fc.array(
  fc.record({
    index: whole,
    term: whole,
    kind: fc.constantFrom("command", "noop", "configuration"),
    data: bytes,
  }),
  { maxLength: 5 },
);
const snapshot = fc.record({
  index: fc.integer({ min: 1, max: 1e9 }),
  term: whole,
  configurationIndex: whole,
  configuration: fc.constantFrom(configurationOf([1, 2, 3], [4]), {
    voters: [1, 2],
    outgoing: [1, 3],
    learners: [],
    learnersNext: [3],
    autoLeave: true,
  }),
});

/** The fields of each kind beside from, to and term. */
const kinds: Record<Message["kind"], Record<string, fc.Arbitrary<unknown>>> = {
  preVote: { lastIndex: whole, lastTerm: whole },
  preVoteReply: { granted: fc.boolean() },
  vote: { lastIndex: whole, lastTerm: whole, cause: fc.constantFrom("timeout", "transfer") },
  voteReply: { granted: fc.boolean() },
  append: { prevIndex: whole, prevTerm: whole, entries, commit: whole },
  appendAccepted: { matchIndex: whole },
  appendRejected: { prevIndex: whole, hintIndex: whole, hintTerm: whole },
  heartbeat: {
    commit: whole,
    round: whole,
    sentMs: fc.double({ noNaN: true, noDefaultInfinity: true }),
  },
  heartbeatReply: { round: whole, sentMs: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  snapshotChunk: { snapshot, offset: whole, data: bytes, done: fc.boolean() },
  chunkAccepted: { snapshotIndex: whole, offset: whole },
  timeoutNow: {},
  readRequest: { reader: whole, id: whole },
  readReply: { reader: whole, id: whole, readIndex: whole },
};

const node = fc.integer({ min: 1, max: 1e6 });
const messages = fc.oneof(
  ...Object.entries(kinds).map(([kind, fields]) =>
    fc.record({
      kind: fc.constant(kind),
      from: node,
      to: node,
      term: fc.integer({ min: 1, max: 2 ** 50 }),
      ...fields,
    }),
  ),
) as fc.Arbitrary<Message>;

/** Cuts bytes into pieces, as a stream does. */
function cut(stream: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, n = 0; at < stream.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    pieces.push(stream.slice(at, at + size));
    at += size;
  }
  return pieces;
}

describe("frames", () => {
  it("bring every message as it was, wherever the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(messages, { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        (sent, sizes) => {
          const stream = Buffer.concat(sent.map((message) => frameOf(valueOfMessage(message))));
          const reader = new FrameReader(10_000);
          const got: Message[] = [];
          for (const piece of cut(new Uint8Array(stream), sizes))
            for (const value of reader.read(piece))
              got.push(messageOf(value, (sent[got.length] as Message).from, limits));
          expect(got).toEqual(sent);
        },
      ),
    );
  });

  it("of every kind are known to the wire", () => {
    fc.assert(
      fc.property(messages, (message) => {
        const [value] = new FrameReader(10_000).read(frameOf(valueOfMessage(message)));
        expect(messageOf(value, message.from, limits).kind).toBe(message.kind);
      }),
    );
  });

  it("past the limit are refused before they have come", () => {
    const reader = new FrameReader(1_000);
    const read = () => [...reader.read(new Uint8Array([0, 0, 4, 0]))];
    expect(read).toThrow(FrameTooLargeError);
    expect(() => [...new FrameReader(1_000).read(new Uint8Array([0, 0, 4, 0]))]).toThrow(
      "a frame of 1024 bytes is past the limit of 1000",
    );
  });

  it("of rubbish give values or FrameError, and messages or errors that name the fault", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), (rubbish) => {
        const frame = new Uint8Array([0, 0, 0, rubbish.length, ...rubbish]);
        try {
          for (const value of new FrameReader(100).read(frame)) messageOf(value, 1, limits);
        } catch (error) {
          expect((error as Error).name).toMatch(
            /^(FrameError|MessageError|LimitError|ConfigurationError)$/,
          );
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("nested past reason are refused", () => {
    const deep = new Uint8Array(100_004).fill(0x91);
    deep.set([0, 1, 0x86, 0xa0]);
    expect(() => [...new FrameReader(1 << 20).read(deep)]).toThrow(FrameError);
  });

  it("of a message in another's name, or of no kind, are refused", () => {
    const value = valueOfMessage({ kind: "timeoutNow", from: 2, to: 1, term: 3 });
    expect(() => messageOf(value, 3, limits)).toThrow(MessageError);
    expect(() => messageOf([99, 2, 1, 3], 2, limits)).toThrow("undefined is no kind of message");
    expect(() => messageOf("hello", 2, limits)).toThrow(MessageError);
  });
});
