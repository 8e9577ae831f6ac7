// A shared channel is a channel: by its types, by the words that take one, and by the errors it throws.

import {
  CapacityError,
  type Chan,
  CloseOfClosedError,
  chan,
  close,
  go,
  type RecvChan,
  recv,
  type SendChan,
  SendOnClosedError,
  send,
} from "goroutine-kit";
import * as gen from "goroutine-kit/gen";
import { describe, expect, expectTypeOf, it } from "vitest";
import { type SharedChan, sharedChan } from "../../src/parallel/index.ts";

describe("by its types a shared channel", () => {
  it("is a Chan, and so a SendChan and a RecvChan, of its values", () => {
    expectTypeOf<SharedChan<number>>().toExtend<Chan<number>>();
    expectTypeOf<SharedChan<number>>().toExtend<SendChan<number>>();
    expectTypeOf<SharedChan<number>>().toExtend<RecvChan<number>>();
    expectTypeOf(sharedChan<string>).returns.toEqualTypeOf<SharedChan<string>>();
    const ch: Chan<number> = sharedChan<number>(1);
    expect([ch.len, ch.cap]).toEqual([0, 1]);
  });

  it("takes and gives nothing but its values, in the direction that is asked of it", () => {
    expectTypeOf<SharedChan<number>>().not.toExtend<SendChan<string>>();
    expectTypeOf<SharedChan<number>>().not.toExtend<RecvChan<string>>();
    const out: SendChan<number> = sharedChan<number>();
    // @ts-expect-error: nothing is received from what may only be sent to.
    expectTypeOf(out.recv).toBeNever();
    expect([out.len, out.cap]).toEqual([0, 0]);
  });
});

describe("in the words of goroutines a shared channel", () => {
  it("is sent to and received from by generators", async () => {
    const [ch, got] = [sharedChan<number>(), chan<unknown>(3)];
    go(function* () {
      yield* gen.send(got, yield* gen.recv(ch));
      yield* gen.send(got, yield* gen.recvOk(ch));
      yield* gen.send(got, yield* gen.recvOk(ch));
    });
    go(function* () {
      yield* gen.send(ch, 1);
      yield* gen.send(ch, 2);
      close(ch);
    });
    expect(await got.recv()).toBe(1);
    expect(await got.recv()).toEqual({ value: 2, ok: true });
    expect(await got.recv()).toEqual({ value: undefined, ok: false });
  });

  it("lets go of a generator whose wait is cancelled, and has taken and sent nothing", async () => {
    const [ch, got] = [sharedChan<number>(), chan<string>(2)];
    const controller = new AbortController();
    const words = [
      gen.recv(ch, controller.signal),
      gen.send(sharedChan<number>(), 1, controller.signal),
    ];
    for (const word of words) {
      go(function* () {
        try {
          yield* word;
        } catch (error) {
          yield* gen.send(got, (error as Error).message);
        }
      });
    }
    await Promise.resolve();
    controller.abort(new Error("enough"));
    expect([await got.recv(), await got.recv()]).toEqual(["enough", "enough"]);
    expect(ch.trySend(1)).toBe(false);
  });

  it("is iterated to its end", async () => {
    const ch = sharedChan<string>(1);
    go(async () => {
      for (const word of ["a", "b", "c"]) await ch.send(word);
      ch.close();
    });
    const got: string[] = [];
    for await (const word of ch) got.push(word);
    expect(got).toEqual(["a", "b", "c"]);
  });

  it("blocks a thread where it must, and only there", () => {
    const ch = sharedChan<number>(2);
    ch.sendSync(1);
    ch.sendSync(2);
    expect([ch.recvSync(), ch.recvOkSync()]).toEqual([1, { value: 2, ok: true }]);
    ch.close();
    expect([ch.recvSync(), ch.recvOkSync()]).toEqual([undefined, { value: undefined, ok: false }]);
  });
});

describe.each([
  ["local", chan],
  ["shared", sharedChan],
] as const)("the errors of a %s channel", (_kind, make: <T>(capacity?: number) => Chan<T>) => {
  it("are of the same classes", async () => {
    const ch = make<number>();
    ch.close();
    expect(() => ch.close()).toThrow(CloseOfClosedError);
    expect(() => ch.trySend(1)).toThrow(SendOnClosedError);
    await expect(ch.send(1)).rejects.toBeInstanceOf(SendOnClosedError);
    expect(() => make(-1)).toThrow(CapacityError);
  });

  it("come from its cases, too", async () => {
    const [ch, errors] = [make<number>(), chan<unknown>(1)];
    ch.close();
    go(function* () {
      try {
        yield* gen.select({ only: send(ch, 1), never: recv(chan<number>()) });
      } catch (error) {
        yield* gen.send(errors, error);
      }
    });
    expect(await errors.recv()).toBeInstanceOf(SendOnClosedError);
  });
});
