// errgroup, after golang.org/x/sync/errgroup's errgroup_test.go. What Go tells apart as error and panic
// is one thing here: what a goroutine of the group throws is its error. It may return an Error instead.

import { describe, expect, it } from "vitest";
import { goInGroup } from "../../src/gen.ts";
import {
  background,
  Canceled,
  cause,
  chan,
  errgroup,
  Goexit,
  LimitError,
  LimitInUseError,
  NotAFunctionError,
  recv,
  trySelect,
} from "../../src/index.ts";
import { kinds, parked, type Words } from "./kinds.ts";

const err1 = new Error("errgroup_test: 1");
const err2 = new Error("errgroup_test: 2");

/** What `wait` throws; undefined where it does not. */
function* errorOf(w: Words, group: errgroup.Group) {
  try {
    yield* w.wait(group);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Functions of the goroutine's kind that fail with `error`, by throwing and by returning it. */
const waysToFail: readonly (readonly [
  way: string,
  fn: (w: Words, error: Error | undefined) => errgroup.MemberFunction,
])[] = [
  [
    "throw",
    (w, error) =>
      w.fn(function* (w) {
        yield* w.gosched();
        if (error !== undefined) throw error;
      }),
  ],
  [
    "return",
    (w, error) =>
      w.fn(function* (w) {
        yield* w.gosched();
        return error;
      }),
  ],
];

describe.each(kinds)("errgroup in $name goroutines", ({ run }) => {
  describe.each(waysToFail)("whose members %s their errors", (_way, fn) => {
    it.each([[[]], [[undefined]], [[err1]], [[err1, undefined]], [[err1, undefined, err2]]])(
      "TestZeroGroup: wait throws the first error of %j, each time",
      (errors) =>
        run(function* (w) {
          const group = new errgroup.Group();
          let first: Error | undefined;
          for (const error of errors) {
            yield* w.member(group, fn(w, error));
            first ??= error;
            expect(yield* errorOf(w, group)).toBe(first);
          }
          expect(yield* errorOf(w, group)).toBe(first);
        }),
    );

    it.each([[[]], [[undefined]], [[err1]], [[err1, undefined]]])(
      "TestWithContext, TestCancelCause: the context is cancelled after wait, errors %j",
      (errors) =>
        run(function* (w) {
          const [group, ctx] = errgroup.withContext(background());
          for (const error of errors) expect(group.tryGo(fn(w, error))).toBe(true);
          const first = errors.find((error) => error !== undefined);
          expect(yield* errorOf(w, group)).toBe(first);
          expect(trySelect({ done: recv(ctx.done()) })).toBeDefined();
          expect(ctx.err()).toBeInstanceOf(Error);
          expect(cause(ctx)).toBe(first ?? ctx.err());
        }),
    );
  });

  it("TestWithContext: the first error cancels the context at once, for the others", () =>
    run(function* (w) {
      const [group, ctx] = errgroup.withContext(background());
      const never = chan<never>();
      const stopped = chan<unknown>(1);
      group.tryGo(
        w.fn(function* (w) {
          try {
            yield* w.recv(never, ctx);
          } catch (error) {
            yield* w.send(stopped, error);
            throw error;
          }
        }),
      );
      group.tryGo(() => err1);
      expect(yield* errorOf(w, group)).toBe(err1);
      expect(yield* w.recv(stopped)).toBeDefined();
    }));

  it("TestTryGo: starts as many as the limit says", () =>
    run(function* (w) {
      const group = new errgroup.Group();
      const n = 42;
      const ch = chan<number>();
      const fn = w.fn(function* (w) {
        yield* w.send(ch, 1);
      });
      function* receive(count: number) {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += (yield* w.recv(ch)) ?? 0;
        return sum;
      }
      group.setLimit(n);
      for (let i = 0; i < n; i++) expect(group.tryGo(fn)).toBe(true);
      expect(group.tryGo(fn)).toBe(false);
      expect(yield* receive(n)).toBe(n);
      yield* w.wait(group);

      expect(group.tryGo(fn)).toBe(true);
      yield* receive(1);
      yield* w.wait(group);

      group.setLimit(1);
      expect(group.tryGo(fn)).toBe(true);
      expect(group.tryGo(fn)).toBe(false);
      yield* receive(1);
      yield* w.wait(group);

      group.setLimit(0);
      for (let i = 0; i < 100; i++) expect(group.tryGo(fn)).toBe(false);
      yield* w.wait(group);
    }));

  it("TestGoLimit: go waits while as many are active as the limit says", () =>
    run(function* (w) {
      const limit = 10;
      const group = new errgroup.Group();
      group.setLimit(limit);
      const gate = chan<never>();
      let active = 0;
      let most = 0;
      let calls = 0;
      // Opens the gate when as many wait at it as may, and one more has to wait to start.
      w.go(function* (w) {
        yield* parked(w, group);
        while (active < limit) yield* w.gosched();
        gate.close();
      });
      for (let i = 0; i < 100; i++) {
        yield* w.member(
          group,
          w.fn(function* (w) {
            calls++;
            most = Math.max(most, ++active);
            yield* w.recv(gate);
            yield* w.gosched();
            active--;
          }),
        );
      }
      yield* w.wait(group);
      expect({ calls, most }).toEqual({ calls: 100, most: limit });
    }));

  it("who waits in go is served in order, and wait does not end before", () =>
    run(function* (w) {
      const group = new errgroup.Group();
      const gate = chan<never>();
      const log: number[] = [];
      const started = chan<boolean>();
      group.setLimit(1);
      const member = (i: number) =>
        w.fn(function* (w) {
          log.push(i);
          yield* w.recv(gate);
        });
      yield* w.member(group, member(0));
      for (let i = 1; i <= 3; i++) {
        w.go(function* (w) {
          yield* w.member(group, member(i));
          yield* w.send(started, true);
        });
        yield* parked(w, group, i);
      }
      gate.close();
      yield* w.wait(group);
      expect(log).toEqual([0, 1, 2, 3]);
      for (let i = 1; i <= 3; i++) yield* w.recv(started);
    }));

  it("a panic in a member: whatever it throws is the group's error, and its place is free", () =>
    run(function* (w) {
      const [group, ctx] = errgroup.withContext(background());
      const oops: unknown = "oops";
      group.setLimit(1);
      yield* w.member(group, () => {
        throw oops;
      });
      yield* w.member(group, () => {});
      expect(yield* errorOf(w, group)).toBe("oops");
      expect(cause(ctx)).toBe("oops");
    }));

  it("a member that calls Goexit has ended without an error", () =>
    run(function* (w) {
      const group = new errgroup.Group();
      group.setLimit(1);
      let unwound = 0;
      for (let i = 0; i < 3; i++) {
        yield* w.member(
          group,
          w.fn(function* (w) {
            try {
              yield* w.gosched();
              Goexit();
            } finally {
              unwound++;
            }
          }),
        );
      }
      yield* w.wait(group);
      expect(unwound).toBe(3);
    }));

  it("one that is cancelled while it waits in go is not started", () =>
    run(function* (w) {
      const group = new errgroup.Group();
      const controller = new AbortController();
      const gate = chan<never>();
      const outcomes = chan<unknown>();
      let calls = 0;
      group.setLimit(1);
      group.tryGo(
        w.fn(function* (w) {
          yield* w.recv(gate);
        }),
      );
      w.go(function* (w) {
        try {
          yield* w.member(group, () => void calls++, controller.signal);
        } catch (error) {
          yield* w.send(outcomes, error);
        }
      });
      yield* parked(w, group);
      controller.abort("gave up");
      expect(yield* w.recv(outcomes)).toBe("gave up");
      gate.close();
      yield* w.wait(group);
      expect(calls).toBe(0);
      expect(group.tryGo(() => {})).toBe(true);
    }));

  it("a wait that is cancelled leaves the group and its context alone", () =>
    run(function* (w) {
      const [group, ctx] = errgroup.withContext(background());
      const controller = new AbortController();
      const gate = chan<never>();
      const outcomes = chan<unknown>();
      group.tryGo(
        w.fn(function* (w) {
          yield* w.recv(gate);
        }),
      );
      w.go(function* (w) {
        try {
          yield* w.wait(group, controller.signal);
        } catch (error) {
          yield* w.send(outcomes, error);
        }
      });
      for (let i = 0; i < 20; i++) yield* w.gosched();
      controller.abort("gave up");
      expect(yield* w.recv(outcomes)).toBe("gave up");
      expect(ctx.err()).toBeUndefined();
      gate.close();
      yield* w.wait(group);
      expect(ctx.err()).toBe(Canceled);
    }));

  it("a higher limit lets those go on that waited", () =>
    run(function* (w) {
      const group = new errgroup.Group();
      const done = chan<boolean>();
      group.setLimit(0);
      for (let i = 1; i <= 2; i++) {
        w.go(function* (w) {
          yield* w.member(group, () => {});
          yield* w.send(done, true);
        });
        yield* parked(w, group, i);
      }
      group.setLimit(-1);
      yield* w.recv(done);
      expect(yield* w.recv(done)).toBe(true);
    }));
});

describe("errgroup", () => {
  it("the limit cannot be changed while goroutines of the group are active", async () => {
    const group = new errgroup.Group();
    const gate = chan<never>();
    for (let i = 0; i < 2; i++) await group.go(() => gate.recv());
    expect(() => group.setLimit(5)).toThrow(LimitInUseError);
    expect(() => group.setLimit(-1)).toThrow(
      "errgroup: modify limit while 2 goroutines in the group are still active",
    );
    gate.close();
    await group.wait();
    group.setLimit(5);
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses the limit %d", (limit) => {
    const group = new errgroup.Group();
    expect(() => group.setLimit(limit)).toThrow(LimitError);
    expect(group.tryGo(() => {})).toBe(true);
  });

  it("refuses what is no function, and starts nothing", async () => {
    const group = new errgroup.Group();
    await expect(group.go(3 as never)).rejects.toThrow(NotAFunctionError);
    expect(() => group.tryGo(3 as never)).toThrow(NotAFunctionError);
    expect(() => goInGroup(group, 3 as never)).toThrow(NotAFunctionError);
    group.setLimit(1);
  });
});
