// What the tests of contexts do on worker threads.

import {
  Canceled,
  type Context,
  cause,
  chan,
  DeadlineExceeded,
  recv,
  type SendChan,
  select,
} from "goroutine-kit";
import { parallel, sharedChan } from "../../src/parallel/index.ts";

/** Says on `waits` that the context is open, and then how it has ended. */
export const howItEnds = parallel(
  import.meta.url,
  async function howItEnds(ctx: Context, waits: SendChan<string>) {
    if (ctx.err() === undefined) await waits.send("open");
    await ctx.done().recv();
    return {
      isCanceled: ctx.err() === Canceled,
      isDeadline: ctx.err() === DeadlineExceeded,
      message: ctx.err()?.message,
      cause: String(cause(ctx)),
      deadline: ctx.deadline(),
      value: String(ctx.value("key")),
    };
  },
);

/** What three waits under the context fail with. */
export const waitForEnd = parallel(
  import.meta.url,
  async function waitForEnd(ctx: Context, waits: SendChan<string>) {
    const shared = sharedChan<number>();
    const waiting = [
      chan<number>().recv(ctx),
      shared.recv(ctx),
      select({ local: recv(chan<number>()), shared: recv(shared) }, ctx),
    ];
    await waits.send("waits");
    const settled = await Promise.allSettled(waiting);
    return settled.map((s) => (s.status === "rejected" ? (s.reason as Error).message : "none"));
  },
);

/** Says on `waits` that the signal is not aborted, and then its reason. */
export const howSignalEnds = parallel(
  import.meta.url,
  async function howSignalEnds({ signal }: { signal: AbortSignal }, waits: SendChan<string>) {
    if (!signal.aborted) {
      const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
      await waits.send("open");
      await aborted;
    }
    return String(signal.reason);
  },
);
