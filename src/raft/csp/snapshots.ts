/**
 * Two goroutines beside the node: one turns states that were held fast into snapshots on disk (Raft
 * paper 7), one reads pieces of the snapshot for followers that are far behind.
 *
 * Invariant: neither touches the node's state; they are told what to do and report what they did.
 */

import type { Context } from "../../context/index.ts";
import { type RecvChan, recv, type SendChan, select, send } from "../../csp/index.ts";
import type { SnapshotToSave } from "../node/agenda.ts";
import type { SnapshotReport } from "../node/snapshots.ts";
import type { ChunkRequest } from "../rules/index.ts";
import type { Storage } from "../storage/storage.ts";

/** Ends when `snapshots` is closed, or with the context. */
export async function saveSnapshots(
  ctx: Context,
  storage: Storage,
  snapshots: RecvChan<SnapshotToSave>,
  reports: SendChan<SnapshotReport>,
): Promise<void> {
  for await (const { description, capture } of snapshots) {
    await storage.saveSnapshot(description, await capture.encode());
    const report: SnapshotReport = { kind: "saved", description };
    await select({ told: send(reports, report), stopped: recv(ctx.done()) });
  }
}

/** Ends when `requests` is closed, or with the context. */
export async function readPieces(
  ctx: Context,
  storage: Storage,
  requests: RecvChan<ChunkRequest>,
  reports: SendChan<SnapshotReport>,
): Promise<void> {
  for await (const { node, offset, maxBytes } of requests) {
    const chunk = await storage.readChunk(offset, maxBytes);
    const report: SnapshotReport = { kind: "read", node, chunk };
    await select({ told: send(reports, report), stopped: recv(ctx.done()) });
  }
}
