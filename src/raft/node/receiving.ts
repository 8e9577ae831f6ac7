/** How a node takes in what came, whichever idiom it was written in. */

import { BadInputError, type Message, type Raft, receive } from "../rules/index.ts";

/** Takes a message in. One that makes no sense is dropped; the transport knows who sent it. */
export function receiveOrDrop(raft: Raft, message: Message, nowMs: number): void {
  try {
    receive(raft, message, nowMs);
  } catch (error) {
    if (!(error instanceof BadInputError)) throw error;
  }
}

/** Whether a leader takes more before it has committed some: else callers wait. */
export function hasRoom({ uncommittedBytes, options }: Raft): boolean {
  return uncommittedBytes < options.maxUncommittedBytes;
}
