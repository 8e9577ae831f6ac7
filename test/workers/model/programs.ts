// Programs of a few threads on a few channels, in words that read as Go, and what must hold of every end
// they can come to. They run on the real code of src/workers, or on a copy of it into which a mistake
// was put.

import type * as Blocking from "../../../src/workers/blocking.ts";
import type * as Operations from "../../../src/workers/operations.ts";
import type * as Parker from "../../../src/workers/parker.ts";
import type * as Rendezvous from "../../../src/workers/rendezvous.ts";
import type * as ThreadModule from "../../../src/workers/thread.ts";
import { type Exploration, explore } from "./explore.ts";
import { type Grain, Machine, type Operation, type State } from "./machine.ts";

/** The code under test. */
export type Protocol = typeof Blocking &
  typeof Operations &
  typeof Parker &
  typeof Rendezvous &
  typeof ThreadModule;

/** A case of a select: a send of a value, or a receive. */
export interface CaseWord {
  readonly on: number;
  readonly value: number | null;
}

/** One operation of a thread. Channels are numbered from 0, values are numbers of the reader's choice. */
export type Word =
  | { readonly does: "send" | "trySend"; readonly on: number; readonly value: number }
  | { readonly does: "recv" | "tryRecv" | "recvOrLeave" | "recvAsleep"; readonly on: number }
  | { readonly does: "recvBoth"; readonly on: number; readonly and: number }
  | { readonly does: "close"; readonly on: number }
  | {
      readonly does: "select" | "trySelect" | "selectOrLeave" | "selectMixed";
      readonly cases: readonly CaseWord[];
    };

type SelectWord = Extract<Word, { cases: readonly CaseWord[] }>;

export const send = (on: number, value: number): Word => ({ does: "send", on, value });
export const trySend = (on: number, value: number): Word => ({ does: "trySend", on, value });
export const recv = (on: number): Word => ({ does: "recv", on });
export const tryRecv = (on: number): Word => ({ does: "tryRecv", on });
/** Begins to receive, and breaks that off where it would have to wait. */
export const recvOrLeave = (on: number): Word => ({ does: "recvOrLeave", on });
/** Receives as an event loop does, which falls asleep first and waits then. */
export const recvAsleep = (on: number): Word => ({ does: "recvAsleep", on });
/** Receives from two channels at once, as the event loop of a thread with two goroutines does. */
export const recvBoth = (on: number, and: number): Word => ({ does: "recvBoth", on, and });
export const close = (on: number): Word => ({ does: "close", on });
export const select = (...cases: readonly CaseWord[]): Word => ({ does: "select", cases });
export const trySelect = (...cases: readonly CaseWord[]): Word => ({ does: "trySelect", cases });
/** Begins a select, and breaks that off where it would have to wait. */
export const selectOrLeave = (...cases: readonly CaseWord[]): Word => ({
  does: "selectOrLeave",
  cases,
});
/**
 * A select with these cases and one on a channel of its own thread, which becomes ready once it waits: either
 * that one takes place or one of these.
 */
export const selectMixed = (...cases: readonly CaseWord[]): Word => ({
  does: "selectMixed",
  cases,
});
export const sending = (on: number, value: number): CaseWord => ({ on, value });
export const receiving = (on: number): CaseWord => ({ on, value: null });

export interface Program {
  /** The capacity of each channel. */
  readonly channels: readonly number[];
  readonly threads: readonly (readonly Word[])[];
}

/** How an operation has ended. A case stands for the select it is of. */
interface Result {
  /** The channel; HERE where it is that of a mixed select's own thread. */
  readonly on: number;
  /** What was sent, or received; null where that failed. */
  readonly sent: number | null;
  readonly received: number | null;
  readonly outcome: number;
  readonly closes: boolean;
}

// The model's memory: channels, then threads, then tickets. Small, so that states are.
const FIRST_WORD = 1;
const MOST_CASES = 2;
const MOST_TICKETS = 2;
const HERE = -1;

interface Plan {
  readonly words: number;
  readonly channelAt: readonly number[];
  readonly recordAt: readonly number[];
  readonly ticketAt: readonly number[];
  readonly ticketWords: number;
}

