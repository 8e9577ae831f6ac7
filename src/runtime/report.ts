/**
 * What a thread's goroutines are doing: the text of dumps, deadlock reports and leak checks.
 *
 * Invariants:
 * - Every live goroutine appears once, and every parked wait appears once: with its goroutine where
 *   that is known, else below a line of its own.
 * - A wait is put down to a goroutine only where that is certain: generators always, async functions in
 *   their first stretch, all of them while tracing, or the last one left by elimination.
 */

import { coarseSecond } from "./clock.ts";
import { Goroutine } from "./goroutine.ts";
import { liveGoroutines } from "./live.ts";
import { otherThreads } from "./other-threads.ts";
import { startStack } from "./panic.ts";
import { selectOf } from "./selecting.ts";
import { tracing, waitStack } from "./trace.ts";
import { type Owner, occupiedQueues, type Waiter } from "./waiter.ts";

/** One parked wait. */
export interface ParkedWait {
  /** Go's wait reason: `chan receive`, `select`, `sync.Mutex.Lock`, `sleep` ... */
  readonly reason: string;
  /** What is waited on, for instance `chan 7 (cap 0)`; several for a select. */
  readonly on: string;
  /** How long it has waited, in whole seconds. */
  readonly seconds: number;
  /** Where it waits; only while tracing. */
  readonly stack: string | undefined;
}

/** One live goroutine, as a dump shows it. */
export interface GoroutineState {
  readonly id: number;
  readonly name: string;
  /**
   * Where it is parked: several where it awaits several operations, none where it runs, is ready, awaits
   * something else, or where that is not known.
   */
  readonly waits: readonly ParkedWait[];
  /** Where it was started; only while tracing. */
  readonly started: string | undefined;
}

export interface Snapshot {
  readonly goroutines: readonly GoroutineState[];
  /** Waits that could not be put down to a goroutine. */
  readonly unattributed: readonly ParkedWait[];
}

/** What all goroutines of this thread are doing now. */
export function snapshot(): Snapshot {
  const live = liveGoroutines();
  const waits = new Map<Owner, ParkedWait[]>(live.map((g) => [g, []]));
  const unattributed: ParkedWait[] = [];
  for (const { owner, wait } of parkedWaits()) {
    // What a goroutine still waits for after it has ended is nobody's.
    const those = owner === null ? undefined : waits.get(owner);
    (those ?? unattributed).push(wait);
  }
  const silent = live.filter((g) => waits.get(g)?.length === 0 && !(g instanceof Goroutine));
  const [onlyWait, onlyGoroutine] = [unattributed[0], silent[0]];
  if (unattributed.length === 1 && silent.length === 1 && onlyWait && onlyGoroutine) {
    waits.set(onlyGoroutine, [onlyWait]);
    unattributed.length = 0;
  }
  const goroutines = live.map((g) => ({
    id: g.id,
    name: g.name,
    waits: waits.get(g) ?? [],
    started: startStack(g),
  }));
  return { goroutines, unattributed };
}

function parkedWaits(): { owner: Owner | null; wait: ParkedWait }[] {
  const waits: { owner: Owner | null; wait: ParkedWait }[] = [];
  const seen = new Set<unknown>();
  for (const queue of occupiedQueues()) {
    for (let w = queue.first; w !== null; w = w.later) {
      const select = selectOf(w);
      if (select !== undefined) {
        if (seen.has(select)) continue;
        seen.add(select);
        const on = select.waitedOn().join(", ");
        waits.push({ owner: w.owner, wait: describeWait(w, "select", on) });
      } else {
        waits.push({ owner: w.owner, wait: describeWait(w, queue.reason, queue.on.describe()) });
      }
    }
  }
  return waits;
}

function describeWait(w: Waiter, reason: string, on: string): ParkedWait {
  return { reason, on, seconds: Math.max(0, coarseSecond() - w.since), stack: waitStack(w) };
}

/** The text of a goroutine dump, in the manner of Go's. */
export function dump(): string {
  return dumpOf(snapshot());
}

/** The text of a dump of `goroutines` and the waits that are nobody's. */
export function dumpOf(snapshot: Snapshot): string {
  const blocks = blocksOf(snapshot);
  if (!tracing()) {
    blocks.push(
      "(set GOROUTINE_KIT_TRACE=1, or call trace(), to see where each was started and where it waits)",
    );
  }
  return blocks.join("\n\n");
}

function blocksOf({ goroutines, unattributed }: Snapshot): string[] {
  const blocks = goroutines.map(goroutineBlock);
  if (unattributed.length > 0) {
    const lines = unattributed.map((wait) => `\t[${waitText(wait)}]`);
    blocks.push(`waits of the async goroutines above:\n${lines.join("\n")}`);
  }
  return blocks;
}

function goroutineBlock(g: GoroutineState): string {
  const state = g.waits.length === 0 ? "awake or awaiting" : g.waits.map(waitText).join("; ");
  const lines = [`goroutine ${g.id} [${state}]: ${g.name}`];
  for (const { stack } of g.waits) if (stack) lines.push(stack);
  if (g.started) lines.push("started by", g.started);
  return lines.join("\n");
}

function waitText(wait: ParkedWait): string {
  const on = wait.on === "" ? "" : ` on ${wait.on}`;
  return `${wait.reason}${on}${wait.seconds >= 1 ? `, ${wait.seconds} s` : ""}`;
}

/** What Go prints when nothing can go on: `runtime/proc.go`, checkdead. */
export function deadlockWords({ goroutines }: Snapshot): string {
  return goroutines.length === 0
    ? "fatal error: no goroutines (main called runtime.Goexit) - deadlock!"
    : "fatal error: all goroutines are asleep - deadlock!";
}

/** Those words, and below them every goroutine; those of other threads in a section for each thread. */
export function deadlockReport(): string {
  const all = snapshot();
  return [deadlockWords(all), dumpOf(all), ...otherThreads.reports()].join("\n\n");
}

/** What the goroutines of this thread are doing, for the report of another; empty where there are none. */
export function threadReport(): string {
  return blocksOf(snapshot()).join("\n\n");
}
