// What threads lock, wait for and count by, on threads: after Go's sync and atomic tests, with goroutines of
// worker threads that await and such that block.

import { afterAll, describe, expect, it } from "vitest";
import {
  AtomicInt32,
  AtomicInt64,
  GOMAXPROCS,
  NotAnIntegerError,
  SharedCond,
  SharedMutex,
  SharedOnce,
  SharedRWMutex,
  SharedSemaphore,
  SharedWaitGroup,
  sharedChan,
  shutdown,
  WorkerDiedError,
} from "../../src/parallel/index.ts";
import { type SharedObject, siteOf } from "../../src/workers/index.ts";
import * as worker from "./sync-functions.ts";

const manners: readonly worker.Manner[] = ["async", "blocking"];

// Goroutines of one worker that block would keep each other from running: one a worker.
GOMAXPROCS(4);
afterAll(() => shutdown());

describe.each(manners)("on worker threads, %s", (manner) => {
  it("TestMutex: a mutex lets in one at a time", async () => {
    const mutex = new SharedMutex();
    const counter = new AtomicInt32();
    await Promise.all([1, 2, 3].map(() => worker.hammerMutex(mutex, counter, 2000, manner)));
    expect(counter.load()).toBe(6000);
    expect(mutex.tryLock()).toBe(true);
  });

  it.each([1, 3])("TestRWMutex: a writer and %d readers never meet", async (readers) => {
    const rw = new SharedRWMutex();
    const activity = new AtomicInt32();
    const reading = Array.from({ length: readers }, () => worker.read(rw, activity, 500, manner));
    await Promise.all([worker.write(rw, activity, 500, manner), ...reading]);
    expect(activity.load()).toBe(0);
    expect(rw.tryLock()).toBe(true);
  });

  it("TestWaitGroup: a group is let go when its last one is done, and can be used again", async () => {
    const n = 3;
    const [first, second] = [new SharedWaitGroup(), new SharedWaitGroup()];
    for (let round = 0; round < 4; round++) {
      first.add(n);
      second.add(n);
      const exited = sharedChan<boolean>(n);
      const calls = Array.from({ length: n }, () =>
        worker.exitTogether(first, second, exited, manner),
      );
      await first.wait();
      for (let i = 0; i < n; i++) {
        expect(exited.len).toBe(0);
        second.done();
      }
      for (let i = 0; i < n; i++) expect(await exited.recv()).toBe(true);
      await Promise.all(calls);
    }
  });

  it("go starts parallel goroutines that are waited for", async () => {
    const [wg, done] = [new SharedWaitGroup(), new AtomicInt32()];
    const [a, b] = [new AtomicInt32(), new AtomicInt64()];
    for (let i = 0; i < 3; i++) wg.go(worker.countUp, a, b, 100);
    wg.go(async () => void done.add(1));
    await wg.wait();
    expect([a.load(), b.load(), done.load()]).toEqual([300, 300n, 1]);
  });

  it("TestOnce: of all threads that would do it, one does, and all find it done", async () => {
    const once = new SharedOnce();
    const one = new AtomicInt32();
    const found = await Promise.all([1, 2, 3].map(() => worker.doOnceOn(once, one, manner)));
    expect(found).toEqual([1, 1, 1]);
  });

  it("TestCondSignal: each signal wakes one that waits", async () => {
    const cond = new SharedCond(new SharedMutex());
    const tokens = new AtomicInt32();
    const running = sharedChan<boolean>(3);
    const taken = sharedChan<boolean>(3);
    const calls = [1, 2, 3].map(() => worker.takeToken(cond, tokens, running, taken, manner));
    for (let i = 0; i < 3; i++) await running.recv();
    for (let i = 0; i < 3; i++) {
      expect(taken.len).toBe(0);
      {
        using _ = await cond.L.lock();
        tokens.store(1);
        cond.signal();
      }
      await taken.recv();
    }
    await Promise.all(calls);
    expect(tokens.load()).toBe(0);
  });

  it("TestCondBroadcast: a broadcast wakes all that wait", async () => {
    const cond = new SharedCond(new SharedRWMutex());
    const tokens = new AtomicInt32();
    const running = sharedChan<boolean>(3);
    const taken = sharedChan<boolean>(3);
    const calls = [1, 2, 3].map(() => worker.takeToken(cond, tokens, running, taken, manner));
    for (let i = 0; i < 3; i++) await running.recv();
    {
      using _ = await cond.L.lock();
      tokens.store(3);
      cond.broadcast();
    }
    await Promise.all(calls);
    expect(taken.len).toBe(3);
    expect(tokens.load()).toBe(0);
  });

  it("TestWeighted: many weights at once, and all is free in the end", async () => {
    const sem = new SharedSemaphore(3);
    const held = new AtomicInt32();
    await Promise.all([1, 2, 3].map((w) => worker.hammerSemaphore(sem, held, w, 500, manner)));
    expect(held.load()).toBe(0);
    expect(sem.tryAcquire(3)).toBe(true);
  });
});

