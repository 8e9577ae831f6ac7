/**
 * What worker threads are for. A role is a name, a function that runs on every thread started in that
 * role, and the module which knows both: a new thread imports that module, which finds there that it was
 * born to this role, and plays it.
 *
 * Invariants:
 * - The module of a role declares it while it is evaluated, on every thread.
 * - A thread plays one role, once.
 * - A thread that was started does not keep the process alive by itself.
 */

import { birth } from "./birth.ts";
import { setParent } from "./death.ts";
import { home, postOffice } from "./home.ts";
import { type Host, type HostEnd, loaderOf, startHost } from "./platform.ts";
import { reap } from "./reaper.ts";
import { enrol } from "./threads.ts";

/** A worker thread, as the one that started it has it. */
export interface StartedThread {
  /** Its number in the shared memory. */
  readonly number: number;
  /** Ends it, whatever it does; the promise is of its end. */
  terminate(): Promise<void>;
}

/**
 * Starts a thread in a role.
 *
 * @param argument what its role is told: anything that structured clone can copy.
 * @param name the name of the thread, for debuggers.
 * @param onEnd hears of its end, once.
 * @throws {TooManyThreadsError} where the memory has no place for another.
 */
export type Start<A> = (argument: A, name: string, onEnd: (end: HostEnd) => void) => StartedThread;

/**
 * Declares a role.
 *
 * @param entry the URL of the module that declares it: `import.meta.url`.
 * @param play what a thread in this role does; what it throws ends the thread with that error.
 */
export function role<A>(name: string, entry: string, play: (argument: A) => unknown): Start<A> {
  const born = birth();
  // Not at once: the module is still being evaluated, and so are those that import it.
  if (born?.role === name) setTimeout(() => play(born.argument as A), 0);
  return (argument, threadName, onEnd) => {
    const { heap } = home();
    const number = enrol(heap.words);
    setParent(heap.words, number, heap.owner);
    const memory = heap.words.buffer as SharedArrayBuffer;
    const loader = loaderOf(entry);
    // A thread that a worker has started would have to be reached through that one: it has no post.
    const office = born === undefined ? postOffice() : undefined;
    const post = office && new MessageChannel();
    if (post !== undefined) office?.connect(number, post.port1);
    const host: Host = startHost(
      { memory, number, role: name, entry, loader, post: post?.port2, argument },
      threadName,
      (end) => {
        office?.bury(number);
        reap(home(), number);
        onEnd(end);
      },
    );
    return { number, terminate: () => host.terminate() };
  };
}
