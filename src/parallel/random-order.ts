/** A random order of the numbers from 0 to below `length`: that in which a select looks at its cases. */

import { randomBelow } from "../runtime/random.ts";

/** Each order is as likely as any other; drawn from the source that a simulation seeds. */
export function randomOrder(length: number): number[] {
  const order: number[] = [];
  for (let next = 0; next < length; next++) {
    const at = randomBelow(next + 1);
    order.push(order[at] ?? next);
    order[at] = next;
  }
  return order;
}
