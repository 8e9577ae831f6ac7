// How cancellation spreads: TestSimultaneousCancels, TestInterlockedCancels, TestLayersCancel,
// TestLayersTimeout, TestCustomContextGoroutines of Go's context_test.go, and the order in which a tree
// of contexts ends.

import { describe, expect, it } from "vitest";
import {
  background,
  Canceled,
  type CancelFunc,
  type Context,
  chan,
  go,
  NumGoroutine,
  recv,
  sleep,
  trySelect,
  withCancel,
  withTimeout,
  withValue,
} from "../../src/index.ts";
import { randomBelow, simulate } from "../../src/testing/index.ts";
import { inVirtualTime, kinds } from "../time/kinds.ts";
import { OwnDone, Wrapped } from "./wrapped.ts";

const HOUR_MS = 3_600_000;
const isDone = (ctx: Context) => trySelect({ done: recv(ctx.done()) }) !== undefined;

describe("SimultaneousCancels", () => {
  it.each(kinds)("a tree whose contexts are cancelled in any order ends ($name)", ({ run }) =>
    run(function* (w) {
      const [root, cancelRoot] = withCancel(background());
      const cancels = new Map<Context, CancelFunc>([[root, cancelRoot]]);
      const open = [root];
      while (cancels.size < 100) {
        const parent = open.shift() as Context;
        for (let i = 0; i < 4; i++) {
          const [ctx, cancel] = withCancel(parent);
          cancels.set(ctx, cancel);
          open.push(ctx);
        }
      }
      const returned = chan<void>();
      for (const cancel of cancels.values()) {
        w.go(function* (w) {
          cancel();
          yield* w.send(returned, undefined);
        });
      }
      for (const ctx of cancels.keys()) expect((yield* w.recvOk(ctx.done())).ok).toBe(false);
      for (const _ of cancels) yield* w.recv(returned);
    }),
  );
});

describe("InterlockedCancels", () => {
  it.each(kinds)("a child that is cancelled because its parent was ends once ($name)", ({ run }) =>
    run(function* (w) {
      const [parent, cancelParent] = withCancel(background());
      const [child, cancelChild] = withCancel(parent);
      w.go(function* (w) {
        yield* w.recv(parent.done());
        cancelChild();
      });
      cancelParent();
      yield* w.recv(child.done());
      expect(child.err()).toBe(Canceled);
    }),
  );
});

describe("layers of contexts", () => {
  /** At least 30 contexts of random kinds, one on the other, with one of each kind among them. */
  function layers(timeoutMs: number) {
    const keys: object[] = [];
    const cancels: CancelFunc[] = [];
    let timers = 0;
    let ctx = background();
    const add = ([made, cancel]: [Context, CancelFunc]) => {
      ctx = made;
      cancels.push(cancel);
    };
    for (let i = 0; i < 30 || timers === 0 || cancels.length === 0 || keys.length === 0; i++) {
      const kind = randomBelow(3);
      if (kind === 0) {
        const key = {};
        ctx = withValue(ctx, key, key);
        keys.push(key);
      } else if (kind === 1) add(withCancel(ctx));
      else {
        add(withTimeout(ctx, timeoutMs));
        timers++;
      }
    }
    return { ctx, cancels, values: () => keys.map((key) => ctx.value(key) === key) };
  }

  it.each(kinds)("LayersCancel: any of them ends the last ($name)", ({ run }) =>
    run(function* (w) {
      const { ctx, cancels, values } = layers(1000 * HOUR_MS);
      expect(String(ctx)).toMatch(/^context\.Background\./);
      expect(isDone(ctx)).toBe(false);
      expect(values()).not.toContain(false);
      const cancel = cancels[randomBelow(cancels.length)] as CancelFunc;
      cancel();
      expect(isDone(ctx)).toBe(true);
      expect(values()).not.toContain(false);
      yield* w.recv(ctx.done());
    }),
  );

  it.each(kinds)("LayersTimeout: the first that times out ends the last ($name)", ({ run }) =>
    run(function* (w) {
      const { ctx, values } = layers(1);
      expect(isDone(ctx)).toBe(false);
      expect(values()).not.toContain(false);
      yield* w.recv(ctx.done());
      expect(values()).not.toContain(false);
    }),
  );
});

