// Who calls: known or refused, and never wrong, whenever threads came to be followed. Each test has the
// modules anew, on the platform that it names.

import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

type Threading = typeof import("../../src/threading/index.ts");
type Goroutines = typeof import("../../src/index.ts");

/** What a platform can: follow at a cost (Node 20), for nothing (Node 24), or not at all (a browser). */
type Ability = "at a cost" | "for nothing" | "not at all";

let uses = 0;

/** The modules as they are when nothing has been followed yet; `uses` counts AsyncLocals made. */
async function freshOn(ability: Ability): Promise<Threading & { goroutines: Goroutines }> {
  vi.resetModules();
  uses = 0;
  vi.doMock("../../src/runtime/platform.ts", async (original) => {
    const platform = await original<typeof import("../../src/runtime/platform.ts")>();
    return {
      ...platform,
      asyncLocalIsCheap: ability === "for nothing",
      asyncLocal: () => {
        uses++;
        return ability === "not at all" ? undefined : platform.asyncLocal();
      },
    };
  });
  const threading = await import("../../src/threading/index.ts");
  return { ...threading, goroutines: await import("../../src/index.ts") };
}

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.doUnmock("../../src/runtime/platform.ts");
  vi.restoreAllMocks();
});

describe("where following costs", () => {
  it("nobody is followed by what needs no identity", async () => {
    const t = await freshOn("at a cost");
    const [lock, queue] = [new t.Lock(), new t.Queue<number>(1)];
    const condition = new t.Condition(lock);
    await using pool = new t.ThreadPoolExecutor({ maxWorkers: 1 });
    const thread = new t.Thread({
      target: async () => {
        using _ = await condition.acquire();
        await condition.wait(0);
        await queue.put(1);
      },
    });
    thread.start();
    await new t.Semaphore().acquire();
    await pool.submit(() => 1).result();
    await thread.join();
    t.enumerate();
    t.mainThread();
    expect(uses).toBe(0);
  });

  it.each([
    ["an RLock", (t: Threading) => new t.RLock()],
    ["a Condition with a lock of its own", (t: Threading) => new t.Condition()],
    ["a local", (t: Threading) => t.local()],
    ["currentThread()", (t: Threading) => t.currentThread()],
    ["getIdent()", (t: Threading) => t.getIdent()],
  ])("all that start after %s are known for ever", async (_, use) => {
    const t = await freshOn("at a cost");
    use(t);
    expect(uses).toBe(1);
    const seen: unknown[] = [];
    const thread = new t.Thread({
      target: async () => {
        await Promise.resolve();
        await nextTurn();
        seen.push(t.currentThread());
      },
    });
    thread.start();
    await Promise.resolve();
    seen.push(t.currentThread());
    await thread.join();
    expect(seen).toEqual([t.mainThread(), thread]);
    expect(uses).toBe(1);
  });

  it("threads are known that ask before their first await, and so are those they race with", async () => {
    const t = await freshOn("at a cost");
    const seen: unknown[] = [];
    const threads = [1, 2, 3].map(() => {
      const thread = new t.Thread({
        target: async () => {
          expect(t.currentThread()).toBe(thread);
          await nextTurn();
          seen.push(t.currentThread());
        },
      });
      return thread;
    });
    for (const thread of threads) thread.start();
    for (const thread of threads) await thread.join();
    expect(seen).toEqual(threads);
    expect(t.currentThread()).toBe(t.mainThread());
  });

  it("the thread that asks first lends its name to nobody", async () => {
    const t = await freshOn("at a cost");
    const seen: unknown[] = [];
    const asked = new t.Event();
    const before = new t.Thread({ target: () => asked.wait() });
    const asking = new t.Thread({
      target: () => {
        seen.push(t.currentThread());
        asked.set();
      },
    });
    before.start();
    asking.start();
    await asked.wait();
    // That both have ended is seen from here: no stranger is left, and none of them is the main thread.
    while (before.isAlive()) await nextTurn();
    seen.push(t.currentThread());
    setImmediate(() => seen.push(t.currentThread()));
    await nextTurn();
    seen.push(t.currentThread());
    expect(seen).toEqual([asking, t.mainThread(), t.mainThread(), t.mainThread()]);
  });

  it("nobody is taken for another while a thread lives that was not followed", async () => {
    const t = await freshOn("at a cost");
    const finish = new t.Event();
    const outcomes: unknown[] = [];
    const stranger = new t.Thread({
      name: "stranger",
      target: async () => {
        await Promise.resolve();
        await finish.wait();
        try {
          t.currentThread();
        } catch (error) {
          outcomes.push(error);
        }
      },
    });
    stranger.start();
    await nextTurn();
    expect(() => t.currentThread()).toThrow(t.ThreadIdentityError);
    expect(() => t.currentThread()).toThrow("(stranger)");
    const lock = new t.RLock();
    expect(() => lock.tryAcquire()).toThrow(t.ThreadIdentityError);
    await expect(lock.acquire()).rejects.toThrow(t.ThreadIdentityError);
    expect(lock.locked()).toBe(false);
    const known = new t.Thread({
      target: async () => {
        await nextTurn();
        outcomes.push(t.currentThread());
      },
    });
    known.start();
    await known.join();
    finish.set();
    await stranger.join();
    expect(outcomes[0]).toBe(known);
    expect(outcomes[1]).toBeInstanceOf(t.ThreadIdentityError);
    expect(t.currentThread()).toBe(t.mainThread());
  });

  it("a pool's threads are known in every call that begins after the first use", async () => {
    const t = await freshOn("at a cost");
    await using pool = new t.ThreadPoolExecutor({ maxWorkers: 2 });
    await t.wait([1, 2, 3].map(() => pool.submit(() => nextTurn())));
    expect(t.currentThread()).toBe(t.mainThread());
    const names = await t.wait(
      [1, 2].map(() =>
        pool.submit(async () => {
          const thread = t.currentThread();
          await nextTurn();
          expect(t.currentThread()).toBe(thread);
          return thread.name;
        }),
      ),
    );
    const found = await Promise.all([...names.done].map((future) => future.result()));
    expect(new Set(found).size).toBe(2);
  });

  it("a pool's thread is a stranger while it runs a call that was begun before", async () => {
    const t = await freshOn("at a cost");
    await using pool = new t.ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: "pool" });
    const finish = new t.Event();
    const call = pool.submit(async () => {
      await finish.wait();
      return t.currentThread();
    });
    await nextTurn();
    expect(() => t.currentThread()).toThrow("(pool_0)");
    finish.set();
    await expect(call.result()).rejects.toThrow(t.ThreadIdentityError);
    expect(t.currentThread()).toBe(t.mainThread());
  });

  it("a goroutine of the other wing is a dummy thread, or a stranger", async () => {
    const t = await freshOn("at a cost");
    const { go, chan, Gosched } = t.goroutines;
    const blocked = chan<string>();
    go(async function stranger() {
      await blocked.recv();
    });
    await Gosched();
    expect(() => t.currentThread()).toThrow("(stranger)");
    await blocked.send("go on");
    await Gosched();
    await nextTurn();
    expect(t.currentThread()).toBe(t.mainThread());
    const seen = chan<InstanceType<Threading["Thread"]>>(2);
    go(async () => {
      await seen.send(t.currentThread());
      await seen.send(t.currentThread());
    });
    const first = await seen.recv();
    expect(first).toBe(await seen.recv());
    expect(first?.name).toMatch(/^Dummy-\d+$/);
    expect([first?.daemon, first?.isAlive()]).toEqual([true, true]);
    await expect(first?.join()).rejects.toThrow("cannot join a dummy thread");
    expect(t.enumerate()).toEqual([t.mainThread()]);
  });

  it("a thread and a goroutine that take turns are told apart by an RLock", async () => {
    const t = await freshOn("at a cost");
    const { go, chan } = t.goroutines;
    const lock = new t.RLock();
    const tried = chan<boolean>();
    await lock.acquire();
    go(async () => {
      await tried.send(lock.tryAcquire() !== false);
    });
    expect(await tried.recv()).toBe(false);
    lock.release();
  });
});