describe("atomic numbers", () => {
  it("TestHammer32, TestHammer64: no addition is lost", async () => {
    const [a, b] = [new AtomicInt32(), new AtomicInt64()];
    await Promise.all([1, 2, 3].map(() => worker.countUp(a, b, 3000)));
    expect([a.load(), b.load()]).toEqual([9000, 9000n]);
  });

  it("TestSwapInt32, TestAddInt32, TestCompareAndSwapInt32, TestAndInt32, TestOrInt32", () => {
    const x = new AtomicInt32(5);
    expect(x.swap(7)).toBe(5);
    expect(x.add(-9)).toBe(-2);
    expect([x.compareAndSwap(3, 4), x.load()]).toEqual([false, -2]);
    expect([x.compareAndSwap(-2, 4), x.load()]).toEqual([true, 4]);
    expect([x.or(3), x.and(5), x.load()]).toEqual([4, 7, 5]);
    x.store(1);
    expect(x.load()).toBe(1);
  });

  it("TestSwapInt64, TestAddInt64, TestCompareAndSwapInt64, TestAndInt64, TestOrInt64", () => {
    const big = 1n << 40n;
    const x = new AtomicInt64(big);
    expect(x.swap(7n)).toBe(big);
    expect(x.add(-big)).toBe(7n - big);
    expect([x.compareAndSwap(3n, 4n), x.load()]).toEqual([false, 7n - big]);
    expect([x.compareAndSwap(7n - big, 4n), x.load()]).toEqual([true, 4n]);
    expect([x.or(big), x.and(big), x.load()]).toEqual([4n, big + 4n, big]);
    x.store(-1n);
    expect(x.load()).toBe(-1n);
  });

  it("wrap as Go's", () => {
    const small = new AtomicInt32(0x7fff_ffff);
    expect(small.add(1)).toBe(-0x8000_0000);
    expect(small.load()).toBe(-0x8000_0000);
    expect(small.compareAndSwap(0x8000_0000, 0x1_0000_0001)).toBe(true);
    expect(small.load()).toBe(1);
    const large = new AtomicInt64((1n << 63n) - 1n);
    expect(large.add(1n)).toBe(-(1n << 63n));
    expect(large.compareAndSwap(1n << 63n, (1n << 64n) + 1n)).toBe(true);
    expect(large.load()).toBe(1n);
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, "1" as never, 1n as never])(
    "of 32 bits refuse %s, and keep what they were",
    (value) => {
      const x = new AtomicInt32(3);
      for (const use of [
        () => x.store(value),
        () => x.add(value),
        () => x.swap(value),
        () => x.compareAndSwap(3, value),
        () => x.compareAndSwap(value, 3),
        () => new AtomicInt32(value),
      ]) {
        expect(use).toThrow(NotAnIntegerError);
      }
      expect(x.load()).toBe(3);
    },
  );

  it.each([1 as never, "1" as never])("of 64 bits refuse %s, and keep what they were", (value) => {
    const x = new AtomicInt64(3n);
    expect(() => x.store(value)).toThrow(NotAnIntegerError);
    expect(() => x.add(value)).toThrow("is not a bigint");
    expect(x.load()).toBe(3n);
  });
});

describe("what threads share comes to other threads", () => {
  const things: readonly [name: string, make: () => object][] = [
    ["a SharedMutex", () => new SharedMutex()],
    ["a SharedRWMutex", () => new SharedRWMutex()],
    ["a SharedWaitGroup", () => new SharedWaitGroup()],
    ["a SharedOnce", () => new SharedOnce()],
    ["a SharedCond", () => new SharedCond(new SharedMutex())],
    ["a SharedSemaphore", () => new SharedSemaphore(2)],
    ["an AtomicInt32", () => new AtomicInt32(1)],
    ["an AtomicInt64", () => new AtomicInt64(1n)],
  ];

  it.each(things)("%s as itself, and back as the same object", async (_name, make) => {
    const thing = make();
    const back = sharedChan<unknown>(2);
    await worker.sendTwice(thing, thing, back);
    expect(await back.recv()).toBe(true);
    expect(await back.recv()).toBe(thing);
  });

  it.each([
    () => new SharedMutex(),
    () => new SharedRWMutex(),
    () => new SharedRWMutex().rLocker(),
  ])("a SharedCond with its locker (%#)", async (make) => {
    const locker = make();
    const cond = new SharedCond(locker);
    expect(cond.L).toBe(locker);
    if (locker instanceof SharedMutex) {
      expect(await worker.comesWithLock(cond, locker)).toBe(true);
    }
    locker.tryLock();
    const ended = worker.waitAndUnlock(cond);
    while (!locker.tryLock()) await new Promise<void>((resolve) => setImmediate(resolve));
    locker.unlock();
    await ended;
  });
});

