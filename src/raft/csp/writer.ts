/**
 * The goroutine that writes to storage. While it waits for the disk, what changes meanwhile gathers in
 * the owner's hands and comes as one batch: group commit (thesis 10.2.1).
 *
 * Invariant: batches are carried out one at a time and in order, and acknowledged in order.
 */

import type { Context } from "../../context/index.ts";
import { type RecvChan, recv, type SendChan, select, send } from "../../csp/index.ts";
import type { DiskBatch } from "../node/agenda.ts";
import type { Storage } from "../storage/storage.ts";

/** Ends when `batches` is closed, or, once the batch in hand is durable, with the context. */
export async function writeToDisk(
  ctx: Context,
  storage: Storage,
  batches: RecvChan<DiskBatch>,
  persisted: SendChan<number>,
): Promise<void> {
  for await (const { writes, purgeTo } of batches) {
    const last = writes.at(-1);
    if (last !== undefined) {
      await storage.write(writes);
      if (!persisted.trySend(last.number))
        await select({ told: send(persisted, last.number), stopped: recv(ctx.done()) });
    }
    if (purgeTo > 0) await storage.purge(purgeTo);
  }
}
