// Every operation that blocks can be cancelled by a Context: it throws the context's error, at once where
// that has ended. For both kinds of goroutines, and for contexts of another kind, which have only a signal.

import { describe, expect, it } from "vitest";
import * as gen from "../../src/gen.ts";
import {
  background,
  type Cancel,
  Canceled,
  Cond,
  type Context,
  chan,
  contextFromSignal,
  DeadlineExceeded,
  go,
  Mutex,
  NumGoroutine,
  type Operation,
  RWMutex,
  recv,
  Semaphore,
  select,
  sleep,
  WaitGroup,
  withCancel,
  withTimeout,
  withValue,
} from "../../src/index.ts";
import { inVirtualTime } from "../time/kinds.ts";
import { Wrapped } from "./wrapped.ts";

interface Blocking {
  readonly name: string;
  /** Makes something that would block for ever, to be waited for under a Cancel. */
  readonly make: () => Faces;
}

/** One wait, as a method and as an operation. */
interface Faces {
  method(cancel: Cancel): Promise<unknown>;
  operation(cancel: Cancel): Operation<unknown>;
}

function locked<L extends { tryLock(): unknown }>(lock: L): L {
  lock.tryLock();
  return lock;
}

const blocking: readonly Blocking[] = [
  {
    name: "send",
    make: () => {
      const ch = chan<number>();
      return { method: (c) => ch.send(1, c), operation: (c) => gen.send(ch, 1, c) };
    },
  },
  {
    name: "recv",
    make: () => {
      const ch = chan<number>();
      return { method: (c) => ch.recv(c), operation: (c) => gen.recv(ch, c) };
    },
  },
  {
    name: "recvOk",
    make: () => {
      const ch = chan<number>();
      return { method: (c) => ch.recvOk(c), operation: (c) => gen.recvOk(ch, c) };
    },
  },
  {
    name: "select",
    make: () => {
      const cases = { one: recv(chan<number>()), other: gen.send(chan<number>(), 1) };
      return { method: (c) => select(cases, c), operation: (c) => gen.select(cases, c) };
    },
  },
  {
    name: "sleep",
    make: () => ({ method: (c) => sleep(1e9, c), operation: (c) => gen.sleep(1e9, c) }),
  },
  {
    name: "Mutex.lock",
    make: () => {
      const mu = locked(new Mutex());
      return { method: (c) => mu.lock(c), operation: (c) => gen.lock(mu, c) };
    },
  },
  {
    name: "RWMutex.lock",
    make: () => {
      const rw = locked(new RWMutex());
      return { method: (c) => rw.lock(c), operation: (c) => gen.lock(rw, c) };
    },
  },
  {
    name: "RWMutex.rLock",
    make: () => {
      const rw = locked(new RWMutex());
      return { method: (c) => rw.rLock(c), operation: (c) => gen.rLock(rw, c) };
    },
  },
  {
    name: "Semaphore.acquire",
    make: () => {
      const sem = new Semaphore(1);
      sem.tryAcquire(1);
      return { method: (c) => sem.acquire(1, c), operation: (c) => gen.acquire(sem, 1, c) };
    },
  },
  {
    name: "WaitGroup.wait",
    make: () => {
      const wg = new WaitGroup();
      wg.add(1);
      return { method: (c) => wg.wait(c), operation: (c) => gen.wait(wg, c) };
    },
  },
  {
    name: "Cond.wait",
    make: () => {
      const cond = new Cond(locked(new Mutex()));
      return { method: (c) => cond.wait(c), operation: (c) => gen.wait(cond, c) };
    },
  },
];

/** What a goroutine of each kind gets that waits under `ctx`. */
async function thrown({ make }: Blocking, ctx: Context): Promise<unknown[]> {
  const errors = chan<unknown>();
  go(async () => {
    await errors.send(
      await make()
        .method(ctx)
        .catch((error: unknown) => error),
    );
  });
  go(function* () {
    let error: unknown;
    try {
      yield* make().operation(ctx);
    } catch (caught) {
      error = caught;
    }
    yield* gen.send(errors, error);
  });
  return [await errors.recv(), await errors.recv()];
}

describe.each(blocking)("$name under a context", (operation) => {
  it.each<[string, (ctx: Context) => Context]>([
    ["as it is", (ctx) => ctx],
    ["with values", (ctx) => withValue(ctx, "key", "value")],
    ["of another kind", (ctx) => new Wrapped(ctx)],
    ["made of its signal", (ctx) => contextFromSignal(ctx.signal)],
  ])("is broken off when that ends: %s", async (_name, wrap) => {
    await inVirtualTime(1, async () => {
      const [timed] = withTimeout(background(), 10);
      expect(await thrown(operation, wrap(timed))).toEqual([DeadlineExceeded, DeadlineExceeded]);
      const [ctx, cancel] = withCancel(background());
      go(async () => {
        await sleep(10);
        cancel();
      });
      expect(await thrown(operation, wrap(ctx))).toEqual([Canceled, Canceled]);
      await sleep(1);
      expect(NumGoroutine()).toBe(1);
    });
  });

  it("does not begin where that has ended", async () => {
    await inVirtualTime(1, async () => {
      const [ctx, cancel] = withCancel(background());
      cancel();
      expect(await thrown(operation, ctx)).toEqual([Canceled, Canceled]);
    });
  });
});

describe("a context that never ends", () => {
  it("breaks nothing off, and keeps no list of who waits under it", async () => {
    await inVirtualTime(1, async () => {
      const ch = chan<number>();
      const received = Array.from({ length: 20 }, () => ch.recv(background()));
      for (let n = 0; n < 20; n++) await ch.send(n, background());
      expect(await Promise.all(received)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    });
  });
});
