// Causes: TestCause and TestCauseRace of Go's context.

import { describe, expect, it } from "vitest";
import {
  background,
  Canceled,
  type Context,
  cause,
  DeadlineExceeded,
  todo,
  withCancel,
  withCancelCause,
  withoutCancel,
  withTimeout,
  withTimeoutCause,
  withValue,
} from "../../src/index.ts";
import { inVirtualTime, kinds } from "../time/kinds.ts";
import { OwnDone, Wrapped } from "./wrapped.ts";

const parentCause = new Error("parentCause");
const childCause = new Error("childCause");
const tooSlow = new Error("tooSlow");
const DAY_MS = 86_400_000;

interface Case {
  readonly name: string;
  /** Makes a context that has ended, or will within a millisecond, or never. */
  readonly make: () => Context;
  readonly err: unknown;
  readonly cause: unknown;
}

const cases: readonly Case[] = [
  { name: "Background", make: background, err: undefined, cause: undefined },
  { name: "the context to be decided on", make: todo, err: undefined, cause: undefined },
  {
    name: "WithCancel",
    make: () => {
      const [ctx, cancel] = withCancel(background());
      cancel();
      return ctx;
    },
    err: Canceled,
    cause: Canceled,
  },
  {
    name: "WithCancelCause",
    make: () => {
      const [ctx, cancel] = withCancelCause(background());
      cancel(parentCause);
      return ctx;
    },
    err: Canceled,
    cause: parentCause,
  },
  ...[undefined, null].map((nil) => ({
    name: `WithCancelCause ${nil}`,
    make: () => {
      const [ctx, cancel] = withCancelCause(background());
      cancel(nil);
      return ctx;
    },
    err: Canceled,
    cause: Canceled,
  })),
  {
    name: "WithCancelCause: parent cause before child",
    make: () => {
      const [parent, cancelParent] = withCancelCause(background());
      const [child, cancelChild] = withCancelCause(parent);
      cancelParent(parentCause);
      cancelChild(childCause);
      return child;
    },
    err: Canceled,
    cause: parentCause,
  },
  {
    name: "WithCancelCause: parent cause after child",
    make: () => {
      const [parent, cancelParent] = withCancelCause(background());
      const [child, cancelChild] = withCancelCause(parent);
      cancelChild(childCause);
      cancelParent(parentCause);
      return child;
    },
    err: Canceled,
    cause: childCause,
  },
  {
    name: "WithCancelCause: the parent of a child with a cause has its own",
    make: () => {
      const [parent, cancelParent] = withCancelCause(background());
      const [, cancelChild] = withCancelCause(parent);
      cancelChild(childCause);
      cancelParent(parentCause);
      return parent;
    },
    err: Canceled,
    cause: parentCause,
  },
  {
    name: "WithCancelCause: parent cause before nil",
    make: () => {
      const [parent, cancelParent] = withCancelCause(background());
      const [child, cancelChild] = withCancel(parent);
      cancelParent(parentCause);
      cancelChild();
      return child;
    },
    err: Canceled,
    cause: parentCause,
  },
  {
    name: "WithCancelCause: nil before parent cause",
    make: () => {
      const [parent, cancelParent] = withCancelCause(background());
      const [child, cancelChild] = withCancel(parent);
      cancelChild();
      cancelParent(parentCause);
      return child;
    },
    err: Canceled,
    cause: Canceled,
  },
  {
    name: "WithCancelCause: through values and contexts of another kind",
    make: () => {
      const [parent, cancel] = withCancelCause(background());
      const [child] = withCancel(new Wrapped(withValue(parent, "key", "value")));
      cancel(parentCause);
      return withValue(new Wrapped(child), "key", "value");
    },
    err: Canceled,
    cause: parentCause,
  },
  {
    name: "a parent of another kind has its error for a cause",
    make: () => {
      const parent = new OwnDone(background());
      const [child] = withCancel(parent);
      parent.end(parentCause);
      return child;
    },
    err: parentCause,
    cause: parentCause,
  },
  {
    name: "WithTimeout",
    make: () => withTimeout(background(), 0)[0],
    err: DeadlineExceeded,
    cause: DeadlineExceeded,
  },
  {
    name: "WithTimeout canceled",
    make: () => {
      const [ctx, cancel] = withTimeout(background(), DAY_MS);
      cancel();
      return ctx;
    },
    err: Canceled,
    cause: Canceled,
  },
  {
    name: "WithTimeoutCause",
    make: () => withTimeoutCause(background(), 0, tooSlow)[0],
    err: DeadlineExceeded,
    cause: tooSlow,
  },
  {
    name: "WithTimeoutCause canceled",
    make: () => {
      const [ctx, cancel] = withTimeoutCause(background(), DAY_MS, tooSlow);
      cancel();
      return ctx;
    },
    err: Canceled,
    cause: Canceled,
  },
  {
    name: "WithTimeoutCause stacked",
    make: () => {
      const [ctx] = withCancel(background());
      return withTimeoutCause(withTimeoutCause(ctx, 0, tooSlow)[0], DAY_MS, childCause)[0];
    },
    err: DeadlineExceeded,
    cause: tooSlow,
  },
  {
    name: "WithTimeoutCause stacked canceled",
    make: () => {
      const [parent] = withTimeoutCause(background(), 1, tooSlow);
      const [ctx, cancel] = withTimeoutCause(parent, DAY_MS, childCause);
      cancel();
      return ctx;
    },
    err: Canceled,
    cause: Canceled,
  },
  {
    name: "WithTimeoutCause stacked other canceled",
    make: () => {
      const [parent, cancel] = withCancelCause(background());
      const [ctx] = withTimeoutCause(parent, DAY_MS, tooSlow);
      cancel(parentCause);
      return ctx;
    },
    err: Canceled,
    cause: parentCause,
  },
  {
    name: "WithoutCancel",
    make: () => withoutCancel(background()),
    err: undefined,
    cause: undefined,
  },
  {
    name: "WithoutCancel canceled",
    make: () => {
      const [parent, cancel] = withCancelCause(background());
      const ctx = withoutCancel(parent);
      cancel(parentCause);
      return ctx;
    },
    err: undefined,
    cause: undefined,
  },
  {
    name: "WithoutCancel timeout",
    make: () => {
      const [parent] = withTimeoutCause(background(), 0, tooSlow);
      return withoutCancel(parent);
    },
    err: undefined,
    cause: undefined,
  },
];

