/** `goroutine-kit/raft/csp`: Raft in goroutines and channels. */

export { newNode } from "./node.ts";
