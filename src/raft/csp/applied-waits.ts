/** Callers that wait until the state machine has come to an index. */

import type { Raft } from "../rules/index.ts";
import type { AppliedWait } from "./requests.ts";

export class AppliedWaits {
  #waiting: AppliedWait[] = [];

  begin(wait: AppliedWait): void {
    this.#waiting.push(wait);
  }

  /** Answers those whose index is applied. */
  settle({ appliedIndex }: Raft): void {
    if (this.#waiting.length === 0) return;
    const early: AppliedWait[] = [];
    for (const wait of this.#waiting)
      if (wait.index <= appliedIndex) wait.reply.answer();
      else early.push(wait);
    this.#waiting = early;
  }
}
