// Once, after Go's sync/once_test.go.

import { describe, expect, it } from "vitest";
import { doOnce, recv } from "../../src/gen.ts";
import { chan, Goexit, go, NotAFunctionError, Once, WaitGroup } from "../../src/index.ts";
import { SharedOnce } from "../../src/parallel/index.ts";
import { both, parked, waitsOn } from "./kinds.ts";

const onces = both({ Once }, { Once: SharedOnce });

describe.each(onces)("Once $of in $name goroutines", ({ run, Once }) => {
  it("TestOnce: of ten that would do it, one does, and all find it done", () =>
    run(function* (w) {
      const once = new Once();
      const found = chan<number>();
      let one = 0;
      for (let i = 0; i < 10; i++) {
        w.go(function* (w) {
          yield* w.once(once, () => {
            one++;
          });
          yield* w.send(found, one);
        });
      }
      for (let i = 0; i < 10; i++) expect(yield* w.recv(found)).toBe(1);
      expect(one).toBe(1);
    }));

  it("TestOncePanic: it has been done though it threw, and only who did it gets the error", () =>
    run(function* (w) {
      const once = new Once();
      const failed = new Error("failed");
      const caught: unknown[] = [];
      try {
        yield* w.once(once, () => {
          throw failed;
        });
      } catch (error) {
        caught.push(error);
      }
      expect(caught).toEqual([failed]);
      let again = false;
      yield* w.once(once, () => {
        again = true;
      });
      expect(again).toBe(false);
    }));

  it("those that come while it runs wait until it has ended", () =>
    run(function* (w) {
      const once = new Once();
      const gate = chan<never>();
      const begun = chan<boolean>();
      const found = chan<string>();
      let state = "not begun";
      for (let i = 0; i < 3; i++) {
        w.go(function* (w) {
          yield* w.once(
            once,
            w.fn(function* (w) {
              state = "begun";
              yield* w.send(begun, true);
              yield* w.recv(gate);
              yield* w.gosched();
              state = "done";
            }),
          );
          yield* w.send(found, state);
        });
      }
      yield* w.recv(begun);
      yield* parked(w, once, 2);
      expect(state).toBe("begun");
      expect(found.tryRecv()).toBeUndefined();
      gate.close();
      for (let i = 0; i < 3; i++) expect(yield* w.recv(found)).toBe("done");
    }));

  it("those that wait go on without error where it ends by one", () =>
    run(function* (w) {
      const once = new Once();
      const gate = chan<never>();
      const outcomes = chan<unknown>();
      const failed = new Error("failed");
      for (let i = 0; i < 3; i++) {
        w.go(function* (w) {
          try {
            yield* w.once(
              once,
              w.fn(function* (w) {
                yield* w.recv(gate);
                throw failed;
              }),
            );
            yield* w.send(outcomes, "done");
          } catch (error) {
            yield* w.send(outcomes, error);
          }
        });
      }
      yield* parked(w, once, 2);
      gate.close();
      const all = [yield* w.recv(outcomes), yield* w.recv(outcomes), yield* w.recv(outcomes)];
      expect(all.filter((outcome) => outcome === failed)).toHaveLength(1);
      expect(all.filter((outcome) => outcome === "done")).toHaveLength(2);
    }));

  it("Goexit within it ends the goroutine that called, and it has been done", () =>
    run(function* (w) {
      const once = new Once();
      const wg = new WaitGroup();
      let wentOn = false;
      wg.go(
        w.fn(function* (w) {
          yield* w.once(once, () => Goexit());
          wentOn = true;
        }),
      );
      yield* w.wait(wg);
      let again = false;
      yield* w.once(once, () => {
        again = true;
      });
      expect({ wentOn, again }).toEqual({ wentOn: false, again: false });
    }));

  const functions: readonly [kind: string, fn: (log: string[]) => () => never][] = [
    ["a plain function", (log) => () => log.push("ended") as never],
    [
      "an async function",
      (log) =>
        (async () => {
          await Promise.resolve();
          log.push("ended");
        }) as () => never,
    ],
    [
      "a generator function",
      (log) =>
        function* () {
          yield* doOnce(new Once(), () => {});
          log.push("ended");
        } as () => never,
    ],
  ];

  it.each(functions)("does %s", (_kind, fn) =>
    run(function* (w) {
      const log: string[] = [];
      yield* w.once(new Once(), fn(log));
      expect(log).toEqual(["ended"]);
    }),
  );

  it.each([
    ["an async function", (error: Error) => async () => Promise.reject(error)],
    [
      "a generator function",
      (error: Error) =>
        function* () {
          yield* doOnce(new Once(), () => {});
          throw error;
        },
    ],
  ])("gives the error of %s to who did it", (_kind, fn) =>
    run(function* (w) {
      const failed = new Error("failed");
      const caught: unknown[] = [];
      try {
        yield* w.once(new Once(), fn(failed));
      } catch (error) {
        caught.push(error);
      }
      expect(caught).toEqual([failed]);
    }),
  );

  it("one that is cancelled while it waits leaves the function and the others alone", () =>
    run(function* (w) {
      const once = new Once();
      const gate = chan<never>();
      const controller = new AbortController();
      const outcomes = chan<unknown>();
      const begun = chan<boolean>();
      w.go(function* (w) {
        yield* w.once(
          once,
          w.fn(function* (w) {
            yield* w.send(begun, true);
            yield* w.recv(gate);
          }),
        );
        yield* w.send(outcomes, "done");
      });
      yield* w.recv(begun);
      // The first is parked on it too where its function is of the other kind.
      const before = waitsOn(once);
      w.go(function* (w) {
        try {
          yield* w.once(once, () => {}, controller.signal);
        } catch (error) {
          yield* w.send(outcomes, error);
        }
      });
      yield* parked(w, once, before + 1);
      controller.abort("gave up");
      expect(yield* w.recv(outcomes)).toBe("gave up");
      gate.close();
      expect(yield* w.recv(outcomes)).toBe("done");
    }));

  it("one that was cancelled before it began is refused, and nothing is done", () =>
    run(function* (w) {
      const once = new Once();
      const caught: unknown[] = [];
      let calls = 0;
      try {
        yield* w.once(once, () => void calls++, AbortSignal.abort("no"));
      } catch (error) {
        caught.push(error);
      }
      expect(caught).toEqual(["no"]);
      yield* w.once(once, () => void calls++);
      expect(calls).toBe(1);
    }));
});

describe.each([
  { of: "of one thread", Once },
  { of: "that threads share", Once: SharedOnce },
])("Once $of", ({ Once }) => {
  it("calls a plain function before the promise is given back", async () => {
    let calls = 0;
    const once = new Once();
    const done = once.do(() => void calls++);
    expect(calls).toBe(1);
    await done;
  });

  it("refuses what is no function, and has not been done", async () => {
    const once = new Once();
    await expect(once.do(3 as never)).rejects.toThrow(NotAFunctionError);
    expect(() => doOnce(once, 3 as never)).toThrow(NotAFunctionError);
    let calls = 0;
    await once.do(() => void calls++);
    expect(calls).toBe(1);
  });

  it("lets a generator that an async function has it run be a goroutine of its own", async () => {
    const ch = chan<string>();
    go(async () => {
      await ch.send("hello");
    });
    let heard: string | undefined;
    await new Once().do(function* () {
      heard = yield* recv(ch);
    });
    expect(heard).toBe("hello");
  });
});
