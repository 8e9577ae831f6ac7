// OsThread: what CPython's test_threading asserts of Thread, where the thread is one of the platform's.

import { threadId } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import {
  activeCount,
  type ExceptHookArgs,
  enumerate,
  NotCallableError,
  RuntimeError,
  setExcepthook,
  sleep,
  Thread,
} from "../../../src/threading/index.ts";
import {
  CannotCrossError,
  NotPortableError,
  OsThread,
  portable,
  SharedBarrier,
  SharedBoundedSemaphore,
  SharedEvent,
  SharedLock,
  SharedQueue,
  SharedRLock,
  SharedSemaphore,
  WorkerDiedError,
} from "../../../src/threading/os/index.ts";
import * as targets from "./targets.ts";

/** Has errors that escape threads be kept; answers them. */
function watched(): ExceptHookArgs[] {
  const seen: ExceptHookArgs[] = [];
  before = setExcepthook((args) => seen.push(args));
  return seen;
}
let before: ((args: ExceptHookArgs) => void) | undefined;

afterEach(() => {
  if (before !== undefined) setExcepthook(before);
  before = undefined;
});

describe("an OsThread", () => {
  it("runs its target with its arguments, on another thread of the platform's", async () => {
    const seen = watched();
    const queue = new SharedQueue<unknown>();
    const thread = new OsThread({ target: targets.putAll, args: [queue, 1, { two: [2n] }] });
    thread.start();
    await thread.join();
    expect([queue.getNowait(), queue.getNowait()]).toEqual([1, { two: [2n] }]);
    const other = new OsThread({ target: targets.whereAmI, args: [queue], name: "elsewhere" });
    other.start();
    const [id, name] = (await queue.get()) as [number, string];
    expect(id).not.toBe(threadId);
    expect(name).toBe("elsewhere");
    await other.join();
    expect(seen).toEqual([]);
  });

  it("is a Thread: alive, counted and listed from its start to its end", async () => {
    const event = new SharedEvent();
    const count = activeCount();
    const thread = new OsThread({ target: targets.waitForEvent, args: [event] });
    expect(thread).toBeInstanceOf(Thread);
    expect([thread.isAlive(), thread.ident]).toEqual([false, undefined]);
    thread.start();
    expect(thread.isAlive()).toBe(true);
    expect(enumerate()).toContain(thread);
    expect(activeCount()).toBe(count + 1);
    event.set();
    await thread.join();
    expect(thread.isAlive()).toBe(false);
    expect(activeCount()).toBe(count);
  });

  it("is joined by a thread that blocks", () => {
    const thread = new OsThread({ target: targets.nothing });
    thread.start();
    thread.joinSync();
    expect(thread.isAlive()).toBe(false);
  });

  it("is still alive when the time of a join has run out", async () => {
    const event = new SharedEvent();
    const thread = new OsThread({ target: targets.waitForEvent, args: [event] });
    thread.start();
    thread.joinSync(1);
    expect(thread.isAlive()).toBe(true);
    await thread.join(1);
    expect(thread.isAlive()).toBe(true);
    event.set();
    await thread.join();
  });

  it("is called after its number and its target unless it is given a name", () => {
    expect(new OsThread({ target: targets.fail, args: [""] }).name).toMatch(
      /^Thread-\d+ \(fail\)$/,
    );
    expect(new OsThread({ target: targets.nothing, name: "n" }).name).toBe("n");
  });

  it("is started once", async () => {
    const thread = new OsThread({ target: targets.nothing });
    thread.start();
    expect(() => thread.start()).toThrow(RuntimeError);
    expect(() => thread.start()).toThrow("threads can only be started once");
    await thread.join();
  });

  it("is not joined before it is started", async () => {
    const thread = new OsThread({ target: targets.nothing });
    await expect(thread.join()).rejects.toThrow("cannot join thread before it is started");
    expect(() => thread.joinSync()).toThrow("cannot join thread before it is started");
  });

  it("is a daemon or not, which is settled once it was started", async () => {
    const thread = new OsThread({ target: targets.nothing, daemon: true });
    expect(thread.daemon).toBe(true);
    thread.start();
    expect(() => {
      thread.daemon = false;
    }).toThrow("cannot set daemon status of active thread");
    await thread.join();
  });

  it("needs a target that other threads can find", () => {
    expect(() => new OsThread({ target: "work" as never })).toThrow(NotCallableError);
    expect(() => new OsThread({ target: () => {} })).toThrow(NotPortableError);
  });

  it("does not compile with a target that takes what can never come", () => {
    const { url } = import.meta;
    // @ts-expect-error a function cannot go to another thread
    expect(portable(url, (callback: () => void) => callback())).toBeTypeOf("function");
    // @ts-expect-error nor can one within something
    expect(portable(url, (deep: { readonly in: WeakSet<object>[] }) => deep)).toBeTypeOf(
      "function",
    );
    expect(portable(url, (lock: SharedLock, n: number) => [lock, n])).toBeTypeOf("function");
  });

  it("refuses an argument that cannot go to another thread, and is not started", () => {
    const thread = new OsThread({ target: targets.throwValue, args: [() => {}] });
    expect(() => thread.start()).toThrow(CannotCrossError);
    expect([thread.ident, thread.isAlive()]).toEqual([undefined, false]);
  });
});

