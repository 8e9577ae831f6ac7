/**
 * What a cluster replicates: a state machine that answers commands (Raft paper 2). One goroutine or
 * thread of the node owns it and makes all the calls, one after another.
 *
 * What any of these throws ends the node: replicas that go on after an error would differ.
 */

export interface StateMachine<Answer> {
  /**
   * Applies a committed command; its log index ascends. The answer goes to who proposed it, where it
   * still waits. Must be deterministic: no clock, no random source, nothing but state and command.
   */
  apply(command: Uint8Array, index: number): Answer;

  /**
   * Holds the present state fast and returns at once; the state machine goes on while the function that
   * is returned, called once and later, turns what was held into bytes.
   */
  capture(): () => Uint8Array | PromiseLike<Uint8Array>;

  /** Becomes the state that those bytes stand for. */
  restore(state: Uint8Array): void;
}
