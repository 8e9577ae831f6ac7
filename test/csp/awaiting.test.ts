/** `yield* awaiting(promise)`: how a generator goroutine awaits. */

import { background, chan, dump, go, type Parked, sleep, withCancel } from "goroutine-kit";
import { awaiting, send } from "goroutine-kit/gen";
import { simulate } from "goroutine-kit/testing";
import { describe, expect, it } from "vitest";

/** What a generator goroutine gets from `body`. */
function outcome(body: () => Generator<Parked, unknown, unknown>): Promise<unknown> {
  return new Promise((resolve) => {
    go(function* () {
      try {
        resolve(yield* body());
      } catch (error) {
        resolve({ threw: error });
      }
    });
  });
}

describe("awaiting", () => {
  it("gives what the promise resolves to, before or after", async () => {
    const later = new Promise<string>((resolve) => setImmediate(resolve, "later"));
    const got = await outcome(function* () {
      return [yield* awaiting(Promise.resolve(1)), yield* awaiting(later)];
    });
    expect(got).toEqual([1, "later"]);
  });

  it("throws what it rejects with", async () => {
    const reason = new Error("no");
    const got = await outcome(function* () {
      return yield* awaiting(Promise.reject(reason));
    });
    expect(got).toEqual({ threw: reason });
  });

  it("is broken off by a context, and a promise that settles then wakes nobody", async () => {
    await simulate(1, async () => {
      const got = chan<unknown>();
      const [ctx, cancel] = withCancel(background());
      const first = resolvers<string>();
      const second = resolvers<string>();
      go(function* () {
        try {
          yield* awaiting(first.promise, ctx);
        } catch (error) {
          yield* send(got, error);
        }
        // Parked in the same way again: the old promise must not end this wait.
        yield* send(got, yield* awaiting(second.promise));
      });
      await sleep(1);
      cancel();
      expect(await got.recv()).toBe(ctx.err());
      await sleep(1);
      first.resolve("first");
      await sleep(1);
      second.resolve("second");
      expect(await got.recv()).toBe("second");
    });
  });

  it("throws at once where it was cancelled before", async () => {
    const [ctx, cancel] = withCancel(background());
    cancel();
    const got = await outcome(function* () {
      return yield* awaiting(Promise.resolve(1), ctx);
    });
    expect(got).toEqual({ threw: ctx.err() });
  });

  it("shows in a dump", async () => {
    await simulate(1, async () => {
      go(function* waits() {
        yield* awaiting(new Promise(() => {}));
      });
      await sleep(1);
      expect(dump()).toMatch(/goroutine \d+ \[await\]: waits/);
    });
  });
});

function resolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((r) => {
    resolve = r;
  });
  return { promise, resolve };
}
