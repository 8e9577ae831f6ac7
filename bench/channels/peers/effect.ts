/**
 * Effect 4: a Queue of capacity 0 is a rendezvous, a fiber is a goroutine, racing takes is a select,
 * a Semaphore of 1 is a mutex.
 */

import { Effect, Fiber, Queue, Semaphore } from "effect";
import type { EndlessProgram, ParkProgram, Peer, Program } from "../peer.ts";
import { allStarted } from "../started.ts";
import { CONTENDERS } from "../workloads/mutex.ts";

const pingPong: Program = (size) =>
  Effect.gen(function* () {
    const ping = yield* Queue.bounded<number>(0);
    const pong = yield* Queue.bounded<number>(0);
    const echo = Effect.gen(function* () {
      for (let i = 0; i < size; i++) yield* Queue.offer(pong, (yield* Queue.take(ping)) + 1);
    });
    yield* Effect.forkChild(echo);
    let sum = 0;
    for (let i = 0; i < size; i++) {
      yield* Queue.offer(ping, i);
      sum += yield* Queue.take(pong);
    }
    return sum;
  }).pipe(Effect.runPromise);

function sendEvery(queue: Queue.Queue<number>, first: number, step: number, end: number) {
  return Effect.gen(function* () {
    for (let i = first; i < end; i += step) yield* Queue.offer(queue, i);
  });
}

function stream(capacity: number): Program {
  return (size) =>
    Effect.gen(function* () {
      const numbers = yield* Queue.bounded<number>(capacity);
      yield* Effect.forkChild(sendEvery(numbers, 0, 1, size));
      let sum = 0;
      for (let i = 0; i < size; i++) sum += yield* Queue.take(numbers);
      return sum;
    }).pipe(Effect.runPromise);
}

type Senders = (queues: readonly Queue.Queue<number>[], size: number) => Effect.Effect<unknown>;

const oneSenderEach: Senders = (queues, size) =>
  Effect.forEach(
    queues,
    (queue, first) => Effect.forkChild(sendEvery(queue, first, queues.length, size)),
    { discard: true },
  );

const oneSenderInTurn: Senders = (queues, size) =>
  Effect.forkChild(
    Effect.gen(function* () {
      for (let i = 0; i < size; ) {
        for (const queue of queues) yield* Queue.offer(queue, i++);
      }
    }),
  );

function selecting(width: number, senders: Senders): Program {
  return (size) =>
    Effect.gen(function* () {
      const queues: Queue.Queue<number>[] = [];
      for (let i = 0; i < width; i++) queues.push(yield* Queue.bounded<number>(0));
      yield* senders(queues, size);
      const select = Effect.raceAllFirst(queues.map((queue) => Queue.take(queue)));
      let sum = 0;
      for (let i = 0; i < size; i++) sum += yield* select;
      return sum;
    }).pipe(Effect.runPromise);
}

const spawn: Program = (size) =>
  Effect.gen(function* () {
    let sum = 0;
    const fibers: Fiber.Fiber<void>[] = [];
    for (let i = 0; i < size; i++) {
      const add = Effect.sync(() => {
        sum += i;
      });
      fibers.push(yield* Effect.forkChild(add));
    }
    yield* Fiber.awaitAll(fibers);
    return sum;
  }).pipe(Effect.runPromise);

function count(out: Queue.Queue<number>) {
  return Effect.gen(function* () {
    for (let n = 2; ; n++) yield* Queue.offer(out, n);
  });
}

function filter(numbers: Queue.Queue<number>, out: Queue.Queue<number>, prime: number) {
  return Effect.gen(function* () {
    for (;;) {
      const n = yield* Queue.take(numbers);
      if (n % prime !== 0) yield* Queue.offer(out, n);
    }
  });
}

// The filters are detached, so that ending them is no part of the run.
const sieve: Program = (size) =>
  Effect.gen(function* () {
    let numbers = yield* Queue.bounded<number>(0);
    yield* Effect.forkDetach(count(numbers));
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const prime = yield* Queue.take(numbers);
      sum += prime;
      const passed = yield* Queue.bounded<number>(0);
      yield* Effect.forkDetach(filter(numbers, passed, prime));
      numbers = passed;
    }
    return sum;
  }).pipe(Effect.runPromise);

const mutexUncontended: Program = (size) =>
  Effect.gen(function* () {
    const mutex = yield* Semaphore.make(1);
    let counter = 0;
    const addOne = mutex.withPermit(
      Effect.sync(() => {
        counter++;
      }),
    );
    for (let i = 0; i < size; i++) yield* addOne;
    return counter;
  }).pipe(Effect.runPromise);

const mutexContended: Program = (size) =>
  Effect.gen(function* () {
    const mutex = yield* Semaphore.make(1);
    let counter = 0;
    const addOne = mutex.withPermit(
      Effect.gen(function* () {
        const read = counter;
        yield* Effect.yieldNow;
        counter = read + 1;
      }),
    );
    const contender = Effect.gen(function* () {
      for (let i = 0; i < size / CONTENDERS; i++) yield* addOne;
    });
    const contenders: Fiber.Fiber<void>[] = [];
    for (let i = 0; i < CONTENDERS; i++) contenders.push(yield* Effect.forkChild(contender));
    yield* Fiber.awaitAll(contenders);
    return counter;
  }).pipe(Effect.runPromise);

const park: ParkProgram = async (size) => {
  const numbers = await Effect.runPromise(Queue.bounded<number>(0));
  let started = 0;
  let sum = 0;
  const wait = Effect.gen(function* () {
    started++;
    // Not `sum += yield*`: that reads the sum before it waits.
    const received = yield* Queue.take(numbers);
    sum += received;
  });
  const fibers: Fiber.Fiber<void>[] = [];
  for (let i = 0; i < size; i++) fibers.push(Effect.runFork(wait));
  await allStarted(() => started, size);
  return () =>
    Effect.gen(function* () {
      yield* sendEvery(numbers, 0, 1, size);
      yield* Fiber.awaitAll(fibers);
      return sum;
    }).pipe(Effect.runPromise);
};

const pingPongUntil: EndlessProgram = (stop) =>
  Effect.gen(function* () {
    const ping = yield* Queue.bounded<number>(0);
    const pong = yield* Queue.bounded<number>(0);
    const echo = Effect.gen(function* () {
      for (;;) yield* Queue.offer(pong, (yield* Queue.take(ping)) + 1);
    });
    yield* Effect.forkChild(echo);
    let wrong = 0;
    for (let i = 0; !stop(); i++) {
      yield* Queue.offer(ping, i);
      if ((yield* Queue.take(pong)) !== i + 1) wrong++;
    }
    return wrong;
  }).pipe(Effect.runPromise);

export const peer: Peer = {
  programs: {
    "ping-pong": pingPong,
    "stream-0": stream(0),
    "stream-128": stream(128),
    "select-2": selecting(2, oneSenderEach),
    "select-16": selecting(16, oneSenderEach),
    "select-2-one-sender": selecting(2, oneSenderInTurn),
    "select-16-one-sender": selecting(16, oneSenderInTurn),
    spawn,
    sieve,
    mutex: mutexUncontended,
    "mutex-contended": mutexContended,
  },
  park,
  pingPongUntil,
};
