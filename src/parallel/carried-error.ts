/**
 * How what was thrown in a goroutine of one thread gets to another: as workers/carried-error.ts has it, and with
 * the errors of a context, which programs compare by identity, the same on every thread.
 */

import { Canceled, DeadlineExceeded } from "../context/index.ts";
import { sameEverywhere } from "../workers/index.ts";

sameEverywhere("context.Canceled", Canceled);
sameEverywhere("context.DeadlineExceeded", DeadlineExceeded);

export { type Carried, carriedHome, carry, describeThrown } from "../workers/index.ts";
