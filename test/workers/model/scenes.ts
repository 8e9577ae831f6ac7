// What is explored of the gates, each scene named by what its threads do.

import {
  type Actor,
  act,
  addHoldings,
  type Deed,
  type End,
  FLAG,
  GATE,
  type Gates,
  LEFT,
  NOTE,
  note,
  pass,
  passOrLeave,
  readNote,
  type Scene,
  SECOND_GATE,
} from "./gates.ts";

// ------------------------------------------------------------------------------------------ a mutex

const lock: Deed = (a) => pass(a, a.p.mutex.lockMutex, a.t.owner);
const unlock: Deed = (a) => act(a, a.p.mutex.unlockMutex, 0);
const lockAndNote: Deed = (a) => {
  lock(a);
  note(a);
  return unlock(a);
};
const tryLockAndNote: Deed = (a) => {
  if (act(a, a.p.mutex.lockMutex, a.t.owner) !== a.p.gate.DONE) return LEFT;
  note(a);
  return unlock(a);
};
const lockOrLeaveAndNote: Deed = (a) => {
  const { lockMutex } = a.p.mutex;
  if (passOrLeave(a, lockMutex, a.p.gate.nobodyElse, a.t.owner) === LEFT) return LEFT;
  note(a);
  return unlock(a);
};

/** How often the word was counted up, by what the threads say. */
function noted({ results }: End): number {
  return results.flat().filter((result) => result === 0).length;
}

function freeAndCounted(end: End): string | null {
  const { p, memory } = end;
  if (memory[GATE + p.mutex.OWNER] !== 0) return "nobody has it, and it is locked";
  return memory[NOTE] === noted(end) ? null : `${noted(end)} were in, and ${memory[NOTE]} counted`;
}

// A thread that dies takes no step any more. FLAG says that it has.
const dies: Deed = ({ words }) => {
  Atomics.store(words, FLAG, 1);
};
/** Waits in the queue and never sees the answer. */
const waitsAndDies: Deed = (a) => {
  a.p.gate.begin(a.t, GATE, a.p.mutex.lockMutex, a.t.owner, 0);
  return dies(a);
};
/** Has the mutex go on without thread 1, if that is dead; answers whether it was. */
const bereaveOfFirst: Deed = (a) => {
  if (Atomics.load(a.words, FLAG) === 0) return "alive";
  act(
    a,
    (words, gate, by) => {
      a.p["wait-list"].forget(words, gate + a.p.mutex.WAITING, a.recordOf(1));
      return a.p.mutex.bereaveMutex(words, gate, by);
    },
    1,
  );
  return "bereaved";
};

const mutexes: Readonly<Record<string, Scene>> = {
  "two lock a mutex": { threads: [[lockAndNote], [lockAndNote]], judge: freeAndCounted },
  "two lock a mutex twice": {
    threads: [
      [lockAndNote, lockAndNote],
      [lockAndNote, lockAndNote],
    ],
    judge: freeAndCounted,
  },
  "three lock a mutex": {
    threads: [[lockAndNote], [lockAndNote], [lockAndNote]],
    judge: freeAndCounted,
  },
  "one breaks off its wait for a mutex": {
    threads: [[lockAndNote], [lockOrLeaveAndNote, lockAndNote], [lockAndNote]],
    judge: freeAndCounted,
  },
  "one only tries to lock a mutex": {
    threads: [[lockAndNote], [tryLockAndNote, tryLockAndNote], [lockAndNote]],
    judge: freeAndCounted,
  },
  "one dies that has locked a mutex": {
    threads: [[lock, dies], [lockAndNote], [bereaveOfFirst]],
    mayEndAsleep: true,
    judge: ({ results, asleep }) =>
      results[2]?.[0] === "bereaved" && asleep.length > 0 ? "it waits for the dead" : null,
  },
  "one dies that waits for a mutex": {
    threads: [[waitsAndDies], [lockAndNote, lockAndNote], [bereaveOfFirst]],
    mayEndAsleep: true,
    judge: ({ results, asleep }) =>
      results[2]?.[0] === "bereaved" && asleep.length > 0 ? "it was handed to the dead" : null,
  },
};

// ---------------------------------------------------------------------------------- an RWMutex

