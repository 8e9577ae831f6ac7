/** Goroutine dumps: who waits, in what, on what, and for how long. */

import {
  background,
  chan,
  dump,
  Gosched,
  go,
  Mutex,
  recv,
  select,
  send,
  sleep,
  WaitGroup,
  withCancel,
} from "goroutine-kit";
import * as gen from "goroutine-kit/gen";
import { simulate } from "goroutine-kit/testing";
import { describe, expect, it } from "vitest";

/** The dump of a simulation in which `start` has started goroutines that have parked. */
function dumpAfter(start: () => void, waitMs = 0): Promise<string> {
  return simulate(1, async () => {
    start();
    await sleep(waitMs + 1);
    return dump();
  });
}

describe("a dump", () => {
  it("names the goroutine, the operation and the channel", async () => {
    const text = await dumpAfter(() => {
      const ch = chan<number>(2);
      go(async function receiver() {
        await ch.recv();
      });
      go(function* sender() {
        yield* send(chan<number>(), 1);
      });
    });
    expect(text).toMatch(/goroutine \d+ \[chan receive on chan \d+ \(cap 2, len 0\)\]: receiver/);
    expect(text).toMatch(/goroutine \d+ \[chan send on chan \d+ \(cap 0\)\]: sender/);
  });

  it("names all cases of a select, for both kinds of goroutine", async () => {
    const text = await dumpAfter(() => {
      const [a, b] = [chan<number>(), chan<string>()];
      go(async function chooser() {
        await select({ in: recv(a), out: send(b, "x"), off: null });
      });
      go(function* generator() {
        yield* gen.select({ in: recv(a) });
      });
    });
    expect(text).toMatch(/\[select on in: chan \d+ \(cap 0\), out: chan \d+ \(cap 0\)\]: chooser/);
    expect(text).toMatch(/\[select on in: chan \d+ \(cap 0\)\]: generator/);
  });

  it("says how long, in seconds, and nothing below one", async () => {
    const start = () => {
      const [a, b] = [chan<number>(), chan<number>()];
      go(async function waits() {
        await a.recv();
      });
      go(async function chooses() {
        await select({ in: recv(b) });
      });
    };
    const text = await dumpAfter(start, 90_000);
    expect(text).toMatch(/\[chan receive on chan \d+ \(cap 0\), 90 s\]: waits/);
    expect(text).toMatch(/\[select on in: chan \d+ \(cap 0\), 90 s\]: chooses/);
    expect(await dumpAfter(start, 500)).not.toMatch(/\d s\]/);
  });

  it("gives Go's reasons for what is no channel", async () => {
    const text = await dumpAfter(() => {
      const mutex = new Mutex();
      const group = new WaitGroup();
      group.add(1);
      mutex.tryLock();
      go(async function locks() {
        await mutex.lock();
      });
      go(function* waits() {
        yield* gen.wait(group);
      });
      go(async function sleeps() {
        await sleep(1e6);
      });
      go(function* never() {
        yield* recv<number>(null);
      });
    });
    expect(text).toMatch(/\[sync\.Mutex\.Lock on mutex \d+\]: locks/);
    expect(text).toMatch(/\[semacquire|\[sync\.WaitGroup\.Wait on .*\]: waits/);
    expect(text).toMatch(/\[sleep.*\]: sleeps/);
    expect(text).toMatch(/\[chan receive \(nil chan\)\]: never/);
  });

  it("shows a wait that can be cancelled as any other, and none once it was", async () => {
    await simulate(1, async () => {
      const [ctx, cancel] = withCancel(background());
      go(async function cancellable() {
        await chan<number>()
          .recv(ctx)
          .catch(() => undefined);
      });
      await sleep(1);
      expect(dump()).toMatch(/\[chan receive on chan \d+ \(cap 0\)\]: cancellable/);
      cancel();
      await Gosched();
      await sleep(1);
      expect(dump()).not.toContain("cancellable");
    });
  });
});
