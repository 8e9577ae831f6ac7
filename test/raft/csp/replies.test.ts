// The reply channels of a node: used again when their answer was received, and never before.

import { describe, expect, it } from "vitest";
import { Replies, unwrap } from "../../../src/raft/csp/reply.ts";

describe("the replies of a node", () => {
  it("serve the next request once their outcome was received", async () => {
    const replies = new Replies();
    const first = replies.open<number>();
    first.answer(1);
    const outcome = await first.outcome.recv();
    expect(outcome && unwrap(outcome)).toBe(1);
    replies.free(first);
    const second = replies.open<number>();
    expect(second).toBe(first);
    expect(second.outcome.len).toBe(0);
  });

  it("serve nobody else once their caller has gone, for an answer may still come", () => {
    const replies = new Replies();
    const first = replies.open<number>();
    replies.abandon(first);
    expect(replies.open() === first).toBe(false);
  });

  it("are closed at the end of the node, with what was answered before still in them", async () => {
    const replies = new Replies();
    const [answered, waiting, abandoned] = [replies.open(), replies.open(), replies.open()];
    answered.refuse(new RangeError("before the end"));
    replies.abandon(abandoned);
    replies.end();
    const outcome = await answered.outcome.recv();
    expect(() => outcome && unwrap(outcome)).toThrow("before the end");
    expect(await waiting.outcome.recvOk()).toEqual({ value: undefined, ok: false });
    expect(() => abandoned.answer(1)).not.toThrow();
  });
});
