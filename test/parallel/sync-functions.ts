// Parallel functions for the tests of what threads lock, wait for and count by. Workers import this module to
// find them. Counters that are guarded are loaded and stored in two steps: whoever is let in beside another
// loses a count.

import {
  type AtomicInt32,
  type AtomicInt64,
  parallel,
  type SharedChan,
  type SharedCond,
  type SharedMutex,
  type SharedOnce,
  type SharedRWMutex,
  type SharedSemaphore,
  type SharedWaitGroup,
} from "../../src/parallel/index.ts";

/** Whether a function awaits or blocks its thread. */
export type Manner = "async" | "blocking";

/** Adds in two steps, between which another may come. */
function bump(counter: AtomicInt32, by: number): void {
  counter.store(counter.load() + by);
}

export const hammerMutex = parallel(
  import.meta.url,
  async (mutex: SharedMutex, counter: AtomicInt32, loops: number, manner: Manner) => {
    for (let i = 0; i < loops; i++) {
      if (i % 3 === 0 && mutex.tryLock()) {
        bump(counter, 1);
        mutex.unlock();
        continue;
      }
      using _ = manner === "async" ? await mutex.lock() : mutex.lockSync();
      bump(counter, 1);
    }
  },
);

/** As in Go's HammerRWMutex: readers at work, plus 10,000 for each writer at work. */
export const write = parallel(
  import.meta.url,
  async (rw: SharedRWMutex, activity: AtomicInt32, loops: number, manner: Manner) => {
    for (let i = 0; i < loops; i++) {
      using _ = manner === "async" ? await rw.lock() : rw.lockSync();
      if (activity.add(10_000) !== 10_000) throw new Error("a writer met somebody");
      for (let spin = 0; spin < 100; spin++) activity.load();
      activity.add(-10_000);
    }
  },
);

export const read = parallel(
  import.meta.url,
  async (rw: SharedRWMutex, activity: AtomicInt32, loops: number, manner: Manner) => {
    for (let i = 0; i < loops; i++) {
      using _ = manner === "async" ? await rw.rLock() : rw.rLockSync();
      const at = activity.add(1);
      if (at < 1 || at >= 10_000) throw new Error("a reader met a writer");
      for (let spin = 0; spin < 100; spin++) activity.load();
      activity.add(-1);
    }
  },
);

export const exitTogether = parallel(
  import.meta.url,
  async (
    first: SharedWaitGroup,
    second: SharedWaitGroup,
    exited: SharedChan<boolean>,
    manner: Manner,
  ) => {
    first.done();
    if (manner === "async") await second.wait();
    else second.waitSync();
    await exited.send(true);
  },
);

export const doOnceOn = parallel(
  import.meta.url,
  async (once: SharedOnce, one: AtomicInt32, manner: Manner) => {
    const f = () => void one.add(1);
    if (manner === "async") await once.do(f);
    else once.doSync(f);
    return one.load();
  },
);

/** Waits under the lock until there are tokens, takes one, and says so. */
export const takeToken = parallel(
  import.meta.url,
  async (
    cond: SharedCond,
    tokens: AtomicInt32,
    running: SharedChan<boolean>,
    taken: SharedChan<boolean>,
    manner: Manner,
  ) => {
    using _ = manner === "async" ? await cond.L.lock() : cond.L.lockSync();
    await running.send(true);
    while (tokens.load() === 0) {
      if (manner === "async") await cond.wait();
      else cond.waitSync();
    }
    bump(tokens, -1);
    await taken.send(true);
  },
);

export const hammerSemaphore = parallel(
  import.meta.url,
  async (sem: SharedSemaphore, held: AtomicInt32, weight: number, loops: number, m: Manner) => {
    for (let i = 0; i < loops; i++) {
      using _ = m === "async" ? await sem.acquire(weight) : sem.acquireSync(weight);
      if (held.add(weight) > sem.size) throw new Error("more is held than there is");
      held.add(-weight);
    }
  },
);

export const countUp = parallel(
  import.meta.url,
  (a: AtomicInt32, b: AtomicInt64, loops: number) => {
    for (let i = 0; i < loops; i++) {
      a.add(1);
      for (let old = b.load(); !b.compareAndSwap(old, old + 1n); old = b.load());
    }
  },
);

/** Sends back what it is given, twice: whether the two are one object here, too. */
export const sendTwice = parallel(
  import.meta.url,
  async (thing: object, again: object, back: SharedChan<unknown>) => {
    await back.send(thing === again);
    await back.send(thing);
  },
);

/** Whether the cond has come with the lock that has come too. */
export const comesWithLock = parallel(
  import.meta.url,
  (cond: SharedCond, mutex: SharedMutex) => cond.L === mutex,
);

/** Waits until the locker of a cond can be locked, and unlocks it. */
export const waitAndUnlock = parallel(import.meta.url, async (cond: SharedCond) => {
  cond.L.unlock();
  using _ = await cond.L.lock();
});

// ----------------------------------------------------------------------- what dies while it holds things

export const dieHoldingMutex = parallel(import.meta.url, (mutex: SharedMutex) => {
  mutex.lockSync();
  process.exit(0);
});

export const dieWriting = parallel(import.meta.url, (rw: SharedRWMutex) => {
  rw.lockSync();
  process.exit(0);
});

export const dieReading = parallel(import.meta.url, (rw: SharedRWMutex) => {
  rw.rLockSync();
  rw.rLockSync();
  process.exit(0);
});

export const dieHolding = parallel(import.meta.url, (sem: SharedSemaphore, weight: number) => {
  sem.acquireSync(weight);
  process.exit(0);
});

export const dieDoing = parallel(import.meta.url, (once: SharedOnce) => {
  once.doSync(() => process.exit(0));
});

/** Locks and acquires without end; says when it is at it. */
export const hammerOn = parallel(
  import.meta.url,
  async (mutex: SharedMutex, sem: SharedSemaphore, begun: SharedWaitGroup, manner: Manner) => {
    for (let i = 0; ; i++) {
      {
        using _ = manner === "async" ? await mutex.lock() : mutex.lockSync();
      }
      const weight = 1 + (i % 2);
      {
        using _ = manner === "async" ? await sem.acquire(weight) : sem.acquireSync(weight);
      }
      if (i === 10) begun.done();
    }
  },
);

/** Waits in line, and dies there once it is told to. */
export const dieWaiting = parallel(
  import.meta.url,
  async (mutex: SharedMutex, order: SharedChan<string>) => {
    await Promise.race([mutex.lock(), order.recv()]);
    process.exit(0);
  },
);
