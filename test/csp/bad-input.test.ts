// Bad input to channels, select and go: each is an error of its own class, in Go's words where Go has
// them, thrown before anything has changed. Methods that give a promise reject; what `yield*` performs
// throws where it stands.

import { describe, expect, it } from "vitest";
import { recv, recvOk, select, send, sleep } from "../../src/gen.ts";
import {
  CapacityError,
  CaseError,
  type Chan,
  CloseOfClosedError,
  CloseOfNilError,
  chan,
  close,
  type GoroutineBody,
  Gosched,
  go,
  main,
  NoCasesError,
  NotACancelError,
  NotAChannelError,
  NotAFunctionError,
  NumGoroutine,
  type Operation,
  type PanicError,
  SendOnClosedError,
  select as selectAsync,
  trySelect,
  YieldError,
} from "../../src/index.ts";
import { simulate } from "../../src/testing/index.ts";

const SEED = 1;

/** What an operation throws in a generator goroutine. */
function caughtFrom(operation: () => Operation<unknown>): Promise<unknown> {
  return simulate(SEED, function* () {
    try {
      yield* operation();
    } catch (error) {
      return error;
    }
    return undefined;
  });
}

/** Runs a goroutine, and gives what escapes it. */
async function panicOf(goroutine: () => GoroutineBody): Promise<unknown> {
  const error = await simulate(SEED, async () => {
    go(goroutine);
    await chan().recv();
  }).catch((panic: PanicError) => panic.cause);
  return error;
}

function closed(): Chan<number> {
  const ch = chan<number>(1);
  ch.trySend(7);
  ch.close();
  return ch;
}

const drained = { value: undefined, ok: false };

