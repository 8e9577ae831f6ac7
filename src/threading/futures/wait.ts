/**
 * Python's `concurrent.futures.wait`.
 *
 * Invariant: it observes each future that was not completed, and none of them once it has answered.
 */

import { ValueError } from "../errors.ts";
import { Event } from "../event.ts";
import { type Future, hasFailed, isCompleted, observe, unobserve } from "./future.ts";

/** `wait` answers when one is completed. */
export const FIRST_COMPLETED = "FIRST_COMPLETED";
/** `wait` answers when one has failed, or all are completed. */
export const FIRST_EXCEPTION = "FIRST_EXCEPTION";
/** `wait` answers when all are completed. */
export const ALL_COMPLETED = "ALL_COMPLETED";

/** When `wait` answers. */
export type ReturnWhen = typeof FIRST_COMPLETED | typeof FIRST_EXCEPTION | typeof ALL_COMPLETED;

/** When a wait for futures ends. */
export interface WaitOptions {
  /** How long it waits at most, in milliseconds; without end by default. */
  readonly timeoutMs?: number;
  /** By default ALL_COMPLETED. */
  readonly returnWhen?: ReturnWhen;
}

/** What `wait` found: both hold each future once. */
export interface DoneAndNotDone<F> {
  /** Those that are finished, or were cancelled and let go by their executor. */
  readonly done: Set<F>;
  /** The others. */
  readonly notDone: Set<F>;
}

/**
 * Waits for futures, of any executors. It throws nothing that a call has thrown, and no error when the
 * time runs out: those that are not done then are in `notDone`.
 *
 * @throws {ValueError} (as a rejection) where `returnWhen` is none of the three.
 */
export async function wait<F extends Future<unknown>>(
  futures: Iterable<F>,
  { timeoutMs, returnWhen = ALL_COMPLETED }: WaitOptions = {},
): Promise<DoneAndNotDone<F>> {
  if (!Object.hasOwn(ENOUGH, returnWhen)) {
    throw new ValueError(`Invalid return condition: ${returnWhen}`);
  }
  const enough = ENOUGH[returnWhen];
  const all = new Set(futures);
  const pending = [...all].filter((future) => !isCompleted(future));
  const failed = [...all].some((future) => isCompleted(future) && hasFailed(future));
  const progress = { total: all.size, pending: pending.length, failed };
  if (!enough(progress)) await untilEnough(pending, progress, enough, timeoutMs);
  const done = new Set([...all].filter(isCompleted));
  return { done, notDone: new Set([...all].filter((future) => !done.has(future))) };
}

/** How far the futures of one wait have come. */
interface Progress {
  readonly total: number;
  pending: number;
  failed: boolean;
}

type Enough = (progress: Progress) => boolean;

const ENOUGH: Readonly<Record<ReturnWhen, Enough>> = {
  FIRST_COMPLETED: ({ total, pending }) => pending < total || pending === 0,
  FIRST_EXCEPTION: ({ pending, failed }) => failed || pending === 0,
  ALL_COMPLETED: ({ pending }) => pending === 0,
};

async function untilEnough(
  pending: readonly Future<unknown>[],
  progress: Progress,
  enough: Enough,
  timeoutMs: number | undefined,
): Promise<void> {
  const event = new Event();
  const observer = {
    completed(future: Future<unknown>): void {
      progress.pending--;
      progress.failed ||= hasFailed(future);
      if (enough(progress)) event.set();
    },
  };
  for (const future of pending) observe(future, observer);
  await event.wait(timeoutMs);
  for (const future of pending) unobserve(future, observer);
}
