/** `goroutine-kit/raft/threads`: Raft in threads, a lock and conditions. */

export { newNode } from "./node.ts";