describe("a capacity", () => {
  it.each([
    [-1, "-1"],
    [0.5, "0.5"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    [2 ** 32, "4294967296"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991"],
    ["3", '"3"'],
    [3n, "3n"],
    [null, "null"],
    [[], "an object of class Array"],
  ])("%o is refused, in Go's words, with the limit", (capacity, shown) => {
    const make = () => chan(capacity as number);
    expect(make).toThrow(CapacityError);
    expect(make).toThrow(RangeError);
    expect(make).toThrow(
      `makechan: size out of range: ${shown} is not a whole number from 0 to 4294967295`,
    );
  });

  it("may be as large as an array can be, and costs nothing until it is used", () => {
    const ch = chan<number>(2 ** 32 - 1);
    expect(ch.trySend(1)).toBe(true);
    expect([ch.len, ch.cap]).toEqual([1, 2 ** 32 - 1]);
  });
});

describe("a send on a closed channel", () => {
  const words = "send on closed channel";

  it("rejects, and what it would have sent is nowhere", async () => {
    const ch = closed();
    await expect(ch.send(8)).rejects.toThrow(SendOnClosedError);
    await expect(ch.send(8)).rejects.toThrow(words);
    expect(() => ch.trySend(8)).toThrow(SendOnClosedError);
    expect(await ch.recvOk()).toEqual({ value: 7, ok: true });
    expect(await ch.recvOk()).toEqual(drained);
  });

  it("throws in a generator goroutine, which may catch it and go on", async () => {
    const ch = closed();
    const caught = await simulate(SEED, function* () {
      try {
        yield* send(ch, 8);
      } catch (error) {
        return [error, yield* recv(ch), yield* recvOk(ch)];
      }
      return [];
    });
    expect(caught).toEqual([new SendOnClosedError(), 7, drained]);
  });

  it("fails a select whose choice it is, and not one that chooses otherwise", async () => {
    const [ch, other] = [closed(), chan<number>()];
    await expect(selectAsync({ sent: send(ch, 8), got: recv(other) })).rejects.toThrow(words);
    expect(() => trySelect({ sent: send(ch, 8) })).toThrow(SendOnClosedError);
    expect(await caughtFrom(() => select({ sent: send(ch, 8) }))).toBeInstanceOf(SendOnClosedError);
  });

  it("fails those that wait to send when it is closed, and leaves what is in the buffer", async () => {
    const ch = chan<number>(1);
    await ch.send(1);
    const waiting = [ch.send(2), selectAsync({ sent: send(ch, 3) })];
    ch.close();
    for (const promise of waiting) await expect(promise).rejects.toThrow(SendOnClosedError);
    expect(await ch.recv()).toBe(1);
    expect(await ch.recvOk()).toEqual(drained);
  });
});

describe("close", () => {
  it("of a closed channel throws, and the channel is as it was", async () => {
    const ch = closed();
    expect(() => ch.close()).toThrow(CloseOfClosedError);
    expect(() => close(ch)).toThrow("close of closed channel");
    expect(await ch.recv()).toBe(7);
  });

  it.each([null, undefined])("of %o throws", (nil) => {
    expect(() => close(nil)).toThrow(CloseOfNilError);
    expect(() => close(nil)).toThrow("close of nil channel");
  });

  it.each([7, "ch", {}, () => {}])("of %o throws, since it is no channel", (value) => {
    expect(() => close(value as never)).toThrow(NotAChannelError);
    expect(() => close(value as never)).toThrow(/^close: .* is not a channel$/);
  });
});

describe("what is no channel", () => {
  const strangers: readonly (readonly [unknown, string])[] = [
    [7, "7"],
    ["ch", '"ch"'],
    [{}, "an object of class Object"],
    [Promise.resolve(1), "an object of class Promise"],
    [chan, "function chan"],
    [recv(chan()), "an object of class Receive"],
  ];

  it.each(strangers)(
    "%o is refused by recv, recvOk and send, before anything waits",
    (ch, shown) => {
      for (const [word, operation] of [
        ["recv", () => recv(ch as never)],
        ["recvOk", () => recvOk(ch as never)],
        ["send", () => send(ch as never, 1)],
      ] as const) {
        expect(operation).toThrow(NotAChannelError);
        expect(operation).toThrow(`${word}: ${shown} is not a channel`);
      }
    },
  );
});

describe("a select", () => {
  it("without cases is refused, since it could never go on", async () => {
    await expect(selectAsync({})).rejects.toThrow(NoCasesError);
    expect(() => trySelect({})).toThrow("select: no cases: it would block forever");
    expect(await caughtFrom(() => select({}))).toBeInstanceOf(NoCasesError);
  });

  const strangers: readonly (readonly [string, unknown, string])[] = [
    ["a number", 7, "7"],
    ["a channel", chan(), "an object of class Channel"],
    ["a promise", Promise.resolve(1), "an object of class Promise"],
    ["an operation that is no case", sleep(1), "an object of class FunctionOperation"],
    ["a function", () => {}, "function anonymous"],
  ];

  it.each(strangers)(
    "with %s for a case names it, and no other case takes place",
    async (_what, stranger, shown) => {
      const [full, empty] = [chan<number>(1), chan<number>()];
      await full.send(7);
      const cases = {
        first: recv(full),
        second: recv(empty),
        strange: stranger,
        last: send(empty, 1),
      };
      const message = `select: case "strange" is ${shown}: a case is recv(channel), send(channel, value), or null`;
      await expect(selectAsync(cases as never)).rejects.toThrow(CaseError);
      await expect(selectAsync(cases as never)).rejects.toThrow(message);
      expect(() => trySelect(cases as never)).toThrow(message);
      const caught = await caughtFrom(() => select(cases as never));
      expect(caught).toEqual(new CaseError("strange", stranger));
      expect([full.len, empty.trySend(1)]).toEqual([1, false]);
    },
  );
});

describe("a generator goroutine", () => {
  const yields: readonly (readonly [string, () => unknown, string])[] = [
    ["a number", () => 7, "7"],
    ["nothing", () => undefined, "undefined"],
    ["a promise", () => chan().recv(), "an object of class Promise"],
    ["an operation", () => recv(chan()), "an object of class Receive"],
  ];

  it.each(yields)(
    "that yields %s fails there, with what to write instead",
    async (_what, make, shown) => {
      let cleaned = false;
      const error = await panicOf(function* strange() {
        try {
          yield make() as never;
        } finally {
          cleaned = true;
        }
      });
      expect(error).toBeInstanceOf(YieldError);
      expect((error as Error).message).toBe(
        `a goroutine yielded ${shown}: only operations can be waited for, with yield* (yield* recv(ch), not yield ch.recv())`,
      );
      expect(cleaned).toBe(true);
    },
  );

  it("may catch that and go on", async () => {
    const got = await simulate(SEED, function* () {
      const ch = chan<number>(1);
      yield* send(ch, 7);
      try {
        yield recv(ch) as never;
      } catch {
        return yield* recv(ch);
      }
      return undefined;
    });
    expect(got).toBe(7);
  });
});

describe("go and main", () => {
  const strangers: readonly (readonly [unknown, string])[] = [
    [undefined, "undefined"],
    [null, "null"],
    [7, "7"],
    ["fn", '"fn"'],
    [Promise.resolve(), "an object of class Promise"],
    [(function* () {})(), "an object of class "],
    [{}, "an object of class Object"],
  ];

  it.each(strangers)("refuse %o, and start nothing", (value, shown) => {
    const before = NumGoroutine();
    expect(() => go(value as never)).toThrow(NotAFunctionError);
    expect(() => go(value as never)).toThrow(new RegExp(`^go: ${shown}.* is not a function$`));
    expect(() => main(value as never)).toThrow(NotAFunctionError);
    expect(() => main(value as never)).toThrow(/^main: /);
    expect(NumGoroutine()).toBe(before);
  });

  it("refuse an async generator, which nobody would run, by name", async () => {
    const error = await panicOf(async function* numbers() {
      yield 1;
    } as never);
    expect(error).toMatchObject({
      name: "AsyncGeneratorError",
      message: "go: numbers is an async generator; a goroutine is an async function or a generator",
    });
  });
});

describe("an operation", () => {
  it("that is performed outside of a generator goroutine throws, and does nothing", async () => {
    const ch = chan<number>(1);
    await ch.send(7);
    const performed = function* () {
      return yield* recv(ch);
    };
    const refused = { name: "NotInGeneratorError", message: expect.stringContaining("go()") };
    expect(catchError(() => performed().next())).toMatchObject(refused);
    expect(catchError(() => [...recv(ch)])).toMatchObject(refused);
    let inAsync: unknown;
    go(async () => {
      inAsync = catchError(() => performed().next());
    });
    while (inAsync === undefined) await Gosched();
    expect(inAsync).toMatchObject(refused);
    expect(ch.len).toBe(1);
  });

  it("that is awaited throws, and does nothing", async () => {
    const ch = chan<number>(1);
    await ch.send(7);
    const refused = {
      name: "AwaitedOperationError",
      message: expect.stringContaining("await the method of the same name"),
    };
    for (const operation of [recv(ch), recvOk(ch), send(ch, 1), select({ got: recv(ch) })]) {
      const awaited = (async () => await (operation as unknown as Promise<unknown>))();
      await expect(awaited).rejects.toMatchObject(refused);
    }
    expect(ch.len).toBe(1);
  });
});

describe("what is to cancel a wait", () => {
  const strangers = [7, "signal", {}, { signal: 7 }, { signal: null }];

  it.each(strangers)("%o is refused, and nobody waits", async (cancel) => {
    const [ch, full] = [chan<number>(), chan<number>(1)];
    await full.send(7);
    const refused = new NotACancelError(cancel);
    const never = cancel as never;
    await expect(ch.recv(never)).rejects.toEqual(refused);
    await expect(ch.recvOk(never)).rejects.toEqual(refused);
    await expect(ch.send(1, never)).rejects.toEqual(refused);
    await expect(full.recv(never)).rejects.toEqual(refused);
    await expect(selectAsync({ got: recv(ch) }, never)).rejects.toEqual(refused);
    expect(catchError(() => recv(ch, never))).toEqual(refused);
    expect([ch.trySend(1), ch.tryRecvOk(), full.len]).toEqual([false, undefined, 1]);
  });

  it("may be an AbortController, which has a signal", async () => {
    const controller = new AbortController();
    const receiving = chan<number>().recv(controller);
    controller.abort(new Error("enough"));
    await expect(receiving).rejects.toThrow("enough");
  });
});

function catchError(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  return undefined;
}
