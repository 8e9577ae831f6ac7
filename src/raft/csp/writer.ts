/**
 * The goroutine that writes to storage. While it waits for the disk, what changes meanwhile gathers in
 * the owner's hands and comes as one batch: group commit (thesis 10.2.1).
 *
 * Invariant: batches are carried out one at a time and in order, and acknowledged in order.
 */

import type { Context } from "../../context/index.ts";
import { type RecvChan, recv, type SendChan, select, send } from "../../csp/index.ts";
import type { Write } from "../rules/index.ts";
import type { Storage } from "../storage/storage.ts";

/** What the disk is to do next: writes, and up to where the log may be purged, 0 for no more than was. */
export interface DiskBatch {
  readonly writes: Write[];
  purgeTo: number;
}

export function emptyBatch(): DiskBatch {
  return { writes: [], purgeTo: 0 };
}

export function isEmptyBatch({ writes, purgeTo }: DiskBatch): boolean {
  return writes.length === 0 && purgeTo === 0;
}

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
      await select({ told: send(persisted, last.number), stopped: recv(ctx.done()) });
    }
    if (purgeTo > 0) await storage.purge(purgeTo);
  }
}
