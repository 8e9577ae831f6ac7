/**
 * What the wire asks of the thread's post, which brings to another thread what only the platform can carry.
 *
 * Invariants:
 * - A parcel is packed when its value is put into a slot, and nothing of it has moved then. It is sent off
 *   once the value has been sent, or unpacked where that will not be.
 * - Its number is unique among those of its thread.
 */

export interface Post {
  /** Packs `objects`, of which, and besides, those in `transfer` are given away; answers its number. */
  pack(objects: readonly object[], transfer: readonly object[]): number;
  /** Sends it off: the value that it belongs to has been sent. */
  sendOff(parcel: number): void;
  /** Forgets it: the value that it belongs to will not be sent. */
  unpack(parcel: number): void;
  /** Whether the parcel of the thread numbered `from` can be had at once. */
  isHere(from: number, parcel: number): boolean;
  /** What is in it; blocks the thread until it is here. */
  receiveSync(from: number, parcel: number): readonly object[];
  /** What is in it, once it is here. */
  receive(from: number, parcel: number): Promise<readonly object[]>;
}
