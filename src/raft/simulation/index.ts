/**
 * `goroutine-kit/raft/simulation`: a cluster of Raft nodes of either twin in one process, whose network,
 * disks and clocks obey who runs it, with Raft's promises checked at each step. Run within `simulate`, a
 * seed replays it.
 */

export { Cluster, type ClusterOptions, type ClusterTally, type Member } from "./cluster.ts";
export { type Answer, type Call, History, type Operation } from "./history.ts";
export { checkLinearizability, LinearizabilityError } from "./linearizability.ts";
export { encodeCommand, type RegisterAnswer, type RegisterCommand } from "./registers.ts";
export { PatienceError } from "./waiting.ts";