function plan(p: Protocol, ticketWords: number, program: Program): Plan {
  let top = FIRST_WORD;
  const take = (words: number) => {
    const at = top;
    top += words;
    return at;
  };
  const channelAt = program.channels.map((capacity) =>
    take(p.CHANNEL_WORDS + p.bufferWords(capacity)),
  );
  const recordAt = program.threads.map(() => take(p.THREAD_WORDS));
  const ticketAt = program.threads.map(() => take(ticketWords * MOST_TICKETS));
  return { words: top, channelAt, recordAt, ticketAt, ticketWords };
}

/** Explores all that `program` can do. */
export function run(
  p: Protocol & { ticketWords: (cases: number) => number },
  program: Program,
  grain: Grain,
): Exploration {
  const layout = plan(p, p.ticketWords(MOST_CASES), program);
  const memory = new Int32Array(layout.words);
  program.channels.forEach((capacity, index) => {
    const at = layout.channelAt[index] as number;
    p.initChannel(memory, at, capacity, at + p.CHANNEL_WORDS);
  });
  const operations = program.threads.map((words) => words.map((word) => perform(p, layout, word)));
  const locks = layout.channelAt.map((at) => at + p.LOCK);
  const machine = new Machine(operations, grain, locks);
  return explore(machine, machine.start(memory), (end) => faultOf(p, layout, program, end));
}

function perform(p: Protocol, layout: Plan, word: Word): Operation {
  return (words, thread): Result[] => {
    // Every operation puts its tickets back, so each finds the same ones in stock.
    let ticket = (layout.ticketAt[thread] as number) - layout.ticketWords;
    const t = new p.Thread(
      words,
      layout.recordAt[thread] as number,
      thread + 1,
      () => {
        ticket += layout.ticketWords;
        return ticket;
      },
      { lock: 0, ready: 0 },
    );
    if ("cases" in word) return doSelect(p, layout, t, word);
    return word.does === "recvBoth"
      ? receiveBoth(p, layout, t, [word.on, word.and])
      : [doOne(p, layout, t, word)];
  };
}

function slotOf(value: number): Int32Array {
  return Int32Array.of(value, 0, 0, 0);
}

function doSelect(p: Protocol, layout: Plan, t: ThreadModule.Thread, word: SelectWord): Result[] {
  const into = slotOf(0);
  const cases = word.cases.map(({ on, value }) => ({
    channel: layout.channelAt[on] as number,
    offer: value === null ? null : slotOf(value),
  }));
  const { winner, outcome } = selected(p, t, word.does, cases, into);
  if (winner < 0) {
    return word.does === "selectMixed" ? [resultOf(HERE, null, into, p.CLOSED)] : [];
  }
  const { on, value } = word.cases[winner] as CaseWord;
  return [resultOf(on, value, into, outcome)];
}

function selected(
  p: Protocol,
  t: ThreadModule.Thread,
  does: SelectWord["does"],
  cases: readonly Operations.SharedCase[],
  into: Int32Array,
): Operations.Selected {
  const order = [...cases.keys()];
  if (does === "select") return p.selectBlocking(t, cases, order, into);
  if (does === "trySelect") return p.trySelect(t, cases, order, into);
  const begun = p.beginSelect(t, cases, order, into);
  if (does === "selectMixed") return here(p, t, cases, begun, into);
  if (begun.ticket === 0 || p.withdrawSelect(t, cases, begun.ticket)) return begun;
  t.await(begun.ticket);
  return p.endSelect(t, cases, begun.ticket, into);
}

// The case on a channel of its own thread takes place only for who has won the ticket.
function here(
  p: Protocol,
  t: ThreadModule.Thread,
  cases: readonly Operations.SharedCase[],
  begun: Operations.Selected,
  into: Int32Array,
): Operations.Selected {
  if (begun.ticket === 0) return begun;
  if (p.claimSelect(t, begun.ticket)) {
    p.leaveSelect(t, cases, begun.ticket);
    return begun;
  }
  t.await(begun.ticket);
  return p.endSelect(t, cases, begun.ticket, into);
}

