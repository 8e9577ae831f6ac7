// Who waits for which entry's answer: in the order of the log, and each once.

import { describe, expect, it } from "vitest";
import { ReplyQueue } from "../../../src/raft/node/reply-queue.ts";

/** A reply that takes down what it was answered. */
function reply() {
  const got: unknown[] = [];
  return { got, answer: (value: unknown) => got.push(value), refuse: (e: unknown) => got.push(e) };
}

describe("a queue of replies", () => {
  it("gives the reply of an entry, and none for entries that nobody waits for", () => {
    const queue = new ReplyQueue<unknown>();
    const [one, two] = [reply(), reply()];
    queue.push(3, one);
    queue.push(5, two);
    expect([1, 2, 3, 4, 5, 6].map((index) => queue.take(index))).toEqual([
      null,
      null,
      one,
      null,
      two,
      null,
    ]);
  });

  it("moves those up to an index, behind those that were moved before", () => {
    const [waiting, moved] = [new ReplyQueue<unknown>(), new ReplyQueue<unknown>()];
    const replies = [1, 2, 3, 4, 5].map((index) => {
      const each = reply();
      waiting.push(index, each);
      return each;
    });
    waiting.moveUpTo(2, moved);
    waiting.moveUpTo(4, moved);
    expect([1, 2, 3, 4, 5].map((index) => moved.take(index))).toEqual([
      ...replies.slice(0, 4),
      null,
    ]);
    expect(waiting.take(5)).toBe(replies[4]);
  });

  it("refuses those that are in it, and no other", () => {
    const queue = new ReplyQueue<unknown>();
    const replies = [1, 2, 3].map((index) => {
      const each = reply();
      queue.push(index, each);
      return each;
    });
    queue.take(1);
    queue.refuse("no");
    queue.refuse("again");
    expect(replies.map(({ got }) => got)).toEqual([[], ["no"], ["no"]]);
  });

  it("keeps its order however many come and go", () => {
    const queue = new ReplyQueue<number>();
    const answered: number[] = [];
    let taken = 0;
    for (let index = 1; index <= 5_000; index++) {
      queue.push(index, { answer: (value) => answered.push(value), refuse: () => undefined });
      if (index % 3 > 0) queue.take(++taken)?.answer(taken);
    }
    while (taken < 5_000) queue.take(++taken)?.answer(taken);
    expect(answered).toEqual(Array.from({ length: 5_000 }, (_, i) => i + 1));
  });
});
