/**
 * The thread that owns the state machine: it applies what is committed, answers who proposed it and who
 * wants to read, and holds the state fast for snapshots. The node goes on meanwhile.
 *
 * Invariant: works are carried out one at a time and in order, and reported in order.
 */

import type { Application, Work } from "../node/application.ts";
import type { Monitor } from "./monitor.ts";

/** Runs until the node stops; the work in hand is carried out before. */
export async function applyCommitted<Answer>(
  monitor: Monitor<Answer>,
  application: Application<Answer>,
): Promise<void> {
  for (;;) {
    const work = await nextWork(monitor);
    if (work === null) return;
    const report = await application.carryOut(work);
    if (report !== null) await monitor.turn(() => monitor.noteApplied(report));
  }
}

async function nextWork<Answer>(monitor: Monitor<Answer>): Promise<Work<Answer> | null> {
  using _ = await monitor.acquire();
  const { agenda, toApply } = monitor;
  await toApply.waitFor(() => monitor.stopping || agenda.work !== null);
  if (monitor.stopping) return null;
  const { work } = agenda;
  agenda.workTaken();
  return work;
}
