// The event loop never starves: while goroutines go on without end, whatever it is they do, timers fire
// and the platform answers. Each program counts its rounds, so that it is known to have gone on.

import { stat } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import * as gen from "../../src/gen.ts";
import {
  chan,
  Gosched,
  go,
  Mutex,
  NumGoroutine,
  recv,
  select,
  send,
  sleep,
  WaitGroup,
} from "../../src/index.ts";

/** What a program looks at and counts. */
class Rounds {
  stopped = false;
  count = 0;

  /** Counts one; true until it is to stop. */
  next(): boolean {
    this.count++;
    return !this.stopped;
  }
}

const programs: Readonly<Record<string, (rounds: Rounds) => void>> = {
  "async goroutines that ping-pong": (rounds) => {
    const [ping, pong] = [chan<number>(), chan<number>()];
    go(async () => {
      while (rounds.next()) {
        await ping.send(1);
        await pong.recv();
      }
      ping.close();
    });
    go(async () => {
      for await (const v of ping) await pong.send(v);
    });
  },
  "generator goroutines that ping-pong": (rounds) => {
    const [ping, pong] = [chan<number>(), chan<number>()];
    go(function* () {
      while (rounds.next()) {
        yield* gen.send(ping, 1);
        yield* gen.recv(pong);
      }
      ping.close();
    });
    go(function* () {
      while ((yield* gen.recvOk(ping)).ok) yield* gen.send(pong, 1);
    });
  },
  "an async and a generator goroutine that ping-pong": (rounds) => {
    const [ping, pong] = [chan<number>(), chan<number>()];
    go(async () => {
      while (rounds.next()) {
        await ping.send(1);
        await pong.recv();
      }
      ping.close();
    });
    go(function* () {
      while ((yield* gen.recvOk(ping)).ok) yield* gen.send(pong, 1);
    });
  },
  "an async goroutine that streams through a buffer": (rounds) => {
    const ch = chan<number>(128);
    go(async () => {
      while (rounds.next()) await ch.send(1);
      ch.close();
    });
    go(async () => {
      for await (const _ of ch);
    });
  },
  "a generator goroutine that streams through a buffer": (rounds) => {
    const ch = chan<number>(128);
    go(function* () {
      while (rounds.next()) yield* gen.send(ch, 1);
      ch.close();
    });
    go(function* () {
      while ((yield* gen.recvOk(ch)).ok);
    });
  },
  "an async goroutine that never has to wait": (rounds) => {
    const ch = chan<number>(1);
    go(async () => {
      while (rounds.next()) {
        await ch.send(1);
        await ch.recv();
      }
    });
  },
  "a generator goroutine that never has to wait": (rounds) => {
    const ch = chan<number>(1);
    go(function* () {
      while (rounds.next()) {
        yield* gen.send(ch, 1);
        yield* gen.recv(ch);
      }
    });
  },
  "an async goroutine that receives from a closed channel": (rounds) => {
    const ch = chan<number>();
    ch.close();
    go(async () => {
      while (rounds.next()) await ch.recv();
    });
  },
  "a generator goroutine that receives from a closed channel": (rounds) => {
    const ch = chan<number>();
    ch.close();
    go(function* () {
      while (rounds.next()) yield* gen.recv(ch);
    });
  },
  "async goroutines that select": (rounds) => {
    const [a, b] = [chan<number>(), chan<number>(1)];
    go(async () => {
      while (rounds.next()) await select({ a: send(a, 1), b: send(b, 1) });
      a.close();
    });
    go(async () => {
      for (;;) {
        const event = await select({ a: recv(a), b: recv(b) });
        if (!event.ok) return;
      }
    });
  },
  "generator goroutines that select": (rounds) => {
    const [a, b] = [chan<number>(), chan<number>(1)];
    go(function* () {
      while (rounds.next()) yield* gen.select({ a: send(a, 1), b: send(b, 1) });
      a.close();
    });
    go(function* () {
      for (;;) {
        const event = yield* gen.select({ a: recv(a), b: recv(b) });
        if (!event.ok) return;
      }
    });
  },
  "goroutines of both kinds that contend for a lock": (rounds) => {
    const mutex = new Mutex();
    for (let i = 0; i < 2; i++) {
      go(async () => {
        while (rounds.next()) {
          await mutex.lock();
          await Gosched();
          mutex.unlock();
        }
      });
      go(function* () {
        while (rounds.next()) {
          yield* gen.lock(mutex);
          yield* gen.Gosched();
          mutex.unlock();
        }
      });
    }
  },
  "an async goroutine whose lock is always free": (rounds) => {
    const mutex = new Mutex();
    go(async () => {
      while (rounds.next()) {
        await mutex.lock();
        mutex.unlock();
      }
    });
  },
  "an async goroutine that lets others run": (rounds) => {
    go(async () => {
      while (rounds.next()) await Gosched();
    });
  },
  "a generator goroutine that lets others run": (rounds) => {
    go(function* () {
      while (rounds.next()) yield* gen.Gosched();
    });
  },
  "an async goroutine that waits for a group that is done": (rounds) => {
    const group = new WaitGroup();
    go(async () => {
      while (rounds.next()) await group.wait();
    });
  },
  "an async goroutine that sleeps for no time": (rounds) => {
    go(async () => {
      while (rounds.next()) await sleep(0);
    });
  },
  "a generator goroutine that sleeps for no time": (rounds) => {
    go(function* () {
      while (rounds.next()) yield* gen.sleep(0);
    });
  },
  "async goroutines that each start the next": (rounds) => {
    const next = async () => {
      if (rounds.next()) go(next);
    };
    go(next);
  },
  "generator goroutines that each start the next": (rounds) => {
    const next = function* () {
      yield* gen.Gosched();
      if (rounds.next()) go(next);
    };
    go(next);
  },
  "plain functions that each start the next": (rounds) => {
    const next = () => {
      if (rounds.next()) go(next);
    };
    go(next);
  },
};

describe("the event loop goes round beside", () => {
  it.each(Object.entries(programs))("%s", async (_name, start) => {
    const [rounds, before] = [new Rounds(), NumGoroutine()];
    start(rounds);
    const counts: number[] = [];
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      counts.push(rounds.count);
      expect((await stat(import.meta.filename)).isFile()).toBe(true);
      counts.push(rounds.count);
    }
    // It has gone on between them, too.
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts.at(-1)).toBeGreaterThan(counts[0] as number);
    rounds.stopped = true;
    while (NumGoroutine() > before) await new Promise((resolve) => setImmediate(resolve));
  });
});