function resultOf(on: number, value: number | null, into: Int32Array, outcome: number): Result {
  const took = outcome === 0;
  const received = value === null && took ? (into[0] as number) : null;
  return { on, sent: took ? value : null, received, outcome, closes: false };
}

function doOne(
  p: Protocol,
  layout: Plan,
  t: ThreadModule.Thread,
  word: Exclude<Word, SelectWord | { does: "recvBoth" }>,
): Result {
  const ch = layout.channelAt[word.on] as number;
  const slot = slotOf("value" in word ? word.value : 0);
  const value = "value" in word ? word.value : null;
  switch (word.does) {
    case "send":
      return resultOf(word.on, value, slot, p.sendBlocking(t, ch, slot));
    case "trySend":
      return resultOf(word.on, value, slot, p.trySend(t, ch, slot));
    case "recv":
      return resultOf(word.on, value, slot, p.recvBlocking(t, ch, slot));
    case "tryRecv":
      return resultOf(word.on, value, slot, p.tryRecv(t, ch, slot));
    case "recvOrLeave":
      return resultOf(word.on, value, slot, receiveOrLeave(p, t, ch, slot));
    case "recvAsleep":
      return resultOf(word.on, value, slot, receiveAsleep(p, t, ch, slot));
    case "close": {
      const outcome = p.close(t, ch);
      return { on: word.on, sent: null, received: null, outcome, closes: outcome === 0 };
    }
  }
}

function receiveOrLeave(p: Protocol, t: ThreadModule.Thread, ch: number, slot: Int32Array): number {
  const begun = p.beginRecv(t, ch, slot);
  if (begun <= 0) return begun;
  if (p.withdraw(t, ch, begun, slot)) return p.WAITS;
  t.await(begun);
  return p.endRecv(t, begun, slot);
}

function receiveAsleep(p: Protocol, t: ThreadModule.Thread, ch: number, slot: Int32Array): number {
  const begun = p.beginRecv(t, ch, slot);
  if (begun <= 0) return begun;
  loopUntilDelivered(p, t, [begun]);
  return p.endRecv(t, begun, slot);
}

function receiveBoth(
  p: Protocol,
  layout: Plan,
  t: ThreadModule.Thread,
  channels: readonly number[],
): Result[] {
  const slots = channels.map(() => slotOf(0));
  const begun = channels.map((on, i) =>
    p.beginRecv(t, layout.channelAt[on] as number, slots[i] as Int32Array),
  );
  loopUntilDelivered(
    p,
    t,
    begun.filter((ticket) => ticket > 0),
  );
  return begun.map((ticket, i) => {
    const slot = slots[i] as Int32Array;
    const outcome = ticket > 0 ? p.endRecv(t, ticket, slot) : ticket;
    return resultOf(channels[i] as number, null, slot, outcome);
  });
}

// The steps of an event loop, with wait in the place of waitAsync.
function loopUntilDelivered(p: Protocol, t: ThreadModule.Thread, tickets: readonly number[]): void {
  const awaited = new Set(tickets);
  t.onReady = (ticket) => awaited.delete(ticket);
  while (awaited.size > 0) {
    if (p.fallAsleep(t.words, t.record)) Atomics.wait(t.words, p.futexOf(t.record), 0);
    p.stayAwake(t.words, t.record);
    t.poll();
  }
}

// ------------------------------------------------------------------- what must hold of every end

function faultOf(p: Protocol, layout: Plan, program: Program, end: State): string | null {
  const results = end.threads.map((t) => (t.results as readonly Result[][]).flat());
  const waiting = end.threads.flatMap((t, thread) => {
    const word = program.threads[thread]?.[t.results.length];
    return t.pending === null || word === undefined ? [] : [{ thread, word, on: t.asleepOn }];
  });
  for (const w of waiting) {
    if (w.on !== layout.recordAt[w.thread]) return `thread ${w.thread} sleeps for ever on a lock`;
    if (end.memory[w.on] !== 0) return `thread ${w.thread} sleeps on what was delivered to it`;
  }
  for (const [thread, { results: done }] of end.threads.entries()) {
    const odd = (done as readonly Result[][]).findIndex(
      (cases, i) => isMixed(program.threads[thread]?.[i]) && cases.length !== 1,
    );
    if (odd >= 0) return `thread ${thread}: a select has come to no case`;
  }
  for (let ch = 0; ch < program.channels.length; ch++) {
    const own = results.map((rs) => rs.filter((r) => r.on === ch));
    const cases = waiting.map(({ word }) => casesOf(word).filter((c) => c.on === ch));
    const fault = channelFault(p, layout, program, end.memory, ch, own, cases);
    if (fault !== null) return `channel ${ch}: ${fault}`;
  }
  return null;
}

