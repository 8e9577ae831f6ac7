/**
 * The thread that writes to storage. While it waits for the disk, what changes meanwhile gathers in the
 * agenda and comes as one batch: group commit (thesis 10.2.1).
 *
 * Invariant: batches are carried out one at a time and in order, and acknowledged in order.
 */

import type { DiskBatch } from "../node/agenda.ts";
import { persisted } from "../rules/index.ts";
import type { Storage } from "../storage/storage.ts";
import type { Monitor } from "./monitor.ts";

/** Runs until the node stops; the batch in hand becomes durable before. */
export async function writeToDisk<Answer>(
  monitor: Monitor<Answer>,
  storage: Storage,
): Promise<void> {
  for (;;) {
    const batch = await nextBatch(monitor);
    if (batch === null) return;
    const last = batch.writes.at(-1);
    if (last !== undefined) {
      await storage.write(batch.writes);
      await monitor.turn(() => persisted(monitor.raft, last.number, monitor.clock.now()));
    }
    if (batch.purgeTo > 0) await storage.purge(batch.purgeTo);
  }
}

async function nextBatch<Answer>(monitor: Monitor<Answer>): Promise<DiskBatch | null> {
  using _ = await monitor.acquire();
  const { agenda, toWrite } = monitor;
  await toWrite.waitFor(() => monitor.stopping || agenda.batch !== null);
  if (monitor.stopping) return null;
  const { batch } = agenda;
  agenda.batchTaken();
  return batch;
}