const write: Deed = (a) => {
  const rw = a.p["rw-mutex"];
  pass(a, rw.lockForWriting, a.t.owner);
  note(a);
  return act(a, rw.unlockWriter, 0);
};
const writeOrLeave: Deed = (a) => {
  const rw = a.p["rw-mutex"];
  const outcome = passOrLeave(a, rw.lockForWriting, rw.writerAbandoned, a.t.owner);
  if (outcome === LEFT) return LEFT;
  note(a);
  return act(a, rw.unlockWriter, 0);
};
const read: Deed = (a) => {
  const rw = a.p["rw-mutex"];
  pass(a, rw.lockForReading, a.holding);
  const seen = readNote(a);
  act(a, rw.unlockReader, a.holding);
  return seen;
};
const readsAndWaitsForTheFlag: Deed = (a) => {
  const rw = a.p["rw-mutex"];
  pass(a, rw.lockForReading, a.holding);
  Atomics.wait(a.words, FLAG, 0);
  return act(a, rw.unlockReader, a.holding);
};
const readsAndSetsTheFlag: Deed = (a) => {
  const rw = a.p["rw-mutex"];
  pass(a, rw.lockForReading, a.holding);
  Atomics.store(a.words, FLAG, 1);
  Atomics.notify(a.words, FLAG);
  return act(a, rw.unlockReader, a.holding);
};

function nobodyIn({ p, memory }: End): string | null {
  const rw = p["rw-mutex"];
  if (memory[GATE + rw.WRITER] !== 0) return "nobody writes, and it is locked";
  if (memory[GATE + rw.READERS] !== 0) return "nobody reads, and it is locked";
  return null;
}

function nobodyInAndCounted(end: End): string | null {
  if (readings(end).some(Number.isNaN)) return "what was read was written meanwhile";
  return nobodyIn(end) ?? (end.memory[NOTE] === noted(end) ? null : "a write was lost");
}

/** What the threads have read. */
function readings({ results }: End): number[] {
  return results.flat().flatMap((r) => (hasRead(r) ? [r.read] : []));
}

function hasRead(result: unknown): result is { read: number } {
  return typeof result === "object" && result !== null && "read" in result;
}

const withHoldings = (list: (p: Gates) => number) => (p: Gates, words: Int32Array) =>
  addHoldings(p, words, GATE + list(p));
const rwMutex = { make: withHoldings((p) => p["rw-mutex"].HOLDINGS) };

const rwMutexes: Readonly<Record<string, Scene>> = {
  "one writes and one reads": {
    ...rwMutex,
    threads: [[write], [read]],
    judge: nobodyInAndCounted,
  },
  "one writes and two read": {
    ...rwMutex,
    threads: [[write], [read], [read]],
    judge: nobodyInAndCounted,
  },
  "two write and one reads": {
    ...rwMutex,
    threads: [[write], [write], [read]],
    judge: nobodyInAndCounted,
  },
  "two write and read in turn": {
    ...rwMutex,
    threads: [
      [write, read],
      [read, write],
    ],
    judge: nobodyInAndCounted,
  },
  "a writer breaks off its wait while readers are held back": {
    ...rwMutex,
    threads: [[read], [writeOrLeave], [read, read]],
    judge: nobodyInAndCounted,
  },
  "a reader waits for another, and a writer that held that back breaks off": {
    ...rwMutex,
    threads: [[readsAndWaitsForTheFlag], [writeOrLeave], [readsAndSetsTheFlag]],
    judge: nobodyIn,
  },
};

// --------------------------------------------------------------------------------- a semaphore

const use =
  (amount: number): Deed =>
  (a) => {
    pass(a, a.p.semaphore.acquire, a.holding, amount);
    return act(a, a.p.semaphore.release, a.holding, amount);
  };
const useAlone: Deed = (a) => {
  pass(a, a.p.semaphore.acquire, a.holding, 2);
  note(a);
  return act(a, a.p.semaphore.release, a.holding, 2);
};
const useOrLeave =
  (amount: number): Deed =>
  (a) => {
    const { acquire, serve, release } = a.p.semaphore;
    if (passOrLeave(a, acquire, serve, a.holding, amount) === LEFT) return LEFT;
    return act(a, release, a.holding, amount);
  };
const ofTwo = {
  make: (p: Gates, words: Int32Array) => {
    p.semaphore.initSemaphore(words, GATE, 2, 2);
    addHoldings(p, words, GATE + p.semaphore.HOLDINGS);
  },
  judge: ({ p, memory }: End) => {
    const free = memory[GATE + p.semaphore.FREE];
    return free === 2 ? null : `all was given back, and ${free} of 2 are free`;
  },
};