describe("when a thread dies", () => {
  it("the mutex that it had locked goes to who has waited longest, who is told", async () => {
    const mutex = new SharedMutex();
    await mutex.lock();
    const dies = worker.dieHoldingMutex(mutex);
    mutex.unlock();
    await expect(dies).rejects.toThrow(WorkerDiedError);
    {
      using _ = await mutex.lock();
      expect(mutex.ownerDied).toBe(true);
    }
    using _ = await mutex.lock();
    expect(mutex.ownerDied).toBe(false);
  });

  it("the RWMutex that it wrote under goes on, and who has it is told", async () => {
    const rw = new SharedRWMutex();
    await expect(worker.dieWriting(rw)).rejects.toThrow(WorkerDiedError);
    {
      using _ = await rw.rLock();
      expect(rw.ownerDied).toBe(true);
    }
    {
      using _ = await rw.lock();
      expect(rw.ownerDied).toBe(true);
    }
    expect(rw.ownerDied).toBe(false);
  });

  it("the RWMutex that it read under lets writers in, as if nothing had been", async () => {
    const rw = new SharedRWMutex();
    await expect(worker.dieReading(rw)).rejects.toThrow(WorkerDiedError);
    using _ = await rw.lock();
    expect(rw.ownerDied).toBe(false);
  });

  it("what it held of a semaphore is free again", async () => {
    const sem = new SharedSemaphore(3);
    await expect(worker.dieHolding(sem, 2)).rejects.toThrow(WorkerDiedError);
    using _ = await sem.acquire(3);
    expect(sem.tryAcquire(1)).toBe(false);
  });

  it("what it was to do once falls to who comes then", async () => {
    const once = new SharedOnce();
    await expect(worker.dieDoing(once)).rejects.toThrow(WorkerDiedError);
    let done = 0;
    await once.do(() => void done++);
    await once.do(() => void done++);
    expect(done).toBe(1);
  });

  it("a mutex is not handed to one that waited for it there", async () => {
    const mutex = new SharedMutex();
    const order = sharedChan<string>();
    await mutex.lock();
    const dies = worker.dieWaiting(mutex, order);
    await order.send("die");
    await expect(dies).rejects.toThrow(WorkerDiedError);
    mutex.unlock();
    using _ = await mutex.lock();
    expect(mutex.ownerDied).toBe(false);
  });

  it("what it was at work on, in the midst of a step, cannot be used any more, and says so", async () => {
    // As a thread leaves it that is terminated while it has the lock of a gate.
    const broken = <S extends SharedObject>(object: S): S => {
      const { agent, address } = siteOf(object);
      agent.heap.words[address] = -1;
      return object;
    };
    const mutex = broken(new SharedMutex());
    await expect(mutex.lock()).rejects.toThrow(WorkerDiedError);
    for (const use of [
      () => mutex.tryLock(),
      () => mutex.lockSync(),
      () => mutex.unlock(),
      () => broken(new SharedWaitGroup()).done(),
      () => broken(new SharedSemaphore(1)).release(),
    ]) {
      expect(use).toThrow(WorkerDiedError);
    }
    await expect(broken(new SharedRWMutex()).rLock()).rejects.toThrow(WorkerDiedError);
    await expect(broken(new SharedSemaphore(1)).acquire()).rejects.toThrow(WorkerDiedError);
    await expect(broken(new SharedOnce()).do(() => {})).rejects.toThrow(WorkerDiedError);
    const cond = broken(new SharedCond(new SharedMutex()));
    await cond.L.lock();
    await expect(cond.wait()).rejects.toThrow(WorkerDiedError);
    expect(cond.L.tryLock()).toBe(false);
  });

  it.each(manners)("at any step, nobody waits for it for ever, %s", async (manner) => {
    for (let round = 0; round < 2; round++) {
      const [mutex, sem, begun] = [
        new SharedMutex(),
        new SharedSemaphore(2),
        new SharedWaitGroup(),
      ];
      begun.add(3);
      const calls = [1, 2, 3].map(() =>
        worker.hammerOn(mutex, sem, begun, manner).catch((error: Error) => error.name),
      );
      await begun.wait();
      const waits = Array.from({ length: 20 }, async (_, i) => {
        const guard = i % 2 === 0 ? await mutex.lock() : await sem.acquire(2);
        guard[Symbol.dispose]();
      });
      await shutdown();
      expect(await Promise.all(calls)).toEqual(Array(3).fill("ShutdownError"));
      for (const outcome of await Promise.allSettled(waits)) {
        // What one was at work on when it was ended is broken.
        if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(WorkerDiedError);
      }
    }
  });
});
