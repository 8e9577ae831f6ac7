/**
 * `goroutine-kit/raft/kv`: a replicated key-value store on Raft nodes of either twin: its server, its
 * client, and its state machine for who serves it otherwise.
 */

export type { KvAnswer, KvEntry, KvOutcome } from "./answers.ts";
export type { Change, Keys } from "./changes.ts";
export { KvClient, type KvClientOptions, type KvValue } from "./client.ts";
export type { Condition, Operation } from "./commands.ts";
export * from "./errors.ts";
export type { KvLimits } from "./limits.ts";
export type { KvConsistency } from "./protocol.ts";
export { KvServer, type KvServerOptions } from "./server.ts";
export type { KvService, KvStatus } from "./service.ts";
export { KvStore, type KvStoreOptions } from "./store.ts";
