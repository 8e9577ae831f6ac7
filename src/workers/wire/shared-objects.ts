/**
 * What the wire asks of the thread about objects that threads share, which travel inside values as the
 * addresses at which they stand.
 *
 * Invariants:
 * - Whoever has an address from `depart` owns one reference to the object, and gives it up once: by
 *   `arrive` or by `drop`, in whichever thread.
 */

export interface SharedObjects {
  /** The address of `value`, with one reference for the way; 0 where no threads share it. */
  depart(value: object): number;
  /** Whether threads share `value`. */
  has(value: object): boolean;
  /** The object at `address` as this thread has it. */
  arrive(address: number): object;
  /** Gives up a reference that nobody will take. */
  drop(address: number): void;
}
