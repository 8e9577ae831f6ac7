/** ts-chan's channels in our select, and ours in its Select. */

import { chan, Gosched, go, NotAChannelError, recv, select, send, trySelect } from "goroutine-kit";
import { recvFrom, sendTo, toTsChan } from "goroutine-kit/ts-chan";
import * as tsChan from "ts-chan";
import { describe, expect, it } from "vitest";

// ts-chan's types cannot be read under nodenext: what the tests use of them.
interface TsChannel<T> {
  send(value: T): Promise<void>;
  recv(): Promise<IteratorResult<T, undefined>>;
  trySend(value: T): boolean;
  tryRecv(): IteratorResult<T, undefined> | undefined;
  close(): void;
}
interface TsSelect {
  readonly cases: readonly unknown[];
  poll(): number | undefined;
  wait(): Promise<number>;
  recv(selected: unknown): IteratorResult<unknown, undefined>;
}
interface TsChan {
  readonly Chan: new <T>(capacity?: number) => TsChannel<T>;
  readonly Select: new (cases: unknown[]) => TsSelect;
  recv(from: object): unknown;
  send(to: object, value: () => unknown): unknown;
  readonly SendOnClosedChannelError: new () => Error;
}
const {
  Chan,
  Select,
  recv: theirRecv,
  send: theirSend,
  SendOnClosedChannelError,
} = tsChan as unknown as TsChan;

describe("ts-chan's channels in our select", () => {
  it("receives what they hold", () => {
    const theirs = new Chan<number>(2);
    theirs.trySend(1);
    theirs.trySend(2);
    const cases = { theirs: recvFrom<number>(theirs), ours: recv(chan<number>()) };
    expect(trySelect(cases)).toEqual({ case: "theirs", value: 1, ok: true });
    expect(trySelect(cases)).toEqual({ case: "theirs", value: 2, ok: true });
    expect(trySelect(cases)).toBeUndefined();
  });

  it("waits for whichever comes first, and leaves the other as it was", async () => {
    const theirs = new Chan<number>();
    const ours = chan<string>();
    const first = select({ theirs: recvFrom<number>(theirs), ours: recv(ours) });
    await ours.send("a");
    expect(await first).toEqual({ case: "ours", value: "a", ok: true });
    // Had the lost case stayed behind, it would take this value.
    const second = select({ theirs: recvFrom<number>(theirs), ours: recv(ours) });
    await theirs.send(7);
    expect(await second).toEqual({ case: "theirs", value: 7, ok: true });
    expect(ours.trySend("b")).toBe(false);
  });

  it("sends to them, at once or when they receive", async () => {
    const theirs = new Chan<number>(1);
    expect(trySelect({ theirs: sendTo(theirs, 1) })).toEqual({
      case: "theirs",
      value: undefined,
      ok: true,
    });
    const blocked = select({ theirs: sendTo(theirs, 2) });
    expect(await theirs.recv()).toMatchObject({ value: 1 });
    expect((await blocked).case).toBe("theirs");
    expect(await theirs.recv()).toMatchObject({ value: 2 });
  });

  it("sees them closed", async () => {
    const theirs = new Chan<number>();
    const waiting = select({ theirs: recvFrom<number>(theirs) });
    theirs.close();
    expect(await waiting).toEqual({ case: "theirs", value: undefined, ok: false });
    await expect(select({ theirs: sendTo(theirs, 1) })).rejects.toBeInstanceOf(
      SendOnClosedChannelError,
    );
  });

  it("fails a waiting send when they close", async () => {
    const theirs = new Chan<number>();
    const waiting = select({ theirs: sendTo(theirs, 1) });
    theirs.close();
    await expect(waiting).rejects.toBeInstanceOf(SendOnClosedChannelError);
  });

  it("serves generator goroutines", async () => {
    const theirs = new Chan<number>();
    const got = chan<unknown>(3);
    go(function* () {
      yield* send(got, yield* recvFrom<number>(theirs));
      yield* sendTo(theirs, 8);
      yield* send(got, "sent");
    });
    await Gosched();
    await theirs.send(7);
    expect(await got.recv()).toBe(7);
    expect(await theirs.recv()).toMatchObject({ value: 8 });
    expect(await got.recv()).toBe("sent");
  });

  it("takes each of several ready ones in turn, ours and theirs", async () => {
    const theirs = new Chan<number>(200);
    const ours = chan<number>(200);
    for (let i = 0; i < 200; i++) {
      theirs.trySend(i);
      ours.trySend(i);
    }
    const taken = { theirs: 0, ours: 0 };
    for (let i = 0; i < 200; i++) {
      taken[(await select({ theirs: recvFrom<number>(theirs), ours: recv(ours) })).case]++;
    }
    // Of 200 fair choices fewer than 60 come once in 10^8 runs.
    expect(Math.min(taken.theirs, taken.ours)).toBeGreaterThan(60);
  });
});

describe("our channels in ts-chan's Select", () => {
  it("receives from them and sends to them", async () => {
    const source = chan<number>(1);
    const sink = chan<string>();
    const theirSelect = new Select([
      theirRecv(toTsChan(source)),
      theirSend(toTsChan(sink), () => "x"),
    ]);
    expect(theirSelect.poll()).toBeUndefined();
    source.trySend(5);
    expect(await theirSelect.wait()).toBe(0);
    expect(theirSelect.recv(theirSelect.cases[0])).toMatchObject({ value: 5 });
    const waiting = theirSelect.wait();
    expect(await sink.recv()).toBe("x");
    expect(await waiting).toBe(1);
  });

  it("leaves nothing behind in the channel that lost", async () => {
    const a = chan<number>();
    const b = chan<number>();
    const theirSelect = new Select([theirRecv(toTsChan(a)), theirRecv(toTsChan(b))]);
    const waiting = theirSelect.wait();
    await b.send(1);
    expect(await waiting).toBe(1);
    expect(a.trySend(2)).toBe(false);
  });

  it("shows that they are closed", async () => {
    const source = chan<number>();
    const theirSelect = new Select([theirRecv(toTsChan(source))]);
    const waiting = theirSelect.wait();
    source.close();
    expect(await waiting).toBe(0);
    expect(theirSelect.recv(theirSelect.cases[0])).toMatchObject({ done: true });
  });

  it("evaluates the value of a send when a receiver takes it", async () => {
    const sink = chan<number>();
    let evaluated = 0;
    const theirSelect = new Select([theirSend(toTsChan(sink), () => ++evaluated)]);
    const waiting = theirSelect.wait();
    await Gosched();
    expect(evaluated).toBe(0);
    expect(await sink.recv()).toBe(1);
    await waiting;
    expect(evaluated).toBe(1);
  });

  it("refuses a send on a closed one with ts-chan's own error", () => {
    const sink = chan<number>();
    sink.close();
    const theirSelect = new Select([theirSend(toTsChan(sink), () => 1)]);
    expect(() => theirSelect.poll()).toThrow(SendOnClosedChannelError);
  });
});

describe("what is no channel", () => {
  it("is refused by name", () => {
    expect(() => recvFrom({})).toThrow(NotAChannelError);
    expect(() => sendTo({}, 1)).toThrow("sendTo: an object of class Object is not a channel");
    expect(() => toTsChan({} as never)).toThrow(NotAChannelError);
  });
});