function isMixed(word: Word | undefined): boolean {
  return word?.does === "selectMixed";
}

function casesOf(word: Word): readonly CaseWord[] {
  if ("cases" in word) return word.cases;
  if (word.does === "recvBoth") return [receiving(word.on), receiving(word.and)];
  return [{ on: word.on, value: "value" in word ? word.value : null }];
}

function channelFault(
  p: Protocol,
  layout: Plan,
  program: Program,
  memory: Int32Array,
  ch: number,
  threads: readonly (readonly Result[])[],
  waiting: readonly (readonly CaseWord[])[],
): string | null {
  const at = layout.channelAt[ch] as number;
  const count = p.countOf(memory, at);
  const all = threads.flat();
  const sent = all.flatMap((r) => (r.sent === null ? [] : [r.sent]));
  const received = all.flatMap((r) => (r.received === null ? [] : [r.received]));
  const closed = all.some((r) => r.closes);
  if (memory[at + p.LOCK] !== 0) return "the lock is held for ever";
  if (all.filter((r) => r.closes).length > 1) return "closed twice";
  if (new Set(received).size !== received.length) return `received twice: ${received.join()}`;
  const invented = received.find((value) => !sent.includes(value));
  if (invented !== undefined) return `received ${invented}, whose send has not taken place`;
  if (sent.length - received.length !== count) {
    return `sent ${sent.join()}; received ${received.join()}; ${count} in the buffer`;
  }
  if (count > (program.channels[ch] as number)) return `${count} in the buffer`;
  if (all.some((r) => r.outcome === p.CLOSED && !r.closes) && !closed) return "closed by nobody";
  if (threads.some((rs) => drainedTooSoon(p, rs)) && count > 0) return "drained, but not empty";
  return (
    orderFault(threads) ?? sleeperFault(count, program.channels[ch] as number, closed, waiting)
  );
}

// A receive that found the channel closed and drained.
function drainedTooSoon(p: Protocol, results: readonly Result[]): boolean {
  return results.some((r) => r.outcome === p.CLOSED && r.sent === null && r.received === null);
}

// What one thread has sent, another receives in that order.
function orderFault(threads: readonly (readonly Result[])[]): string | null {
  for (const sender of threads) {
    const sent = sender.flatMap((r) => (r.sent === null ? [] : [r.sent]));
    for (const receiver of threads) {
      const places = receiver.flatMap((r) => {
        const place = r.received === null ? -1 : sent.indexOf(r.received);
        return place < 0 ? [] : [place];
      });
      if (places.some((place, i) => i > 0 && place < (places[i - 1] as number))) {
        return `sent ${sent.join()}, received in the order ${places.map((i) => sent[i]).join()}`;
      }
    }
  }
  return null;
}

// Nobody sleeps who could go on. (A select does not meet itself.)
function sleeperFault(
  count: number,
  capacity: number,
  closed: boolean,
  waiting: readonly (readonly CaseWord[])[],
): string | null {
  const receivers = waiting.flatMap((cases, w) => (cases.some((c) => c.value === null) ? [w] : []));
  const senders = waiting.flatMap((cases, w) => (cases.some((c) => c.value !== null) ? [w] : []));
  if (closed && receivers.length + senders.length > 0) return "closed, and somebody still waits";
  if (receivers.length > 0 && count > 0) return "a receiver sleeps though there is a value";
  if (senders.length > 0 && count < capacity) return "a sender sleeps though there is room";
  if (receivers.some((r) => senders.some((s) => s !== r))) return "sender and receiver both sleep";
  return null;
}
