/**
 * Two threads beside the node: one turns states that were held fast into snapshots on disk (Raft paper
 * 7), one reads pieces of the snapshot for followers that are far behind.
 *
 * Invariant: neither has the lock while it waits for the disk; each takes what there is to do, and
 * reports what it did.
 */

import type { SnapshotToSave } from "../node/agenda.ts";
import type { ChunkRequest } from "../rules/index.ts";
import type { Storage } from "../storage/storage.ts";
import type { Monitor } from "./monitor.ts";

/** Runs until the node stops. */
export async function saveSnapshots<Answer>(
  monitor: Monitor<Answer>,
  storage: Storage,
): Promise<void> {
  for (;;) {
    const snapshot = await nextSnapshot(monitor);
    if (snapshot === null) return;
    const { description, capture } = snapshot;
    await storage.saveSnapshot(description, await capture.encode());
    await monitor.turn(() =>
      monitor.agenda.noteSnapshot({ kind: "saved", description }, monitor.clock.now()),
    );
  }
}

/** Runs until the node stops. */
export async function readPieces<Answer>(
  monitor: Monitor<Answer>,
  storage: Storage,
): Promise<void> {
  for (;;) {
    const request = await nextRequest(monitor);
    if (request === null) return;
    const { node, offset, maxBytes } = request;
    const chunk = await storage.readChunk(offset, maxBytes);
    await monitor.turn(() =>
      monitor.agenda.noteSnapshot({ kind: "read", node, chunk }, monitor.clock.now()),
    );
  }
}

async function nextSnapshot<Answer>(monitor: Monitor<Answer>): Promise<SnapshotToSave | null> {
  using _ = await monitor.acquire();
  const { agenda, toSave } = monitor;
  await toSave.waitFor(() => monitor.stopping || agenda.snapshot !== null);
  if (monitor.stopping) return null;
  const { snapshot } = agenda;
  agenda.snapshotTaken();
  return snapshot;
}

async function nextRequest<Answer>(monitor: Monitor<Answer>): Promise<ChunkRequest | null> {
  using _ = await monitor.acquire();
  const { agenda, toRead } = monitor;
  await toRead.waitFor(() => monitor.stopping || agenda.requested !== null);
  if (monitor.stopping) return null;
  const { requested } = agenda;
  agenda.requestTaken();
  return requested;
}
