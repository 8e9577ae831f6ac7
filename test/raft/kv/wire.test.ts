// What crosses a wire or stands in a log comes out as it went in, and whatever else comes is refused.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KvAnswer } from "../../../src/raft/kv/answers.ts";
import { decodeCommand, encodeCommand } from "../../../src/raft/kv/commands.ts";
import { CommandError } from "../../../src/raft/kv/errors.ts";
import {
  consistencies,
  type Request,
  type Response,
  requestOf,
  responseOf,
  valueOfRequest,
  valueOfResponse,
} from "../../../src/raft/kv/protocol.ts";
import { refusalReasons } from "../../../src/raft/kv/refusals.ts";
import { FrameError } from "../../../src/raft/transport/errors.ts";
import { FrameReader, frameOf } from "../../../src/raft/transport/frames.ts";
import { commands, keys, values } from "./random-commands.ts";

const whole = fc.nat(Number.MAX_SAFE_INTEGER);
const kind = <K extends string>(name: K) => fc.constant(name);
const consistency = fc.constantFrom(...consistencies);

const requests: fc.Arbitrary<Request> = fc.oneof(
  fc.record({ id: whole, kind: kind("command"), command: values }),
  fc.record({ id: whole, kind: kind("get"), key: keys, consistency }),
  fc.record({ id: whole, kind: kind("list"), prefix: keys, from: keys, limit: whole, consistency }),
  fc.record({
    id: whole,
    kind: kind("watch"),
    keys: fc.oneof(fc.record({ key: keys }), fc.record({ prefix: keys })),
    after: fc.option(whole),
  }),
  fc.record({ id: whole, kind: kind("unwatch") }),
);

const answers: fc.Arbitrary<KvAnswer> = fc.oneof(
  fc.record({ kind: kind("done"), version: whole, former: whole }),
  fc.record({ kind: kind("unmet"), version: whole }),
  fc.record({ kind: kind("opened"), session: whole }),
  fc.record({ kind: fc.constantFrom("expired", "acknowledged", "crowded") }),
  fc.record({ kind: kind("malformed"), reason: keys }),
);

const responses: fc.Arbitrary<Response> = fc.oneof(
  fc.record({ id: whole, kind: kind("answer"), answer: answers }),
  fc.record({
    id: whole,
    kind: kind("entries"),
    entries: fc.array(fc.record({ key: keys, value: values, version: whole }), { maxLength: 3 }),
  }),
  fc.record({ id: whole, kind: kind("watching"), version: whole }),
  fc.record({
    id: whole,
    kind: kind("change"),
    change: fc.record({ key: keys, version: whole, value: fc.option(values) }),
  }),
  fc.record({
    id: whole,
    kind: kind("refused"),
    reason: fc.constantFrom(...refusalReasons),
    message: keys,
    leader: fc.option(keys),
  }),
);

function overTheWire(value: unknown): unknown {
  return [...new FrameReader(10_000).read(frameOf(value))][0];
}

const anything = fc.oneof(
  fc.array(fc.oneof(fc.nat(12), fc.string(), values, fc.constant(null), fc.boolean()), {
    maxLength: 6,
  }),
  fc.string(),
  fc.constant(null),
);

describe("commands in the log", () => {
  it("come out as they went in", () => {
    fc.assert(
      fc.property(commands, (command) => {
        expect(decodeCommand(encodeCommand(command))).toEqual(command);
      }),
    );
  });

  it("of rubbish are refused, whatever it is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60, max: 5 }), (bytes) => {
        try {
          decodeCommand(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CommandError);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("that were cut short never pass for a longer one", () => {
    fc.assert(
      fc.property(commands, fc.nat(100), (command, kept) => {
        const bytes = encodeCommand(command);
        if (kept >= bytes.length) return;
        try {
          expect(decodeCommand(bytes.slice(0, kept))).not.toEqual(command);
        } catch (error) {
          expect(error).toBeInstanceOf(CommandError);
        }
      }),
    );
  });
});

describe("requests and responses", () => {
  it("come out as they went in", () => {
    fc.assert(
      fc.property(requests, responses, (request, response) => {
        expect(requestOf(overTheWire(valueOfRequest(request)))).toEqual(request);
        expect(responseOf(overTheWire(valueOfResponse(response)))).toEqual(response);
      }),
      { numRuns: 500 },
    );
  });

  it("of rubbish are refused", () => {
    fc.assert(
      fc.property(anything, (value) => {
        for (const read of [requestOf, responseOf])
          try {
            read(value);
          } catch (error) {
            expect(error).toBeInstanceOf(FrameError);
          }
      }),
      { numRuns: 3_000 },
    );
  });
});
