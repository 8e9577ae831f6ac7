// Thread, and the functions about all threads: what CPython's test_threading asserts.

import { describe, expect, it } from "vitest";
import {
  activeCount,
  BoundedSemaphore,
  currentThread,
  Event,
  enumerate,
  getIdent,
  mainThread,
  monotonic,
  NotCallableError,
  RLock,
  RuntimeError,
  sleep,
  Thread,
} from "../../src/threading/index.ts";
import { onSchedules, othersBlocked } from "./bunch.ts";

describe("a Thread", () => {
  it(
    "calls its target with its arguments",
    onSchedules(async () => {
      const calls: unknown[] = [];
      const thread = new Thread({
        target: (n: number, list: string[]) => calls.push([n, list]),
        args: [1, ["str"]],
      });
      thread.start();
      await thread.join();
      expect(calls).toEqual([[1, ["str"]]]);
    }),
  );

  it(
    "runs what a subclass says",
    onSchedules(async () => {
      const printed: number[] = [];
      class ServerThread extends Thread {
        readonly counter: number;
        constructor(counter: number) {
          super();
          this.counter = counter;
        }
        override async run(): Promise<void> {
          for (let i = 0; i < this.counter; i++) {
            await sleep(1);
            printed.push(i);
          }
        }
      }
      for (let i = 0; i < 3; i++) {
        const server = new ServerThread(i);
        server.start();
        await server.join();
      }
      expect(printed).toEqual([0, 0, 1]);
    }),
  );

  it(
    "does nothing where it has nothing to do",
    onSchedules(async () => {
      const thread = new Thread();
      thread.start();
      await thread.join();
      expect(thread.isAlive()).toBe(false);
    }),
  );

  it(
    "lets its starter go on first",
    onSchedules(async () => {
      let ran = false;
      const thread = new Thread({ target: () => (ran = true) });
      thread.start();
      expect(ran).toBe(false);
      expect(thread.isAlive()).toBe(true);
      await thread.join();
      expect(ran).toBe(true);
    }),
  );

  it(
    "is alive from its start until its end",
    onSchedules(async () => {
      const finish = new Event();
      const thread = new Thread({ target: () => finish.wait() });
      expect(thread.isAlive()).toBe(false);
      thread.start();
      await othersBlocked();
      expect(thread.isAlive()).toBe(true);
      finish.set();
      await thread.join();
      expect(thread.isAlive()).toBe(false);
    }),
  );

  it(
    "is joined by any number of threads, any number of times",
    onSchedules(async () => {
      const finish = new Event();
      const thread = new Thread({ target: () => finish.wait() });
      thread.start();
      const joiners = [1, 2, 3].map(() => new Thread({ target: () => thread.join() }));
      for (const joiner of joiners) joiner.start();
      await othersBlocked();
      expect(joiners.every((joiner) => joiner.isAlive())).toBe(true);
      finish.set();
      for (const joiner of joiners) await joiner.join();
      await thread.join();
      await thread.join(0);
    }),
  );

  it(
    "is joined no longer than the time-out says",
    onSchedules(async () => {
      const finish = new Event();
      const thread = new Thread({ target: () => finish.wait() });
      thread.start();
      const start = monotonic();
      await thread.join(100);
      expect(monotonic() - start).toBe(100);
      expect(thread.isAlive()).toBe(true);
      await thread.join(0);
      await thread.join(-1);
      expect(monotonic() - start).toBe(100);
      finish.set();
      await thread.join(1000);
      expect(thread.isAlive()).toBe(false);
      expect(monotonic() - start).toBe(100);
    }),
  );

  it(
    "is started once",
    onSchedules(async () => {
      const thread = new Thread();
      thread.start();
      expect(() => thread.start()).toThrow(RuntimeError);
      expect(() => thread.start()).toThrow("threads can only be started once");
      await thread.join();
      expect(() => thread.start()).toThrow(RuntimeError);
    }),
  );

  it("is not joined before it is started", async () => {
    await expect(new Thread().join()).rejects.toThrow(RuntimeError);
    await expect(new Thread().join(10)).rejects.toThrow("cannot join thread before it is started");
  });

  it(
    "cannot join itself, before or after an await",
    onSchedules(async () => {
      expect(currentThread()).toBe(mainThread());
      const errors: unknown[] = [];
      const thread = new Thread({
        target: async () => {
          await thread.join().catch((error: unknown) => errors.push(error));
          await sleep(1);
          await thread.join().catch((error: unknown) => errors.push(error));
        },
      });
      thread.start();
      await thread.join();
      expect(errors.map(String)).toEqual(Array(2).fill("RuntimeError: cannot join current thread"));
      await expect(mainThread().join()).rejects.toThrow("cannot join current thread");
    }),
  );

  it(
    "has the name it was given, or a number and its target's name",
    onSchedules(async () => {
      function func() {}
      expect(new Thread({ name: "myname1" }).name).toBe("myname1");
      expect(new Thread({ name: 123 as never }).name).toBe("123");
      expect(new Thread({ target: func, name: "myname2" }).name).toBe("myname2");
      expect(new Thread({ name: "" }).name).toBe("Thread-1");
      expect(new Thread().name).toBe("Thread-2");
      expect(new Thread({ target: func }).name).toBe("Thread-3 (func)");
      const thread = new Thread();
      thread.name = "renamed";
      expect(thread.name).toBe("renamed");
    }),
  );

  it(
    "has an ident of its own once it is started",
    onSchedules(async () => {
      const seen: number[] = [];
      const threads = [1, 2, 3].map(() => new Thread({ target: () => seen.push(getIdent()) }));
      expect(threads.map((thread) => thread.ident)).toEqual([undefined, undefined, undefined]);
      for (const thread of threads) thread.start();
      for (const thread of threads) await thread.join();
      expect(new Set(seen).size).toBe(3);
      expect(new Set(seen)).toEqual(new Set(threads.map((thread) => thread.ident)));
      expect(seen).not.toContain(0);
      expect(seen).not.toContain(getIdent());
    }),
  );

  it(
    "is a daemon as it is told, or as who makes it",
    onSchedules(async () => {
      expect(new Thread().daemon).toBe(false);
      expect(new Thread({ daemon: true }).daemon).toBe(true);
      const made: boolean[] = [];
      const maker = new Thread({
        daemon: true,
        target: () => made.push(new Thread().daemon, new Thread({ daemon: false }).daemon),
      });
      maker.start();
      await maker.join();
      expect(made).toEqual([true, false]);
      const thread = new Thread();
      thread.daemon = true;
      expect(thread.daemon).toBe(true);
    }),
  );

  it(
    "stays the daemon that it is once it was started",
    onSchedules(async () => {
      const thread = new Thread();
      thread.start();
      expect(() => {
        thread.daemon = true;
      }).toThrow("cannot set daemon status of active thread");
      await thread.join();
    }),
  );

  it(
    "says what it is",
    onSchedules(async () => {
      class TestThread extends Thread {}
      const finish = new Event();
      const thread = new TestThread({ target: () => finish.wait(), name: "t", daemon: true });
      expect(thread.toString()).toBe("<TestThread(t, initial daemon)>");
      thread.start();
      expect(thread.toString()).toBe(`<TestThread(t, started daemon ${thread.ident})>`);
      finish.set();
      await thread.join();
      expect(thread.toString()).toBe(`<TestThread(t, stopped daemon ${thread.ident})>`);
    }),
  );

  it("refuses a target that is no function", () => {
    expect(() => new Thread({ target: "run" as never })).toThrow(NotCallableError);
    expect(() => new Thread({ target: "run" as never })).toThrow(
      'Thread: target must be callable, not "run"',
    );
  });

  it(
    "works beside others on what they share: ten threads, three at a time",
    onSchedules(async () => {
      const limit = new BoundedSemaphore(3);
      const mutex = new RLock();
      let running = 0;
      let most = 0;
      const threads = Array.from(
        { length: 10 },
        (_, i) =>
          new Thread({
            name: `<thread ${i}>`,
            target: async () => {
              using _permit = await limit.acquire();
              {
                using _lock = await mutex.acquire();
                most = Math.max(most, ++running);
              }
              await sleep(1);
              using _lock = await mutex.acquire();
              running--;
            },
          }),
      );
      for (const thread of threads) thread.start();
      for (const thread of threads) await thread.join();
      expect([running, most]).toEqual([0, 3]);
    }),
  );
});

