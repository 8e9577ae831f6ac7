// Deadlines: TestDeadline, TestTimeout, TestCanceledTimeout, TestDeadlineExceededSupportsTimeout,
// TestWithDeadlineCause and TestWithTimeoutCause of Go's context, in virtual time.

import { describe, expect, it } from "vitest";
import {
  background,
  Canceled,
  type Context,
  cause,
  DeadlineError,
  DeadlineExceeded,
  DeadlineExceededError,
  DurationError,
  now,
  since,
  withCancel,
  withDeadline,
  withDeadlineCause,
  withTimeout,
  withTimeoutCause,
} from "../../src/index.ts";
import { kinds, type Words } from "../time/kinds.ts";
import { Wrapped } from "./wrapped.ts";

const HOUR_MS = 3_600_000;
const tooSlow = new Error("too slow");

/** Waits for the end of `ctx`, and tells how long that took and why it ended. */
function* endOf(w: Words, ctx: Context): Generator<unknown, [afterMs: number, err: unknown]> {
  const start = now();
  yield* w.recv(ctx.done());
  return [since(start), ctx.err()];
}

describe("Deadline", () => {
  it.each(kinds)("ends at its deadline, a number or a Date ($name)", ({ run }) =>
    run(function* (w) {
      const [byNumber] = withDeadline(background(), now() + 50);
      expect(byNumber.deadline()).toBe(now() + 50);
      expect(yield* endOf(w, byNumber)).toEqual([50, DeadlineExceeded]);
      const [byDate] = withDeadline(background(), new Date(now() + 50));
      expect(yield* endOf(w, new Wrapped(byDate))).toEqual([50, DeadlineExceeded]);
    }),
  );

  it.each(kinds)("ends at its parent's where that is earlier ($name)", ({ run }) =>
    run(function* (w) {
      const [parent] = withDeadline(background(), now() + 50);
      const [child] = withDeadline(new Wrapped(parent), now() + HOUR_MS);
      expect(child.deadline()).toBe(parent.deadline());
      expect(yield* endOf(w, child)).toEqual([50, DeadlineExceeded]);
    }),
  );

  it.each(kinds)("ends at its own where that is earlier, its parent later ($name)", ({ run }) =>
    run(function* (w) {
      const [parent] = withDeadline(background(), now() + 80);
      const [child] = withDeadline(parent, now() + 50);
      expect(yield* endOf(w, child)).toEqual([50, DeadlineExceeded]);
      expect(parent.err()).toBeUndefined();
      expect(yield* endOf(w, parent)).toEqual([30, DeadlineExceeded]);
    }),
  );

  it.each([-HOUR_MS, 0, Number.NEGATIVE_INFINITY])("has ended where it lies %d ms ahead", (ms) => {
    const [ctx] = withDeadline(background(), now() + ms);
    expect(ctx.err()).toBe(DeadlineExceeded);
    expect(ctx.signal.reason).toBe(DeadlineExceeded);
  });

  it("is called by its time", () => {
    expect(String(withDeadline(background(), new Date("2000-01-01T00:00:00Z"))[0])).toMatch(
      /^context\.Background\.WithDeadline\(2000-01-01T00:00:00\.000Z \[-\d+(\.\d+)? ms\]\)$/,
    );
    const [far, cancel] = withDeadline(background(), 1e300);
    cancel();
    expect(String(far)).toMatch(/^context\.Background\.WithDeadline\(1e\+300 ms \[/);
  });

  it.each([Number.NaN, new Date("nonsense"), "2000-01-01", undefined, 1n])("is not %o", (bad) => {
    expect(() => withDeadline(background(), bad as number)).toThrow(DeadlineError);
  });

  it("names what it was given in the refusal", () => {
    expect(() => withDeadline(background(), Number.NaN)).toThrow(
      "withDeadline: NaN is neither a number of milliseconds since the Unix epoch nor a Date",
    );
  });
});

describe("Timeout", () => {
  it.each(kinds)("ends when it is over ($name)", ({ run }) =>
    run(function* (w) {
      const [ctx] = withTimeout(background(), 50);
      expect(yield* endOf(w, ctx)).toEqual([50, DeadlineExceeded]);
      const [inner] = withTimeout(background(), 50);
      expect(yield* endOf(w, new Wrapped(inner))).toEqual([50, DeadlineExceeded]);
      const [parent] = withTimeout(background(), 50);
      const [child] = withTimeout(new Wrapped(parent), HOUR_MS);
      expect(yield* endOf(w, child)).toEqual([50, DeadlineExceeded]);
    }),
  );

  it.each(kinds)("of endless duration is none ($name)", ({ run }) =>
    run(function* (w) {
      const [ctx, cancel] = withTimeout(background(), Number.POSITIVE_INFINITY);
      expect(ctx.deadline()).toBeUndefined();
      yield* w.sleep(1e12);
      expect(ctx.err()).toBeUndefined();
      cancel();
      expect(ctx.err()).toBe(Canceled);
    }),
  );

  it.each([Number.NaN, "10", undefined])("refuses %o", (timeoutMs) => {
    expect(() => withTimeout(background(), timeoutMs as number)).toThrow(DurationError);
  });
});

describe("a deadline on the real clock", () => {
  it("ends a context too", async () => {
    const [ctx] = withTimeout(background(), 1);
    await ctx.done().recv();
    expect(ctx.err()).toBe(DeadlineExceeded);
  });
});

describe("CanceledTimeout", () => {
  it("ends at once, and not by its time", () => {
    const [parent, cancelParent] = withTimeout(background(), 1000);
    const [ctx, cancel] = withTimeout(new Wrapped(parent), HOUR_MS);
    cancel();
    expect(ctx.err()).toBe(Canceled);
    expect(parent.err()).toBeUndefined();
    cancelParent();
  });

  it.each(kinds)("leaves no timer behind ($name)", async ({ leavesTimer }) => {
    const left = await leavesTimer(function* (w) {
      const [parent, cancelParent] = withCancel(background());
      const [, cancel] = withTimeout(parent, 1000);
      withTimeout(parent, 2000);
      yield* w.sleep(1);
      cancel();
      cancelParent();
    });
    expect(left).toBe(false);
  });
});

describe("DeadlineExceededSupportsTimeout", () => {
  it("can be told by its timeout, its class and itself", () => {
    const [ctx] = withTimeout(background(), 0);
    expect(ctx.err()).toBe(DeadlineExceeded);
    expect(ctx.err()).toBeInstanceOf(DeadlineExceededError);
    expect(ctx.err()).toMatchObject({ timeout: true, message: "context deadline exceeded" });
  });
});

describe("WithDeadlineCause", () => {
  it.each(kinds)("gives the cause when the deadline has ended it ($name)", ({ run }) =>
    run(function* (w) {
      const [ctx] = withDeadlineCause(background(), now() + 50, tooSlow);
      expect(cause(ctx)).toBeUndefined();
      expect(yield* endOf(w, ctx)).toEqual([50, DeadlineExceeded]);
      expect(cause(ctx)).toBe(tooSlow);
      expect(cause(withDeadlineCause(background(), 0, tooSlow)[0])).toBe(tooSlow);
    }),
  );
});

describe("WithTimeoutCause", () => {
  it.each(kinds)("gives the cause when time has ended it, not when cancel has ($name)", ({ run }) =>
    run(function* (w) {
      const [timedOut] = withTimeoutCause(background(), 50, tooSlow);
      const [canceled, cancel] = withTimeoutCause(background(), 50, tooSlow);
      cancel();
      yield* w.recv(timedOut.done());
      expect([timedOut.err(), cause(timedOut)]).toEqual([DeadlineExceeded, tooSlow]);
      expect([canceled.err(), cause(canceled)]).toEqual([Canceled, Canceled]);
    }),
  );
});
