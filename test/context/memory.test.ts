// What contexts leave behind: nothing, neither in their parent nor in a signal. TestCancelRemoves of Go's
// context, and what only a collector of garbage can tell.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import {
  background,
  type Context,
  contextAfterFunc,
  contextFromSignal,
  recv,
  select,
  withCancel,
  withTimeout,
} from "../../src/index.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Collects garbage, once nothing of the present turn is held any more. */
async function collectGarbage(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  collect();
}

async function isCollected(ref: WeakRef<object>): Promise<boolean> {
  await collectGarbage();
  return ref.deref() === undefined;
}

const HOUR_MS = 3_600_000;

describe("CancelRemoves", () => {
  it.each<[string, (parent: Context) => ReturnType<typeof withCancel>]>([
    ["WithCancel", withCancel],
    ["WithTimeout", (parent) => withTimeout(parent, HOUR_MS)],
  ])("a cancelled child leaves its parent: %s", async (_name, derive) => {
    const [parent, cancelParent] = withCancel(background());
    const childOf = () => {
      const [child, cancel] = derive(parent);
      // A child whose signal was handed out is held by its parent until it ends.
      child.signal.addEventListener("abort", () => {});
      return { ref: new WeakRef(child), cancel };
    };
    const { ref: held, cancel: cancelHeld } = childOf();
    const ref = (() => {
      const { ref, cancel } = childOf();
      cancel();
      return ref;
    })();
    expect(await isCollected(ref)).toBe(true);
    expect(await isCollected(held)).toBe(false);
    cancelHeld();
    cancelParent();
  });

  it("a function that was stopped leaves its context", async () => {
    const [ctx, cancel] = withCancel(background());
    const ref = (() => {
      const call = () => {};
      contextAfterFunc(ctx, call)();
      return new WeakRef(call);
    })();
    expect(await isCollected(ref)).toBe(true);
    cancel();
  });

  it("a context of a signal leaves the signal", async () => {
    const { signal } = new AbortController();
    const ref = (() => {
      const [parent, cancel] = withCancel(background());
      const ctx = contextFromSignal(signal, parent);
      ctx.signal.addEventListener("abort", () => {});
      cancel();
      return new WeakRef(ctx);
    })();
    expect(await isCollected(ref)).toBe(true);
    expect(signal.aborted).toBe(false);
  });
});

describe("a context that is dropped without being cancelled", () => {
  it("leaves its parent, whatever was made from it", async () => {
    const [parent, cancel] = withCancel(background());
    const ref = (() => {
      const [child] = withCancel(parent);
      withCancel(child);
      child.done();
      return new WeakRef(child);
    })();
    expect(await isCollected(ref)).toBe(true);
    cancel();
  });

  it("leaves nothing behind that would add up", async () => {
    const [parent, cancel] = withCancel(background());
    const children = 50_000;
    const drop = async () => {
      for (let i = 0; i < children; i++) {
        withCancel(parent)[0].done();
        if (i % 5_000 === 0) await collectGarbage();
      }
      await collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = await drop();
    const after = await drop();
    expect((after - before) / children).toBeLessThan(8);
    cancel();
  });

  it("is ended all the same where a listener of its signal is left", async () => {
    const [parent, cancel] = withCancel(background());
    const calls: string[] = [];
    (() => {
      const [child] = withCancel(withCancel(parent)[0]);
      child.signal.addEventListener("abort", () => calls.push("listener"));
    })();
    await collectGarbage();
    cancel();
    expect(calls).toEqual(["listener"]);
  });

  it("is ended all the same where a function is to be called after it", async () => {
    const [parent, cancel] = withCancel(background());
    const called = new Promise<string>((resolve) => {
      contextAfterFunc(withCancel(withCancel(parent)[0])[0], () => resolve("called"));
    });
    await collectGarbage();
    cancel();
    expect(await called).toBe("called");
  });

  it("is ended all the same where somebody waits for it or under it", async () => {
    const [parent, cancel] = withCancel(background());
    const waits = (() => {
      const derive = () => withCancel(withCancel(parent)[0])[0];
      return [
        derive().done().recvOk(),
        select({ done: recv(derive().done()) }),
        select({ never: recv(background().done()) }, derive()).catch((error: unknown) => error),
      ];
    })();
    await collectGarbage();
    cancel();
    expect(await Promise.all(waits)).toEqual([
      { value: undefined, ok: false },
      { case: "done", value: undefined, ok: false },
      parent.err(),
    ]);
  });

  it("is ended all the same where its done channel is left", async () => {
    const [parent, cancel] = withCancel(background());
    const done = (() => withCancel(withCancel(parent)[0])[0].done())();
    await collectGarbage();
    cancel();
    expect(done.tryRecvOk()).toEqual({ value: undefined, ok: false });
  });
});
