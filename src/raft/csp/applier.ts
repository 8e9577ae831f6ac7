/**
 * The goroutine that owns the state machine: it applies what is committed, answers who proposed it and
 * who wants to read, and holds the state fast for snapshots. The node goes on meanwhile.
 *
 * Invariant: works are carried out one at a time and in order, and reported in order.
 */

import type { Context } from "../../context/index.ts";
import { type RecvChan, recv, type SendChan, select, send } from "../../csp/index.ts";
import type { Application, Applied, Work } from "../node/application.ts";

/** Ends when `works` is closed, or, once the work in hand is carried out, with the context. */
export async function applyCommitted<Answer>(
  ctx: Context,
  application: Application<Answer>,
  works: RecvChan<Work<Answer>>,
  applied: SendChan<Applied>,
): Promise<void> {
  for await (const work of works) {
    const report = await application.carryOut(work);
    if (report !== null && !applied.trySend(report))
      await select({ told: send(applied, report), stopped: recv(ctx.done()) });
  }
}
