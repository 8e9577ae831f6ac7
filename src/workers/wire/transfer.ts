/**
 * What a sender gives away with a value, instead of having it copied.
 *
 * Invariant: `transfer` moves nothing. What is listed is given away when the value has been sent.
 */

const lists = new WeakMap<object, readonly object[]>();
// Most programs transfer nothing: for them there is nothing to look up.
let anything = false;

/**
 * Says that `value`, when it is sent through a shared channel or given to a parallel goroutine, takes what
 * is in `list` with it: ArrayBuffers, MessagePorts and whatever else the platform can transfer. The sender
 * has them no more once the value was sent (a send that is broken off gives nothing away). Returns `value`.
 */
export function transfer<T extends object>(value: T, list: readonly object[]): T {
  lists.set(value, [...list]);
  anything = true;
  return value;
}

/** What `value` takes with it; null where that is nothing. */
export function transferOf(value: unknown): readonly object[] | null {
  if (!anything || typeof value !== "object" || value === null) return null;
  return lists.get(value) ?? null;
}