describe("an error that escapes the target of an OsThread", () => {
  it("reaches the excepthook, once, with the thread and where it was thrown", async () => {
    const seen = watched();
    const thread = new OsThread({ target: targets.fail, args: ["no such file"] });
    thread.start();
    await thread.join();
    expect(seen).toHaveLength(1);
    const [{ excValue, thread: whose } = {} as ExceptHookArgs] = seen;
    expect(excValue).toMatchObject({ name: "RuntimeError", message: "no such file" });
    expect((excValue as Error).stack).toContain("targets.ts");
    expect(whose).toBe(thread);
  });

  it("may be anything", async () => {
    const seen = watched();
    const threads = [["a", 1], null].map(
      (value) => new OsThread({ target: targets.throwValue, args: [value] }),
    );
    for (const thread of threads) thread.start();
    for (const thread of threads) await thread.join();
    expect(seen.map(({ excValue }) => excValue)).toEqual(expect.arrayContaining([["a", 1], null]));
  });

  it("is passed over in silence where it is SystemExit", async () => {
    before = setExcepthook((args) => {
      written.push(args.excValue);
    });
    const written: unknown[] = [];
    const thread = new OsThread({ target: targets.leave });
    thread.start();
    await thread.join();
    expect(written).toEqual([expect.objectContaining({ name: "SystemExit", code: 3 })]);
  });
});

describe("an OsThread whose worker dies", () => {
  it.each([
    ["exits", targets.exitAbruptly, "it ended with status 5"],
    ["waits for what nobody can bring", targets.waitForNobody, "it ended with status"],
  ])("since it %s has ended, and the hook hears why", async (_how, target, why) => {
    const seen = watched();
    const thread = new OsThread({ target });
    thread.start();
    await thread.join();
    expect(thread.isAlive()).toBe(false);
    const errors = seen.map(({ excValue }) => excValue as Error);
    expect(errors).toEqual([expect.any(WorkerDiedError)]);
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining(why)]);
  });
});

describe("when the thread dies that has it", () => {
  const died = async (thread: Pick<OsThread, "start" | "join">) => {
    const seen = watched();
    thread.start();
    await thread.join();
    expect(seen.map(({ excValue }) => excValue)).toEqual([expect.any(WorkerDiedError)]);
  };

  it.each([
    ["SharedLock", () => new SharedLock()],
    ["SharedRLock", () => new SharedRLock()],
  ])("a %s goes to who waits for it, who is told", async (_name, make) => {
    const lock = make();
    await died(new OsThread({ target: targets.dieHolding, args: [lock] }));
    {
      using _ = await lock.acquire();
      expect(lock.ownerDied).toBe(true);
    }
    using _ = lock.acquireSync();
    expect(lock.ownerDied).toBe(false);
  });

  it("a permit of a SharedBoundedSemaphore comes back, and one of a SharedSemaphore is used up", async () => {
    const bounded = new SharedBoundedSemaphore(1);
    await died(new OsThread({ target: targets.dieHoldingPermit, args: [bounded] }));
    expect(bounded.tryAcquire()).toBeTruthy();
    const semaphore = new SharedSemaphore(1);
    await died(new OsThread({ target: targets.dieHoldingPermit, args: [semaphore] }));
    expect(semaphore.tryAcquire()).toBe(false);
  });

  it("a SharedBarrier breaks at which it waited", async () => {
    const barrier = new SharedBarrier(2);
    const event = new SharedEvent();
    const thread = new OsThread({ target: targets.dieAtBarrier, args: [barrier, event] });
    const seen = watched();
    thread.start();
    while (barrier.nWaiting === 0) await sleep(0);
    event.set();
    await thread.join();
    expect(seen).toHaveLength(1);
    expect(barrier.broken).toBe(true);
  });
});