describe("Cause", () => {
  it.each(cases)("$name", async ({ name: _name, make, ...expected }) => {
    let seen: unknown;
    await inVirtualTime(1, async () => {
      const ctx = make();
      // A context of another kind is watched by a goroutine, which has its turn first.
      if (expected.err !== undefined) await ctx.done().recv();
      seen = { err: ctx.err(), cause: cause(ctx) };
    });
    expect(seen).toEqual(expected);
  });

  it("may be anything that can be thrown", () => {
    const [ctx, cancel] = withCancelCause(background());
    cancel("a word");
    expect(cause(ctx)).toBe("a word");
    expect(ctx.signal.reason).toBe(Canceled);
  });
});

describe("CauseRace", () => {
  it.each(kinds)("is there when done is closed, and is that of who came first ($name)", ({ run }) =>
    run(function* (w) {
      const [ctx, cancel] = withCancelCause(background());
      const causes = [0, 1, 2].map((n) => new Error(`cause ${n}`));
      const order: Error[] = [];
      for (const error of causes) {
        w.go(function* (w) {
          yield* w.gosched();
          order.push(error);
          cancel(error);
        });
      }
      yield* w.recv(ctx.done());
      expect(cause(ctx)).toBe(order[0]);
      yield* w.sleep(1);
      expect([order.length, cause(ctx)]).toEqual([3, order[0]]);
    }),
  );
});
