/** Receives from channels that the programs never close. */

/** The number received. @throws {Error} where it is undefined, which says that the channel is closed. */
export function open(value: number | undefined): number {
  if (value === undefined) throw new Error("a channel is closed, and none should be");
  return value;
}
