/**
 * `goroutine-kit/raft`: what a Raft node is, whichever idiom it was written in. The nodes themselves are
 * `newNode` of `goroutine-kit/raft/csp` and of `goroutine-kit/raft/threads`; what they are made of is in
 * `goroutine-kit/raft/storage` and `goroutine-kit/raft/transport`.
 */

export {
  BrokenSafetyError,
  ChangePendingError,
  type Configuration,
  ConfigurationError,
  configurationOf,
  LimitError,
  type MembershipChange,
  type NodeId,
  NotLeaderError,
  noConfiguration,
  OptionError,
  type RaftOptions,
  type Role,
  TransferInProgressError,
} from "../rules/index.ts";
export type { NodeClock } from "./clock.ts";
export * from "./errors.ts";
export type { NodeStatus, RaftNode, ReadConsistency } from "./node.ts";
export type { NodeObserver, NodeOptions } from "./options.ts";
export type { StateMachine } from "./state-machine.ts";
