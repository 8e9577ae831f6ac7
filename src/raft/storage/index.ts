/** `goroutine-kit/raft/storage`: where a Raft node keeps its log. */

export { DiskStorage } from "./disk.ts";
export * from "./disk-errors.ts";
export type { DiskOptions } from "./disk-options.ts";
export * from "./errors.ts";
export { MemoryDisk, MemoryStorage } from "./memory.ts";
export { nodeDirectory } from "./node-directory.ts";
export type { TornTail } from "./recovery.ts";
export type { Storage, StoredSnapshot } from "./storage.ts";
