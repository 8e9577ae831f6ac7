/** Whose wait it is: how a simulation and its transcript tell goroutines apart. */

import type { Wakeable } from "../runtime/scheduler.ts";
import { type Owner, Waiter } from "../runtime/waiter.ts";

/** The goroutine that goes on with `w`, where that is known: a record of one stands for itself. */
export function ownerOf(w: Wakeable): Owner | null {
  return w instanceof Waiter ? w.owner : w;
}