describe("a tree of contexts", () => {
  it("has ended as a whole before any listener of a signal runs", () => {
    const [root, cancel] = withCancel(background());
    const [a] = withCancel(root);
    const [b] = withCancel(root);
    const [leaf] = withCancel(a);
    const tree = [root, a, leaf, b];
    const seen: unknown[] = [];
    for (const ctx of tree.toReversed()) {
      ctx.signal.addEventListener("abort", () => {
        seen.push([tree.indexOf(ctx), ...tree.map((other) => other.err())]);
      });
    }
    cancel();
    const all = tree.map(() => Canceled);
    expect(seen).toEqual([
      [0, ...all],
      [1, ...all],
      [2, ...all],
      [3, ...all],
    ]);
  });

  it("ends parents before children, and children in the order in which they came", async () => {
    const ended: string[] = [];
    await inVirtualTime(1, async () => {
      const [root, cancel] = withCancel(background());
      const watch = (name: string, ctx: Context) => {
        ctx.signal.addEventListener("abort", () => ended.push(name));
        return ctx;
      };
      watch("root", root);
      const first = watch("first", withCancel(root)[0]);
      watch("second", withCancel(root)[0]);
      watch("first of first", withCancel(first)[0]);
      cancel();
    });
    expect(ended).toEqual(["root", "first", "first of first", "second"]);
  });

  it("may be deep and wide", () => {
    const [root, cancel] = withCancel(background());
    let deep = root;
    for (let i = 0; i < 100_000; i++) [deep] = withCancel(deep);
    const wide = Array.from({ length: 200_000 }, () => withCancel(root)[0]);
    cancel();
    expect(deep.err()).toBe(Canceled);
    expect(wide.every((ctx) => ctx.err() === Canceled)).toBe(true);
  });

  it("may be cancelled, and grow, while it is being cancelled", () => {
    const [root, cancel] = withCancel(background());
    const [child, cancelChild] = withCancel(root);
    const late: Context[] = [];
    root.signal.addEventListener("abort", () => {
      cancel();
      cancelChild();
      late.push(withCancel(root)[0], withCancel(child)[0]);
    });
    cancel();
    expect(late.map((ctx) => ctx.err())).toEqual([Canceled, Canceled]);
  });
});

describe("CustomContextGoroutines", () => {
  it("a goroutine watches a parent of another kind, and ends with the child", async () => {
    const counts: number[] = [];
    await simulate(1, async () => {
      const count = () => counts.push(NumGoroutine());
      count();
      const [, cancel] = withCancel(new OwnDone(background()));
      count();
      cancel();
      await sleep(1);
      count();
    });
    expect(counts).toEqual([1, 2, 1]);
  });

  it("none is needed for one that passes on the done channel of a context within", async () => {
    const counts: number[] = [];
    await simulate(1, async () => {
      const [ctx1] = withCancel(background());
      const [ctx3] = withCancel(new Wrapped(ctx1));
      const [ctx4] = withTimeout(withValue(ctx3, "key", "value"), HOUR_MS);
      const [, cancel5] = withCancel(ctx4);
      counts.push(NumGoroutine());
      // ctx1 does not provide the done channel of this one, and must not be used.
      const [, cancel6] = withCancel(withValue(new OwnDone(ctx1), "key", "value"));
      counts.push(NumGoroutine());
      cancel5();
      cancel6();
      await sleep(1);
      counts.push(NumGoroutine());
    });
    expect(counts).toEqual([1, 2, 1]);
  });

  it.each(kinds)("the child ends with its parent's error ($name)", ({ run }) =>
    run(function* (w) {
      const error = new Error("of another kind");
      const parent = new OwnDone(background());
      const [child] = withCancel(parent);
      go(() => parent.end(error));
      yield* w.recv(child.done());
      expect(child.err()).toBe(error);
      expect(withCancel(parent)[0].err()).toBe(error);
    }),
  );
});
