// Go's context.AfterFunc: TestAfterFuncCalledAfterCancel, ...AfterTimeout, ...Immediately,
// ...NotCalledAfterStop, ...CalledAsynchronously, and the TestCustomContextAfterFunc... of
// afterfunc_test.go.

import { describe, expect, it } from "vitest";
import {
  contextAfterFunc as afterFunc,
  background,
  Canceled,
  chan,
  NilParentError,
  NotAFunctionError,
  withCancel,
  withTimeout,
} from "../../src/index.ts";
import { inVirtualTime, kinds } from "../time/kinds.ts";
import { WithAfterFunc } from "./wrapped.ts";

const HOUR_MS = 3_600_000;

describe("AfterFunc", () => {
  it.each(kinds)("is called after cancel, in a goroutine of its own ($name)", ({ run }) =>
    run(function* (w) {
      const [ctx, cancel] = withCancel(background());
      const steps: string[] = [];
      const called = chan<void>();
      const stop = afterFunc(
        ctx,
        w.fn(function* (w) {
          steps.push("called");
          yield* w.send(called, undefined);
        }),
      );
      yield* w.sleep(10);
      cancel();
      steps.push("cancelled");
      yield* w.recv(called);
      expect(steps).toEqual(["cancelled", "called"]);
      expect(stop()).toBe(false);
    }),
  );

  it.each(kinds)("is called after a timeout ($name)", ({ run }) =>
    run(function* (w) {
      const [ctx] = withTimeout(background(), 10);
      const called = chan<string>();
      const call = w.fn(function* (w) {
        yield* w.send(called, "called");
      });
      afterFunc(ctx, call);
      expect(yield* w.recv(called)).toBe("called");
    }),
  );

  it.each(kinds)("is called at once where the context has ended ($name)", ({ run }) =>
    run(function* (w) {
      const [ctx, cancel] = withCancel(background());
      cancel();
      const called = chan<string>();
      const call = w.fn(function* (w) {
        yield* w.send(called, "called");
      });
      const stop = afterFunc(ctx, call);
      expect(stop()).toBe(false);
      expect(yield* w.recv(called)).toBe("called");
    }),
  );

  it.each(kinds)("is not called after stop, which tells that once ($name)", ({ run }) =>
    run(function* (w) {
      const [ctx, cancel] = withCancel(background());
      let calls = 0;
      const stop = afterFunc(ctx, () => void calls++);
      expect([stop(), stop()]).toEqual([true, false]);
      cancel();
      yield* w.sleep(10);
      expect(calls).toBe(0);
    }),
  );

  it.each(kinds)("is not called after the block that uses its stop ($name)", ({ run }) =>
    run(function* (w) {
      const [ctx, cancel] = withCancel(background());
      let calls = 0;
      {
        using _stop = afterFunc(ctx, () => void calls++);
      }
      cancel();
      yield* w.sleep(10);
      expect(calls).toBe(0);
    }),
  );

  it.each(kinds)("is never called for a context that does not end ($name)", ({ run }) =>
    run(function* (w) {
      let calls = 0;
      const stop = afterFunc(background(), () => void calls++);
      yield* w.sleep(HOUR_MS);
      expect([calls, stop()]).toEqual([0, true]);
    }),
  );

  it("is called for a context that nobody else refers to any more", async () => {
    const calls: string[] = [];
    await inVirtualTime(1, async () => {
      const [parent, cancel] = withCancel(background());
      afterFunc(withCancel(parent)[0], () => void calls.push("called"));
      cancel();
      await chan<void>(1).send();
      await withTimeout(background(), 1)[0].done().recv();
    });
    expect(calls).toEqual(["called"]);
  });

  it("panics with what escapes the function", async () => {
    const oops = new Error("oops");
    const run = inVirtualTime(1, async () => {
      const [ctx] = withTimeout(background(), 1);
      afterFunc(ctx, () => {
        throw oops;
      });
      await chan().recv();
    });
    await expect(run).rejects.toBe(oops);
  });

  it("refuses what is no function, and no context", () => {
    expect(() => afterFunc(background(), undefined as never)).toThrow(NotAFunctionError);
    expect(() => afterFunc(null as never, () => {})).toThrow(NilParentError);
  });
});

describe("CustomContextAfterFunc", () => {
  const make = () => new WithAfterFunc(background());

  it.each(kinds)("ends what comes from a context with an afterFunc of its own ($name)", ({ run }) =>
    run(function* (w) {
      const parent = make();
      const [canceled] = withCancel(parent);
      const [timed] = withTimeout(parent, HOUR_MS);
      const called = chan<string>();
      const call = w.fn(function* (w) {
        yield* w.send(called, "called");
      });
      afterFunc(parent, call);
      expect(parent.functions.size).toBe(3);
      parent.end(Canceled);
      yield* w.recv(canceled.done());
      yield* w.recv(timed.done());
      expect(yield* w.recv(called)).toBe("called");
      expect([canceled.err(), timed.err()]).toEqual([Canceled, Canceled]);
    }),
  );

  it("leaves nothing in it once what came from it has ended", () => {
    const parent = make();
    const [, cancel1] = withCancel(parent);
    const [, cancel2] = withTimeout(parent, HOUR_MS);
    const stop = afterFunc(parent, () => {});
    expect(parent.functions.size).toBe(3);
    cancel1();
    expect(parent.functions.size).toBe(2);
    cancel2();
    expect(parent.functions.size).toBe(1);
    stop();
    expect(parent.functions.size).toBe(0);
  });
});
