// singleflight, after golang.org/x/sync/singleflight's singleflight_test.go. What Go tells apart as
// error and panic is one thing here: what is thrown. All callers get it.

import { describe, expect, it } from "vitest";
import { doOnce, recv } from "../../src/gen.ts";
import {
  chan,
  Goexit,
  GoexitCalledError,
  NotAFunctionError,
  singleflight,
  WaitGroup,
} from "../../src/index.ts";
import { kinds } from "./kinds.ts";

describe.each(kinds)("singleflight in $name goroutines", ({ run }) => {
  it("TestDo: gives what the function returns", () =>
    run(function* (w) {
      const group = new singleflight.Group<string, string>();
      const flight = yield* w.flight(group, "key", () => "bar");
      expect(flight).toEqual({ value: "bar", shared: false });
    }));

  it("TestDoErr: throws what the function throws", () =>
    run(function* (w) {
      const group = new singleflight.Group();
      const failed = new Error("some error");
      const caught: unknown[] = [];
      try {
        yield* w.flight(
          group,
          "key",
          w.fn(function* (w) {
            yield* w.gosched();
            throw failed;
          }),
        );
      } catch (error) {
        caught.push(error);
      }
      expect(caught).toEqual([failed]);
    }));

  it("TestDoDupSuppress: those who come while it is in flight share it", () =>
    run(function* (w) {
      const group = new singleflight.Group<string, string>();
      const gate = chan<string>(1);
      const got = chan<singleflight.Flight<string>>();
      const n = 10;
      let calls = 0;
      let came = 0;
      for (let i = 0; i < n; i++) {
        w.go(function* (w) {
          came++;
          const flight = yield* w.flight(
            group,
            "key",
            w.fn(function* (w) {
              calls++;
              return (yield* w.recv(gate)) as string;
            }),
          );
          yield* w.send(got, flight);
        });
      }
      while (came < n) yield* w.gosched();
      yield* w.send(gate, "bar");
      for (let i = 0; i < n; i++) {
        expect(yield* w.recv(got)).toEqual({ value: "bar", shared: true });
      }
      expect(calls).toBe(1);
    }));

  it("calls with other keys, and calls after it has landed, are others", () =>
    run(function* (w) {
      const group = new singleflight.Group<number, number>();
      let calls = 0;
      const fn = () => ++calls;
      for (const key of [1, 2, 1, 1]) yield* w.flight(group, key, fn);
      expect(calls).toBe(4);
    }));

  it("TestForget: who comes after forget begins another call, which the first does not end", () =>
    run(function* (w) {
      const group = new singleflight.Group<string, number>();
      const firstStarted = chan<never>();
      const unblockFirst = chan<never>();
      const firstFinished = chan<never>();
      w.go(function* (w) {
        yield* w.flight(
          group,
          "key",
          w.fn(function* (w) {
            firstStarted.close();
            yield* w.recv(unblockFirst);
            firstFinished.close();
            return 1;
          }),
        );
      });
      yield* w.recv(firstStarted);
      group.forget("key");
      const unblockSecond = chan<never>();
      const second = group.doChan(
        "key",
        w.fn(function* (w) {
          yield* w.recv(unblockSecond);
          return 2;
        }),
      );
      unblockFirst.close();
      yield* w.recv(firstFinished);
      const third = group.doChan("key", () => 3);
      unblockSecond.close();
      expect(yield* w.recv(second)).toEqual({ value: 2, err: undefined, shared: true });
      expect(yield* w.recv(third)).toEqual({ value: 2, err: undefined, shared: true });
    }));

  it("TestForgetUnshared: a call begun after forget is not shared with the one before", () =>
    run(function* (w) {
      const group = new singleflight.Group<string, number>();
      const gate = chan<never>();
      const wait = w.fn(function* (w) {
        yield* w.recv(gate);
        return 1;
      });
      const first = group.doChan("key", wait);
      group.forget("key");
      const second = group.doChan("key", () => 2);
      expect(yield* w.recv(second)).toEqual({ value: 2, err: undefined, shared: false });
      gate.close();
      expect(yield* w.recv(first)).toEqual({ value: 1, err: undefined, shared: false });
    }));

  it("TestDoChan: the result comes through a channel, which is not closed", () =>
    run(function* (w) {
      const group = new singleflight.Group<string, string>();
      const ch = group.doChan(
        "key",
        w.fn(function* (w) {
          yield* w.gosched();
          return "bar";
        }),
      );
      expect(yield* w.recv(ch)).toEqual({ value: "bar", err: undefined, shared: false });
      expect(ch.tryRecvOk()).toBeUndefined();
    }));

  it("TestPanicDo: every caller throws", () =>
    run(function* (w) {
      const group = new singleflight.Group();
      const oops = new Error("oops");
      const outcomes = chan<unknown>();
      const n = 5;
      for (let i = 0; i < n; i++) {
        w.go(function* (w) {
          try {
            yield* w.flight(group, "key", () => {
              throw oops;
            });
          } catch (error) {
            yield* w.send(outcomes, error);
          }
        });
      }
      for (let i = 0; i < n; i++) expect(yield* w.recv(outcomes)).toBe(oops);
    }));

  it("TestGoexitDo: every caller Goexits", () =>
    run(function* (w) {
      const group = new singleflight.Group();
      const wg = new WaitGroup();
      let wentOn = 0;
      for (let i = 0; i < 5; i++) {
        wg.go(
          w.fn(function* (w) {
            yield* w.flight(group, "key", () => Goexit());
            wentOn++;
          }),
        );
      }
      yield* w.wait(wg);
      expect(wentOn).toBe(0);
    }));

  it("TestPanicDoChan, TestPanicDoSharedByDoChan: what was thrown comes through the channel", () =>
    run(function* (w) {
      const group = new singleflight.Group();
      const oops = new Error("oops");
      const unblock = chan<never>();
      const outcomes = chan<unknown>();
      const started = chan<never>();
      w.go(function* (w) {
        try {
          yield* w.flight(
            group,
            "key",
            w.fn(function* (w) {
              started.close();
              yield* w.recv(unblock);
              throw oops;
            }),
          );
        } catch (error) {
          yield* w.send(outcomes, error);
        }
      });
      yield* w.recv(started);
      const ch = group.doChan("key", () => "not called");
      unblock.close();
      expect(yield* w.recv(ch)).toEqual({ value: undefined, err: oops, shared: true });
      expect(yield* w.recv(outcomes)).toBe(oops);
    }));

  it("a Goexit comes through a channel as an error", () =>
    run(function* (w) {
      const ch = new singleflight.Group().doChan("key", () => Goexit());
      const result = yield* w.recv(ch);
      expect(result?.err).toBeInstanceOf(GoexitCalledError);
    }));

  it("a caller that is cancelled, be it the first, leaves the call to the others", () =>
    run(function* (w) {
      const group = new singleflight.Group<string, string>();
      const gate = chan<never>();
      const controller = new AbortController();
      const outcomes = chan<unknown>(2);
      const started = chan<never>();
      w.go(function* (w) {
        try {
          yield* w.flight(
            group,
            "key",
            w.fn(function* (w) {
              started.close();
              yield* w.recv(gate);
              return "bar";
            }),
            controller.signal,
          );
        } catch (error) {
          yield* w.send(outcomes, error);
        }
      });
      yield* w.recv(started);
      const ch = group.doChan("key", () => "not called");
      controller.abort("gave up");
      expect(yield* w.recv(outcomes)).toBe("gave up");
      gate.close();
      expect(yield* w.recv(ch)).toEqual({ value: "bar", err: undefined, shared: true });
    }));

  it("one that was cancelled before it began calls nothing", () =>
    run(function* (w) {
      const caught: unknown[] = [];
      let calls = 0;
      try {
        yield* w.flight(
          new singleflight.Group(),
          "key",
          () => void calls++,
          AbortSignal.abort("no"),
        );
      } catch (error) {
        caught.push(error);
      }
      expect({ caught, calls }).toEqual({ caught: ["no"], calls: 0 });
    }));
});

describe("singleflight", () => {
  it("refuses what is no function", async () => {
    const group = new singleflight.Group();
    await expect(group.do("key", 3 as never)).rejects.toThrow(NotAFunctionError);
    expect(() => group.doChan("key", "fn" as never)).toThrow(NotAFunctionError);
    expect(() => doOnce(group, "key", "fn" as never)).toThrow(NotAFunctionError);
  });

  it("fails with an error where the function is an async generator, which nobody would run", async () => {
    const group = new singleflight.Group();
    async function* wrong() {
      yield 1;
    }
    await expect(group.do("key", () => wrong())).rejects.toThrow("async generator");
  });

  it("takes functions of any kind from either kind of goroutine", async () => {
    const group = new singleflight.Group<string, number>();
    const ch = chan<number>(2);
    ch.trySend(1);
    ch.trySend(2);
    const first = await group.do("key", function* () {
      return (yield* recv(ch)) ?? 0;
    });
    const second = chan<number>(1);
    const wg = new WaitGroup();
    wg.go(function* () {
      const { value } = yield* doOnce(group, "key", async () => (await ch.recv()) ?? 0);
      second.trySend(value);
    });
    await wg.wait();
    expect([first.value, second.tryRecv()]).toEqual([1, 2]);
  });
});
