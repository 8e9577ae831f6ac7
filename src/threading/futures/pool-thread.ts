/**
 * A thread of a ThreadPoolExecutor: it makes itself ready, then runs the calls it is handed, one after
 * another, until it is dismissed.
 *
 * Invariants:
 * - It is handed a call only while it has none.
 * - Each call begins a stretch of its own: it is known who calls, also where threads came to be followed
 *   after this one was started.
 */

import { SimpleQueue } from "../queue/simple-queue.ts";
import { activityOf, Thread } from "../thread.ts";

/** What it runs. It must not throw. */
export type Work = () => Promise<void>;

export class PoolThread extends Thread {
  readonly #work: SimpleQueue<Work | null> = new SimpleQueue<Work | null>();
  readonly #initialize: Work | undefined;

  /** @param initialize is called first, in the thread. */
  constructor(name: string, initialize: Work | undefined) {
    super({ name, daemon: false });
    this.#initialize = initialize;
  }

  /** Hands it a call. */
  hand(work: Work): void {
    this.#work.put(work);
  }

  /** Has it end when it has done what it was handed. */
  dismiss(): void {
    this.#work.put(null);
  }

  override async run(): Promise<void> {
    if (this.#initialize !== undefined) await this.#perform(this.#initialize);
    for (let work = await this.#work.get(); work !== null; work = await this.#work.get()) {
      await this.#perform(work);
    }
  }

  #perform(work: Work): Promise<void> {
    return activityOf(this).runPart(work);
  }
}
