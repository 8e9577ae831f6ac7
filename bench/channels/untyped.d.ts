/** Types for the peers that ship none: of each, only what its programs use. */

declare module "js-csp" {
  export interface Channel<T> {
    readonly "~value"?: T;
  }
  /** What a goroutine yields; the scheduler answers with the value. */
  export interface Instruction {
    readonly "~instruction"?: true;
  }
  export interface AltResult<T> {
    readonly value: T;
    readonly channel: Channel<T>;
  }
  type Goroutine = Generator<Instruction, unknown, never>;
  interface Csp {
    chan<T>(capacity?: number): Channel<T>;
    go<Args extends unknown[]>(start: (...args: Args) => Goroutine, args?: Args): Channel<unknown>;
    put<T>(channel: Channel<T>, value: T): Instruction;
    take<T>(channel: Channel<T>): Instruction;
    alts<T>(channels: readonly Channel<T>[]): Instruction;
    offer<T>(channel: Channel<T>, value: T): boolean;
    poll<T>(channel: Channel<T>): T | "@@process/NO_VALUE";
    readonly NO_VALUE: "@@process/NO_VALUE";
  }
  const csp: Csp;
  export default csp;
}

declare module "medium" {
  export interface Chan<T> extends PromiseLike<T> {
    readonly isClosed: boolean;
  }
  interface Medium {
    chan<T>(capacity?: number): Chan<T>;
    put<T>(channel: Chan<T>, value: T): Promise<boolean>;
    take<T>(channel: Chan<T>): Promise<T>;
    any<T>(...channels: Chan<T>[]): Promise<[T, Chan<T>]>;
    go<T>(start: () => Promise<T>): Promise<T>;
  }
  const medium: Medium;
  export default medium;
}
