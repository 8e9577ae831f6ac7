/** `goroutine-kit/raft/transport`: how Raft nodes reach each other. */

export { type Address, parseAddress } from "./address.ts";
export * from "./errors.ts";
export { MemoryNetwork, type NetworkFaults, type NetworkObserver, soundNetwork } from "./memory.ts";
export { weightOf } from "./message-frames.ts";
export { type PeerStatus, TcpTransport } from "./tcp.ts";
export type { TcpObserver, TcpOptions } from "./tcp-options.ts";
export type { Receiver, Transport } from "./transport.ts";
export { type Inbox, WorkerTransport } from "./worker.ts";