describe("the threads there are", () => {
  it(
    "are the main thread and those that live, in the order of their starts",
    onSchedules(async () => {
      const finish = new Event();
      const threads = [1, 2, 3].map(() => new Thread({ target: () => finish.wait() }));
      expect(enumerate()).toEqual([mainThread()]);
      for (const thread of threads) thread.start();
      expect(enumerate()).toEqual([mainThread(), ...threads]);
      expect(activeCount()).toBe(4);
      finish.set();
      for (const thread of threads) await thread.join();
      expect(enumerate()).toEqual([mainThread()]);
    }),
  );

  it(
    "are gone from the list when they have ended, joined or not",
    onSchedules(async () => {
      const thread = new Thread({ target: () => {} });
      thread.start();
      await othersBlocked();
      expect(enumerate()).not.toContain(thread);
    }),
  );

  it(
    "know who they are, through awaits of all kinds",
    onSchedules(async () => {
      const whoIsWho = async (thread: Thread) => {
        expect(currentThread()).toBe(thread);
        await Promise.resolve();
        expect(currentThread()).toBe(thread);
        await sleep(1);
        await Promise.all([1, 2].map(async () => expect(currentThread()).toBe(thread)));
      };
      const threads = [1, 2, 3].map(() => {
        const thread: Thread = new Thread({ target: () => whoIsWho(thread) });
        return thread;
      });
      for (const thread of threads) thread.start();
      await whoIsWho(mainThread());
      for (const thread of threads) await thread.join();
    }),
  );

  it(
    "have a main thread, which is called MainThread and is alive",
    onSchedules(async () => {
      expect(mainThread().name).toBe("MainThread");
      expect(mainThread().isAlive()).toBe(true);
      expect(mainThread().daemon).toBe(false);
      expect(mainThread().ident).toBe(getIdent());
      expect(() => mainThread().start()).toThrow("threads can only be started once");
      expect(mainThread().toString()).toBe("<MainThread(MainThread, started 0)>");
    }),
  );
});
