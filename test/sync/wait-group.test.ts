// WaitGroup, after Go's sync/waitgroup_test.go.

import { describe, expect, it } from "vitest";
import { Gosched } from "../../src/gen.ts";
import {
  chan,
  DeltaError,
  Goexit,
  go,
  NegativeCounterError,
  NotAFunctionError,
  recv,
  trySelect,
  WaitGroup,
  WaitGroupReusedError,
} from "../../src/index.ts";
import { SharedWaitGroup } from "../../src/parallel/index.ts";
import { both, parked } from "./kinds.ts";

const groups = both({ WaitGroup }, { WaitGroup: SharedWaitGroup });

describe.each(groups)("WaitGroup $of in $name goroutines", ({ run, WaitGroup }) => {
  it("TestWaitGroup: releases a group when its last one is done, and can be used again", () =>
    run(function* (w) {
      const n = 16;
      const first = new WaitGroup();
      const second = new WaitGroup();
      for (let round = 0; round < 8; round++) {
        first.add(n);
        second.add(n);
        const exited = chan<boolean>(n);
        for (let i = 0; i < n; i++) {
          w.go(function* (w) {
            first.done();
            yield* w.wait(second);
            yield* w.send(exited, true);
          });
        }
        yield* w.wait(first);
        for (let i = 0; i < n; i++) {
          expect(trySelect({ exited: recv(exited) })).toBeUndefined();
          second.done();
        }
        for (let i = 0; i < n; i++) yield* w.recv(exited);
      }
    }));

  it("TestWaitGroupRace: waits for all that were added", () =>
    run(function* (w) {
      for (let i = 0; i < 100; i++) {
        const wg = new WaitGroup();
        let n = 0;
        for (let member = 0; member < 2; member++) {
          wg.add(1);
          w.go(function* (w) {
            yield* w.gosched();
            n++;
            wg.done();
          });
        }
        yield* w.wait(wg);
        expect(n).toBe(2);
      }
    }));

  it("TestWaitGroupAlign: one that has been waited for is done", () =>
    run(function* (w) {
      const wg = new WaitGroup();
      wg.add(1);
      let done = false;
      go(() => {
        done = true;
        wg.done();
      });
      yield* w.wait(wg);
      yield* w.wait(wg);
      expect(done).toBe(true);
    }));

  it("lets more be added while others wait", () =>
    run(function* (w) {
      const wg = new WaitGroup();
      const waited = chan<string>();
      wg.add(1);
      w.go(function* (w) {
        yield* w.wait(wg);
        yield* w.send(waited, "waited");
      });
      yield* parked(w, wg);
      wg.add(1);
      wg.done();
      expect(trySelect({ waited: recv(waited) })).toBeUndefined();
      wg.done();
      expect(yield* w.recv(waited)).toBe("waited");
    }));

  it("throws where it is used again before a wait has returned", () =>
    run(function* (w) {
      const wg = new WaitGroup();
      const caught = chan<unknown>();
      wg.add(1);
      w.go(function* (w) {
        try {
          yield* w.wait(wg);
        } catch (error) {
          yield* w.send(caught, error);
        }
      });
      yield* parked(w, wg);
      wg.done();
      wg.add(1);
      const error = yield* w.recv(caught);
      expect(error).toBeInstanceOf(WaitGroupReusedError);
      expect(error).toMatchObject({
        message: "sync: WaitGroup is reused before previous Wait has returned",
      });
    }));

  it("a cancelled wait leaves the others and the goroutines waited for alone", () =>
    run(function* (w) {
      const wg = new WaitGroup();
      const controller = new AbortController();
      const outcomes = chan<unknown>(2);
      wg.add(1);
      for (const cancel of [controller.signal, undefined]) {
        w.go(function* (w) {
          try {
            yield* w.wait(wg, cancel);
            yield* w.send(outcomes, "waited");
          } catch (error) {
            yield* w.send(outcomes, error);
          }
        });
      }
      yield* parked(w, wg, 2);
      controller.abort("enough");
      expect(yield* w.recv(outcomes)).toBe("enough");
      wg.done();
      expect(yield* w.recv(outcomes)).toBe("waited");
    }));

  it("a wait that was cancelled before it began is refused, even where it need not wait", () =>
    run(function* (w) {
      const caught: unknown[] = [];
      try {
        yield* w.wait(new WaitGroup(), AbortSignal.abort("no"));
      } catch (error) {
        caught.push(error);
      }
      expect(caught).toEqual(["no"]);
    }));
});

describe.each(groups)("WaitGroup.go $of in $name goroutines", ({ run, WaitGroup }) => {
  it("starts a goroutine and counts it off when it returns", () =>
    run(function* (w) {
      const wg = new WaitGroup();
      let sum = 0;
      for (let i = 1; i <= 100; i++) {
        wg.go(
          w.fn(function* (w) {
            yield* w.gosched();
            sum += i;
          }),
        );
      }
      expect(sum).toBe(0);
      yield* w.wait(wg);
      expect(sum).toBe(5050);
    }));

  it("counts off one that calls Goexit", () =>
    run(function* (w) {
      const wg = new WaitGroup();
      let unwound = false;
      wg.go(
        w.fn(function* (w) {
          try {
            yield* w.gosched();
            Goexit();
          } finally {
            unwound = true;
          }
        }),
      );
      yield* w.wait(wg);
      expect(unwound).toBe(true);
    }));

  it("lets an error be a panic, and nobody go on as if all were well", async () => {
    const oops = new Error("oops");
    let wentOn = false;
    const program = run(function* (w) {
      const wg = new WaitGroup();
      wg.go(
        w.fn(function* (w) {
          yield* w.gosched();
          throw oops;
        }),
      );
      yield* w.wait(wg);
      wentOn = true;
    });
    const error = await program.then(
      () => undefined,
      (error: Error) => error,
    );
    expect([error, error?.cause]).toContain(oops);
    expect(wentOn).toBe(false);
  });
});

describe.each([
  { of: "of one thread", WaitGroup },
  { of: "that threads share", WaitGroup: SharedWaitGroup },
])("WaitGroup $of", ({ WaitGroup }) => {
  it("TestWaitGroupMisuse: the counter cannot become negative", () => {
    const wg = new WaitGroup();
    wg.add(1);
    wg.done();
    expect(() => wg.done()).toThrow(NegativeCounterError);
    expect(() => wg.done()).toThrow("sync: negative WaitGroup counter");
  });

  it("is as it was after a misuse", async () => {
    const wg = new WaitGroup();
    wg.add(2);
    expect(() => wg.add(-3)).toThrow(NegativeCounterError);
    wg.add(-2);
    await expect(wg.wait()).resolves.toBeUndefined();
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, "1" as never])("cannot add %s", (delta) => {
    expect(() => new WaitGroup().add(delta)).toThrow(DeltaError);
  });

  it("go: refuses what is no function, and counts nothing", async () => {
    const wg = new WaitGroup();
    expect(() => wg.go("worker" as never)).toThrow(NotAFunctionError);
    await expect(wg.wait()).resolves.toBeUndefined();
  });

  it("go: hands the arguments over, and takes plain functions that return a generator", async () => {
    const wg = new WaitGroup();
    const seen: number[] = [];
    function* worker(a: number, b: number) {
      yield* Gosched();
      seen.push(a, b);
    }
    wg.go((a: number, b: number) => worker(a, b), 1, 2);
    wg.go((a: number) => void seen.push(a), 3);
    await wg.wait();
    expect(new Set(seen)).toEqual(new Set([1, 2, 3]));
  });
});
