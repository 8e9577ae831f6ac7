// The words of sync in both kinds of goroutine: the compiler, and where there is none the runtime,
// refuses the wrong one. And what reports say of goroutines that wait in them.

import { describe, expect, it } from "vitest";
import * as gen from "../../src/gen.ts";
import {
  Cond,
  chan,
  dump,
  errgroup,
  Mutex,
  Once,
  RWMutex,
  Semaphore,
  singleflight,
  WaitGroup,
} from "../../src/index.ts";
import { NotOnceError, NotWaitableError } from "../../src/sync/index.ts";

const once = new Once();
const flights = new singleflight.Group<string, number>();
const group = new errgroup.Group();
const mutex = new Mutex();
const cond = new Cond(mutex);
const fn = () => 1;

const operations: readonly (readonly [word: string, operation: gen.Operation<unknown>])[] = [
  ["lock", gen.lock(mutex)],
  ["rLock", gen.rLock(new RWMutex())],
  ["acquire", gen.acquire(new Semaphore(1))],
  ["wait, of a WaitGroup", gen.wait(new WaitGroup())],
  ["wait, of a Cond", gen.wait(cond)],
  ["wait, of an errgroup", gen.wait(group)],
  ["doOnce, of a Once", gen.doOnce(once, fn)],
  ["doOnce, of a singleflight", gen.doOnce(flights, "key", fn)],
  ["goInGroup", gen.goInGroup(group, fn)],
];

describe.each(operations)("%s", (_word, operation) => {
  it("is refused by await", async () => {
    const awaiting = async () => {
      // @ts-expect-error: an operation is no promise.
      // oxlint-disable-next-line typescript/await-thenable -- that it is none is the point
      await operation;
    };
    await expect(awaiting()).rejects.toThrow("await of an operation");
  });

  it("is refused outside of a generator goroutine", () => {
    const steps = (function* () {
      yield* operation;
    })();
    expect(() => steps.next()).toThrow("outside of a generator goroutine");
  });
});

describe("the words of sync", () => {
  it("promises are refused by yield*", () => {
    const refused = function* () {
      // @ts-expect-error: a promise is no operation.
      yield* mutex.lock();
      // @ts-expect-error: nor is this one.
      yield* new WaitGroup().wait();
    };
    expect(refused).toBeTypeOf("function");
  });

  it("a Locker is a Mutex, an RWMutex or its rLocker, and nothing else", () => {
    // @ts-expect-error: not this package's.
    expect(() => new Cond({ lock: async () => {}, unlock() {} })).toThrow("not a Locker");
    // @ts-expect-error: a Semaphore is acquired.
    expect(() => gen.lock(new Semaphore(1))).toThrow("not a Locker");
  });

  it("wait and doOnce refuse what they do not serve", () => {
    // @ts-expect-error: a mutex is locked.
    expect(() => gen.wait(mutex)).toThrow(NotWaitableError);
    // @ts-expect-error: a mutex does nothing once.
    expect(() => gen.doOnce(mutex, fn)).toThrow(NotOnceError);
  });

  it("one operation can be performed again and again", async () => {
    const locking = gen.lock(mutex);
    const wg = new WaitGroup();
    let times = 0;
    for (let i = 0; i < 3; i++) {
      wg.go(function* () {
        using _ = yield* locking;
        yield* gen.Gosched();
        times++;
      });
    }
    await wg.wait();
    expect(times).toBe(3);
  });
});

describe("reports", () => {
  it("a dump says what each waits for, in Go's words, and on what", async () => {
    const m = new Mutex();
    const rw = new RWMutex();
    const sem = new Semaphore(2);
    const c = new Cond(new Mutex());
    const wg = new WaitGroup();
    const members = new errgroup.Group();
    const gate = chan<never>();
    members.setLimit(0);
    const ended = new WaitGroup();
    const waits: readonly (() => Generator<gen.Parked, unknown, unknown>)[] = [
      function* locks() {
        m.tryLock();
        using _ = yield* gen.lock(m);
      },
      function* reads() {
        rw.tryLock();
        using _ = yield* gen.rLock(rw);
      },
      function* writes() {
        using _ = yield* gen.lock(rw);
      },
      function* acquires() {
        sem.tryAcquire(1);
        yield* gen.acquire(sem, 2);
      },
      function* listens() {
        using _ = yield* gen.lock(c.L);
        yield* gen.wait(c);
      },
      function* joins() {
        yield* gen.goInGroup(members, fn);
      },
      function* flies() {
        yield* gen.doOnce(flights, "paris", async () => {
          await gate.recv();
          return 1;
        });
      },
      function* initializes() {
        yield* gen.doOnce(once, async () => {
          await gate.recv();
        });
      },
      function* waits() {
        wg.go(async function worker() {
          await gate.recv();
        });
        yield* gen.wait(wg);
      },
    ];
    for (const wait of waits) ended.go(wait);
    for (let i = 0; i < 3; i++) await new Promise(setImmediate);
    const lines = dump()
      .split("\n")
      .map((line) => line.replaceAll(/\d+/g, "N"));
    expect(lines).toEqual(
      expect.arrayContaining([
        "goroutine N [sync.Mutex.Lock on mutex N]: locks",
        "goroutine N [sync.RWMutex.RLock on rwmutex N (writing)]: reads",
        "goroutine N [sync.RWMutex.Lock on rwmutex N (writing)]: writes",
        "goroutine N [semaphore.Acquire on semaphore N (N of N held)]: acquires",
        "goroutine N [sync.Cond.Wait on cond N (mutex N)]: listens",
        "goroutine N [errgroup.Go on errgroup N (N of N active)]: joins",
        'goroutine N [singleflight.Do on "paris"]: flies',
        expect.stringMatching(/^goroutine N \[.*sync\.Once\.Do on once N.*\]: initializes$/),
        "goroutine N [sync.WaitGroup.Wait on wait group N (counter N)]: waits",
        "goroutine N [chan receive on chan N (cap N)]: worker",
      ]),
    );
    m.unlock();
    rw.unlock();
    sem.release(1);
    c.signal();
    members.setLimit(-1);
    gate.close();
    await ended.wait();
  });
});
