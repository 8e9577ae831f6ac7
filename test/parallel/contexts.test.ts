// Contexts and AbortSignals that go to other threads, and end there when they end here.

import {
  background,
  Canceled,
  type Context,
  cause,
  DeadlineExceeded,
  withCancel,
  withCancelCause,
  withTimeout,
  withValue,
} from "goroutine-kit";
import { afterAll, describe, expect, it } from "vitest";
import { sharedChan, shutdown } from "../../src/parallel/index.ts";
import { howItEnds, howSignalEnds, waitForEnd } from "./context-functions.ts";

afterAll(shutdown);

describe("a context that was sent to another thread", () => {
  it("is cancelled there when it is cancelled here", async () => {
    const [ctx, cancel] = withCancel(background());
    const waits = sharedChan<string>();
    const ended = howItEnds(ctx, waits);
    expect(await waits.recv()).toBe("open");
    cancel();
    expect(await ended).toMatchObject({ isCanceled: true, message: "context canceled" });
  });

  it("brings its cause, and the goroutines under it end with its error", async () => {
    const [ctx, cancel] = withCancelCause(background());
    const waits = sharedChan<string>();
    const ended = howItEnds(ctx, waits);
    await waits.recv();
    cancel(new RangeError("too far"));
    expect(await ended).toMatchObject({ isCanceled: true, cause: "RangeError: too far" });
  });

  it("has its deadline there, and ends by it", async () => {
    const [ctx] = withTimeout(background(), 20);
    const ended = await howItEnds(ctx, sharedChan<string>(1));
    expect(ended).toMatchObject({ isDeadline: true, deadline: ctx.deadline() });
    expect(ctx.err()).toBe(DeadlineExceeded);
  });

  it("has ended there where it had ended here, before it was sent", async () => {
    const [ctx, cancel] = withCancel(background());
    cancel();
    expect(await howItEnds(ctx, sharedChan<string>(1))).toMatchObject({ isCanceled: true });
  });

  it("breaks off what waits under it there, local and shared", async () => {
    const [ctx, cancel] = withCancel(background());
    const waits = sharedChan<string>();
    const ended = waitForEnd(ctx, waits);
    await waits.recv();
    cancel();
    expect(await ended).toEqual(["context canceled", "context canceled", "context canceled"]);
  });

  it("ends when what it was made from ends, and its values stay here", async () => {
    const [parent, cancel] = withCancel(background());
    const waits = sharedChan<string>();
    const ended = howItEnds(
      withValue(parent, "key", () => {}),
      waits,
    );
    await waits.recv();
    cancel();
    expect(await ended).toMatchObject({ isCanceled: true, value: "undefined" });
  });

  it("comes back as itself", async () => {
    const [ctx] = withCancel(background());
    const channel = sharedChan<Context>(1);
    await channel.send(ctx);
    expect(await channel.recv()).toBe(ctx);
  });

  it("never ends where it never ends here", async () => {
    const channel = sharedChan<Context>(1);
    await channel.send(background());
    expect(await channel.recv()).toBe(background());
  });
});

describe("an AbortSignal that was sent to another thread", () => {
  it("is aborted there with its reason", async () => {
    const controller = new AbortController();
    const waits = sharedChan<string>();
    const ended = howSignalEnds({ signal: controller.signal }, waits);
    await waits.recv();
    controller.abort(new RangeError("enough"));
    expect(await ended).toBe("RangeError: enough");
  });

  it("is aborted there where it was aborted here", async () => {
    const signal = AbortSignal.abort("before");
    expect(await howSignalEnds({ signal }, sharedChan<string>(1))).toBe("before");
  });
});

it("the cause of a context that cannot cross is described", async () => {
  const [ctx, cancel] = withCancelCause(background());
  cancel(Symbol("of this thread"));
  expect(cause(ctx)).toBeTypeOf("symbol");
  expect(ctx.err()).toBe(Canceled);
  expect(await howItEnds(ctx, sharedChan<string>(1))).toMatchObject({
    isCanceled: true,
    cause: "Symbol(of this thread)",
  });
});