const semaphores: Readonly<Record<string, Scene>> = {
  "three acquire all of a semaphore": {
    ...ofTwo,
    threads: [[useAlone], [useAlone], [useAlone]],
    judge: (end) => (end.memory[NOTE] === noted(end) ? ofTwo.judge(end) : "two were in at once"),
  },
  "one acquires all, and two a part": { ...ofTwo, threads: [[use(2)], [use(1)], [use(1)]] },
  "one breaks off its wait for all, and those behind it go on": {
    ...ofTwo,
    threads: [[use(1)], [useOrLeave(2)], [use(1), use(1)]],
  },
  "one wants more than there is, and leaves": {
    ...ofTwo,
    threads: [[use(2)], [useOrLeave(3)], [use(1)]],
  },
};

// ----------------------------------------------------------------------- a counter, once, a barrier

const waitForZero: Deed = (a) => pass(a, a.p.counter.waitForZero, 0);
const countDown: Deed = (a) => {
  note(a);
  return act(a, a.p.counter.add, 0, -1);
};
const readAtZero: Deed = (a) => {
  pass(a, a.p.counter.waitForZero, 0);
  return readNote(a);
};
const doOnce: Deed = (a) => {
  if (pass(a, a.p.once.enterOnce, a.t.owner) === a.p.once.YOURS) {
    note(a);
    act(a, a.p.once.leaveOnce, 0);
  }
  return readNote(a);
};
const doOnceOrLeave: Deed = (a) => {
  const { enterOnce, leaveOnce, YOURS } = a.p.once;
  const outcome = passOrLeave(a, enterOnce, a.p.gate.nobodyElse, a.t.owner);
  if (outcome === LEFT) return LEFT;
  if (outcome === YOURS) {
    note(a);
    act(a, leaveOnce, 0);
  }
  return readNote(a);
};
const arrive: Deed = (a) => pass(a, a.p.barrier.arrive, 0);
const arriveOrBreak: Deed = (a) => passOrLeave(a, a.p.barrier.arrive, a.p.barrier.abort, 0);
const abort: Deed = (a) => act(a, a.p.barrier.abort, 0);

const ones = (count: number) => ({
  make: (p: Gates, words: Int32Array) => {
    words[GATE + p.counter.COUNT] = count;
  },
});
const allRead =
  (expected: number) =>
  (end: End): string | null => {
    const read = readings(end);
    return read.every((n) => n === expected) ? null : `${read.join()} was read`;
  };

const parties = (count: number) => ({
  make: (p: Gates, words: Int32Array) => {
    words[GATE + p.barrier.PARTIES] = count;
  },
});

const meetings: Readonly<Record<string, Scene>> = {
  "one waits until another has counted down to 0": {
    ...ones(1),
    threads: [[countDown], [readAtZero], [readAtZero]],
    judge: allRead(1),
  },
  "two count down, and one waits": {
    ...ones(2),
    threads: [[(a) => act(a, a.p.counter.add, 0, -1)], [countDown], [waitForZero]],
    judge: () => null,
  },
  "three do what is done once": {
    threads: [[doOnce], [doOnce], [doOnce]],
    judge: allRead(1),
  },
  "one breaks off its wait for what is done once": {
    threads: [[doOnce], [doOnceOrLeave, doOnce], [doOnce]],
    judge: allRead(1),
  },
  "two meet twice at a barrier": {
    ...parties(2),
    threads: [
      [arrive, arrive],
      [arrive, arrive],
    ],
    judge: ({ p, results }) => {
      const rounds = [0, 1].map((round) => results.map((own) => own[round]));
      // The last to come is told DONE, which is also the number of the first: by time they are told apart.
      const fine = rounds.every((told) => told.every((outcome) => outcome === p.gate.DONE));
      return fine ? null : `told ${JSON.stringify(rounds)}`;
    },
  },
  "three meet at a barrier": {
    ...parties(3),
    threads: [[arrive], [arrive], [arrive]],
    judge: ({ results }) => {
      const told = results
        .flat()
        .map(Number)
        .sort((a, b) => a - b)
        .join();
      return told === "0,0,1" ? null : `told ${told}`;
    },
  },
  "two come to a barrier that a third breaks": {
    ...parties(3),
    threads: [[arrive], [arrive], [abort]],
    judge: ({ p, results }) => {
      const told = [results[0]?.[0], results[1]?.[0]];
      return told.every((outcome) => outcome === p.barrier.BROKEN) ? null : `told ${told.join()}`;
    },
  },
  "one of two gives up at a barrier, which breaks": {
    ...parties(2),
    threads: [[arrive], [arriveOrBreak]],
    judge: ({ p, results }) => {
      const left = results[1]?.[0] === LEFT;
      const broken = results[0]?.[0] === p.barrier.BROKEN;
      return left === broken ? null : "one has gone on, and the other has not";
    },
  },
};

