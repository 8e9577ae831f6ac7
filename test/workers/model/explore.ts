// Visits every state that a program of a few threads can come into, whatever the order of its steps.

import { type Access, EndlessError, type Machine, type State } from "./machine.ts";

/** What the visit of all states has found. */
export interface Exploration {
  readonly states: number;
  /** The states in which no thread can take a step: all have ended or sleep. */
  readonly ends: readonly State[];
  /** What is wrong, with the order of threads' steps that leads there; null where nothing is. */
  readonly fault: string | null;
}

interface Visit {
  readonly state: State;
  readonly thread: number;
  readonly from: Visit | null;
}

/**
 * Visits every state that can be reached from `start`, and ends at the first fault: a data race, or operation
 * without end, or an end of which `judge` answers what is wrong with it.
 */
export function explore(
  machine: Machine,
  start: State,
  judge: (end: State) => string | null,
): Exploration {
  const seen = new Set<string>([keyOf(start)]);
  const ends: State[] = [];
  const open: Visit[] = [{ state: start, thread: -1, from: null }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { state } = visit;
    const fault = raceIn(state) ?? (canStep(state) ? null : judge(state));
    if (fault !== null) return { states: seen.size, ends, fault: `${fault}\n${pathOf(visit)}` };
    if (!canStep(state)) ends.push(state);
    for (let thread = 0; thread < state.threads.length; thread++) {
      if (!isAwake(state, thread)) continue;
      const next = attempt(machine, state, thread);
      if (next instanceof EndlessError) {
        return { states: seen.size, ends, fault: `${next.message}\n${pathOf(visit)}` };
      }
      const key = keyOf(next);
      if (seen.has(key)) continue;
      seen.add(key);
      open.push({ state: next, thread, from: visit });
    }
  }
  return { states: seen.size, ends, fault: null };
}

function attempt(machine: Machine, state: State, thread: number): State | EndlessError {
  try {
    return machine.step(state, thread);
  } catch (error) {
    if (error instanceof EndlessError) return error;
    throw error;
  }
}

function isAwake(state: State, thread: number): boolean {
  const t = state.threads[thread];
  if (t === undefined || t.pending === null || t.asleepOn >= 0) return false;
  return t.pending.takes === undefined || state.memory[t.pending.index] === 0;
}

function canStep(state: State): boolean {
  return state.threads.some((_, thread) => isAwake(state, thread));
}

/** Two threads are about to access one word, one of them plainly and one of them to write. */
function raceIn({ threads }: State): string | null {
  for (let i = 0; i < threads.length; i++) {
    for (let j = i + 1; j < threads.length; j++) {
      const [a, b] = [threads[i]?.pending, threads[j]?.pending];
      if (a && b && races(a, b)) return `threads ${i} and ${j} race for word ${a.index}`;
    }
  }
  return null;
}

function races(a: Access, b: Access): boolean {
  if (a.index !== b.index || a.index < 0) return false;
  return (a.writes || b.writes) && (a.kind === "plain" || b.kind === "plain");
}

// What decides all that can follow: memory, what each thread knows, and who sleeps in which order.
function keyOf({ memory, threads, sleepers }: State): string {
  let key = String.fromCharCode(...memory, ...sleepers);
  for (const { results, log, asleepOn } of threads) {
    key += `|${JSON.stringify(results)}${asleepOn}`;
    for (const read of log) key += typeof read === "number" ? String.fromCharCode(read) : read;
  }
  return key;
}

function pathOf(end: Visit): string {
  const path: number[] = [];
  for (let v: Visit | null = end; v !== null && v.thread >= 0; v = v.from) path.push(v.thread);
  return `after steps of threads ${path.reverse().join(" ")}`;
}