describe("where following costs nothing", () => {
  it("all threads are followed from the first one on", async () => {
    const t = await freshOn("for nothing");
    const seen: unknown[] = [];
    const threads = [1, 2].map(() => {
      return new t.Thread({
        target: async () => {
          await nextTurn();
          seen.push(t.currentThread());
        },
      });
    });
    for (const thread of threads) thread.start();
    await nextTurn();
    for (const thread of threads) await thread.join();
    expect(seen).toEqual(threads);
    expect(t.currentThread()).toBe(t.mainThread());
  });
});

describe("where nobody can be followed", () => {
  it("a thread is known until its first await, and then refused", async () => {
    const t = await freshOn("not at all");
    expect(t.currentThread()).toBe(t.mainThread());
    const outcomes: unknown[] = [];
    const thread = new t.Thread({
      target: async () => {
        outcomes.push(t.currentThread());
        await nextTurn();
        try {
          t.currentThread();
        } catch (error) {
          outcomes.push(error);
        }
      },
    });
    thread.start();
    await thread.join();
    expect(outcomes[0]).toBe(thread);
    expect(outcomes[1]).toBeInstanceOf(t.ThreadIdentityError);
    expect(String(outcomes[1])).toContain("this platform has no AsyncLocalStorage");
    expect(t.currentThread()).toBe(t.mainThread());
  });

  it("an RLock serves the main thread alone", async () => {
    const t = await freshOn("not at all");
    const lock = new t.RLock();
    {
      using _ = await lock.acquire();
      using _again = await lock.acquire();
    }
    expect(lock.locked()).toBe(false);
  });
});
