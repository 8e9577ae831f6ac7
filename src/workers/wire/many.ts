/**
 * Many values in many slots, one behind the other in one array: as slots.ts does it for each, and faster for
 * whole numbers.
 */

import { newSlot, SLOT_WORDS } from "../slot.ts";
import { INTEGER, LOADED, type Slots } from "./slots.ts";

const one = newSlot();

/** The slot numbered `number`, copied: a view would cost more than what is done with it. */
function slotOf(many: Int32Array, number: number): Int32Array {
  const at = number * SLOT_WORDS;
  for (let word = 0; word < SLOT_WORDS; word++) one[word] = many[at + word] as number;
  return one;
}

/**
 * Puts `values` from `from` to below `to` into as many slots, from the first on.
 *
 * @throws as `Slots.put`, for the first that cannot travel; then none was put.
 */
export function putMany(
  slots: Slots,
  values: ArrayLike<unknown>,
  from: number,
  to: number,
  many: Int32Array,
): void {
  for (let next = from; next < to; next++) {
    const at = (next - from) * SLOT_WORDS;
    const value = values[next];
    if (typeof value === "number" && (value | 0) === value && !Object.is(value, -0)) {
      many[at] = INTEGER;
      many[at + 1] = value;
      continue;
    }
    try {
      slots.put(value, one);
    } catch (error) {
      discardMany(slots, many, 0, next - from);
      throw error;
    }
    for (let word = 0; word < SLOT_WORDS; word++) many[at + word] = one[word] as number;
  }
}

/** `discard` for the slots numbered `from` to below `to`. */
export function discardMany(slots: Slots, many: Int32Array, from: number, to: number): void {
  for (let next = from; next < to; next++) slots.discard(slotOf(many, next));
}

/** `sent` for the slots numbered `from` to below `to`. */
export function sentMany(slots: Slots, many: Int32Array, from: number, to: number): void {
  for (let next = from; next < to; next++) {
    if (many[next * SLOT_WORDS] === LOADED) slots.sent(slotOf(many, next));
  }
}

/** Takes the values out of the first `count` slots, and adds them to `values`. */
export function takeMany(slots: Slots, many: Int32Array, count: number, values: unknown[]): void {
  for (let next = 0; next < count; next++) {
    const at = next * SLOT_WORDS;
    values.push(many[at] === INTEGER ? many[at + 1] : slots.take(slotOf(many, next)));
  }
}

/** As `takeMany`, once all of it is here. */
export async function takeManyLater(
  slots: Slots,
  many: Int32Array,
  count: number,
  values: unknown[],
): Promise<void> {
  const own = many.slice(0, count * SLOT_WORDS); // others use it meanwhile
  for (let next = 0; next < count; next++) {
    const slot = own.subarray(next * SLOT_WORDS, (next + 1) * SLOT_WORDS);
    values.push(slots.isLate(slot) ? await slots.takeLater(slot) : slots.take(slot));
  }
}

/** Whether part of what is in the first `count` slots is not here yet. */
export function isAnyLate(slots: Slots, many: Int32Array, count: number): boolean {
  for (let next = 0; next < count; next++) {
    if (many[next * SLOT_WORDS] === LOADED && slots.isLate(slotOf(many, next))) return true;
  }
  return false;
}
