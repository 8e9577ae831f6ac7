/**
 * A change of membership on its way (Raft paper 6, thesis 4), and who waits for its end.
 *
 * Invariant: it has ended when the log's latest configuration is committed and not joint, or when this
 * node does not lead any more and cannot tell.
 */

import { OutcomeUnknownError } from "../node/errors.ts";
import {
  type Configuration,
  changeJointly,
  changeSimply,
  configurationOfNow,
  isJoint,
  needsJoint,
  type Raft,
} from "../rules/index.ts";
import type { Reply } from "./reply.ts";
import type { Change } from "./requests.ts";

export class MembershipChanges {
  #waiting: Reply<Configuration>[] = [];

  /** Begins the change; what the rules refuse goes to who asked. */
  begin(raft: Raft, { changes, reply }: Change, nowMs: number): void {
    try {
      if (needsJoint(configurationOfNow(raft), changes))
        changeJointly(raft, changes, "automatic", nowMs);
      else changeSimply(raft, changes, nowMs);
      this.#waiting.push(reply);
    } catch (error) {
      reply.refuse(error);
    }
  }

  /** Answers where the change has ended. */
  settle(raft: Raft): void {
    if (this.#waiting.length === 0) return;
    const configuration = configurationOfNow(raft);
    const sinceIndex = raft.history.at(-1)?.index ?? 0;
    if (sinceIndex <= raft.commitIndex && !isJoint(configuration))
      for (const reply of this.#waiting.splice(0)) reply.answer(configuration);
    else if (raft.role !== "leader")
      for (const reply of this.#waiting.splice(0))
        reply.refuse(new OutcomeUnknownError("ceased to lead"));
  }
}
