// AbortSignal both ways: a context's signal, and the context of a signal.

import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import {
  background,
  Canceled,
  type Context,
  cause,
  contextFromSignal,
  DeadlineExceeded,
  withCancel,
  withCancelCause,
  withDeadline,
  withTimeout,
  withValue,
} from "../../src/index.ts";
import { kinds } from "../time/kinds.ts";

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, "abort").length;
const state = (ctx: Context) => [ctx.err(), cause(ctx)];

describe("the signal of a context", () => {
  it("is aborted with the context's error, whatever the cause", () => {
    const [ctx, cancel] = withCancelCause(background());
    const { signal } = withValue(ctx, "key", "value");
    expect(signal).toBe(ctx.signal);
    let reason: unknown;
    signal.addEventListener("abort", () => {
      ({ reason } = signal);
    });
    cancel(new Error("the cause"));
    expect(reason).toBe(Canceled);
  });

  it.each(kinds)("is aborted with DeadlineExceeded at the deadline ($name)", ({ run }) =>
    run(function* (w) {
      const [ctx] = withTimeout(background(), 10);
      const { signal } = ctx;
      yield* w.recv(ctx.done());
      expect(signal.reason).toBe(DeadlineExceeded);
    }),
  );

  it("breaks off what the platform waits for under it", async () => {
    const [ctx, cancel] = withCancel(background());
    const reading = new Response(new ReadableStream()).body?.pipeTo(new WritableStream(), ctx);
    cancel();
    await expect(reading).rejects.toBe(Canceled);
  });
});

describe("contextFromSignal", () => {
  it("ends when the signal is aborted, with its reason for a cause", () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const ctx = contextFromSignal(controller.signal);
    const [child] = withCancel(ctx);
    expect(state(child)).toEqual([undefined, undefined]);
    controller.abort(reason);
    expect(state(ctx)).toEqual([Canceled, reason]);
    expect(state(child)).toEqual([Canceled, reason]);
  });

  it("has ended where the signal was aborted", () => {
    const reason = new Error("enough");
    const [parent] = withCancel(background());
    expect(state(contextFromSignal(AbortSignal.abort(reason)))).toEqual([Canceled, reason]);
    expect(state(contextFromSignal(AbortSignal.abort(reason), parent))).toEqual([Canceled, reason]);
  });

  it("takes a signal's time-out for a deadline that has passed", () => {
    const timedOut = new DOMException("took too long", "TimeoutError");
    const [late] = withDeadline(background(), 0);
    expect(contextFromSignal(AbortSignal.abort(timedOut)).err()).toBe(DeadlineExceeded);
    expect(contextFromSignal(late.signal).err()).toBe(DeadlineExceeded);
    expect(contextFromSignal(AbortSignal.abort()).err()).toBe(Canceled);
  });

  it("ends with its parent, and has its values and its deadline", () => {
    const [parent, cancel] = withTimeout(withValue(background(), "key", "value"), 1e6);
    const { signal } = new AbortController();
    const ctx = contextFromSignal(signal, parent);
    expect([ctx.value("key"), ctx.deadline()]).toEqual(["value", parent.deadline()]);
    cancel();
    expect(ctx.err()).toBe(Canceled);
  });

  it("ends with its signal, and not its parent with it", () => {
    const [parent, cancel] = withCancel(background());
    const controller = new AbortController();
    const ctx = contextFromSignal(controller.signal, parent);
    controller.abort();
    expect([ctx.err(), parent.err()]).toEqual([Canceled, undefined]);
    cancel();
  });

  it("comes back from a context's own signal", () => {
    const [ctx, cancel] = withCancel(background());
    const back = contextFromSignal(ctx.signal);
    cancel();
    expect(state(back)).toEqual([Canceled, Canceled]);
    expect(back.signal.reason).toBe(Canceled);
  });

  it("costs the signal one listener, however many contexts come and go", () => {
    const { signal } = new AbortController();
    for (let i = 0; i < 100; i++) {
      const [parent, cancel] = withCancel(background());
      const ctx = contextFromSignal(signal, parent);
      const [, cancelChild] = withCancel(contextFromSignal(signal));
      if (i % 2 === 0) cancelChild();
      cancel();
      expect(ctx.err()).toBe(Canceled);
    }
    expect(listenersOf(signal)).toBe(1);
  });

  it("is called by where it comes from", () => {
    const { signal } = new AbortController();
    const [parent] = withCancel(background());
    expect(String(contextFromSignal(signal))).toBe("context.Background.WithSignal");
    expect(String(contextFromSignal(signal, parent))).toBe(
      "context.Background.WithCancel.WithSignal",
    );
  });
});