// ------------------------------------------------------------- a condition, with the mutex that goes with it

const lockSecond: Deed = (a) => pass(a, a.p.mutex.lockMutex, a.t.owner, 0, SECOND_GATE);
const unlockSecond: Deed = (a) => act(a, a.p.mutex.unlockMutex, 0, 0, SECOND_GATE);
const waitForFlag: Deed = (a) => {
  const { p, t, words } = a;
  lockSecond(a);
  while (words[FLAG] === 0) {
    const ticket = p.gate.begin(t, GATE, p.condition.waitForNotify, 0, 0);
    unlockSecond(a);
    t.await(ticket);
    p.gate.finish(t, ticket);
    lockSecond(a);
  }
  return unlockSecond(a);
};
/** Says that one more waits, in FLAG. */
const stand = ({ words }: Actor) => {
  Atomics.add(words, FLAG, 1);
  Atomics.notify(words, FLAG);
};
const waitOnce: Deed = (a) => {
  const ticket = a.p.gate.begin(a.t, GATE, a.p.condition.waitForNotify, 0, 0);
  stand(a);
  a.t.await(ticket);
  return a.p.gate.finish(a.t, ticket);
};
const waitOnceOrLeave: Deed = (a) => {
  const { gate, condition } = a.p;
  const ticket = gate.begin(a.t, GATE, condition.waitForNotify, 0, 0);
  stand(a);
  if (gate.withdraw(a.t, GATE, ticket, gate.nobodyElse)) return LEFT;
  a.t.await(ticket);
  return gate.finish(a.t, ticket);
};
/** With the lock, which is let go of meanwhile: as a condition is waited for. */
const waitAndUnlock: Deed = (a) => {
  lockSecond(a);
  const ticket = a.p.gate.begin(a.t, GATE, a.p.condition.waitForNotify, 0, 0);
  stand(a);
  unlockSecond(a);
  a.t.await(ticket);
  return a.p.gate.finish(a.t, ticket);
};
const whenBothStand: Deed = ({ words }) => {
  for (let n = Atomics.load(words, FLAG); n < 2; n = Atomics.load(words, FLAG)) {
    Atomics.wait(words, FLAG, n);
  }
};
const signal =
  (count: number): Deed =>
  (a) =>
    act(a, a.p.condition.notify, 0, count);
const setFlag =
  (notifies: number): Deed =>
  (a) => {
    lockSecond(a);
    a.words[FLAG] = 1;
    act(a, a.p.condition.notify, 0, notifies);
    return unlockSecond(a);
  };

const conditions: Readonly<Record<string, Scene>> = {
  "one waits for a condition that another brings about": {
    threads: [[waitForFlag], [setFlag(1)]],
    judge: () => null,
  },
  "two wait for a condition, and both are notified": {
    threads: [
      [waitAndUnlock, lockSecond, unlockSecond],
      [waitAndUnlock, lockSecond, unlockSecond],
      [whenBothStand, lockSecond, signal(2), unlockSecond],
    ],
    judge: () => null,
  },
  "a signal is not lost to one that gives up": {
    threads: [[waitOnceOrLeave], [waitOnce], [whenBothStand, signal(1)]],
    mayEndAsleep: true,
    judge: ({ results, asleep, p }) => {
      const first = results[0]?.[0] === p.gate.DONE;
      const second = !asleep.includes(1);
      return first === second ? "a signal woke both, or nobody" : null;
    },
  },
};

export const scenes: Readonly<Record<string, Scene>> = {
  ...mutexes,
  ...rwMutexes,
  ...semaphores,
  ...meetings,
  ...conditions,
};

/** Those that are small enough to be explored access by access. */
export const pairs: readonly string[] = [
  "two lock a mutex",
  "one writes and one reads",
  "two meet twice at a barrier",
  "one of two gives up at a barrier, which breaks",
];
