/**
 * What travels beside the bytes of a packed value: objects that threads share, by their addresses, and what
 * only the platform can carry.
 */

import type { SharedObjects } from "./shared-objects.ts";

export class Cargo {
  /** The addresses of shared objects; one reference to each is on its way. */
  readonly addresses: number[] = [];
  /** What only the platform can carry. */
  readonly platform: object[] = [];
  /** Of these, and besides, what the sender gives away. */
  transfer: readonly object[] = [];
  readonly #objects: SharedObjects;

  constructor(objects: SharedObjects) {
    this.#objects = objects;
  }

  get empty(): boolean {
    return this.addresses.length === 0 && this.platform.length === 0 && this.transfer.length === 0;
  }

  /** Takes on `value` if threads share it: its index, or -1. */
  share(value: object): number {
    const address = this.#objects.depart(value);
    return address === 0 ? -1 : this.addresses.push(address) - 1;
  }

  /** Whether threads share `value`. */
  isShared(value: object): boolean {
    return this.#objects.has(value);
  }

  /** Begins anew: what was taken on has gone its way. */
  clear(): void {
    this.addresses.length = 0;
    this.platform.length = 0;
    this.transfer = [];
  }

  /** Gives back what was taken on: the value will not travel. */
  unload(): void {
    for (const address of this.addresses) this.#objects.drop(address);
    this.clear();
  }
}
