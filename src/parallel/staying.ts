/**
 * What of the Go wing belongs to one thread: to send it to another is refused, instead of sending a copy that
 * works for nobody.
 */

import { Channel } from "../csp/chan.ts";
import { Cond, Mutex, Once, RWMutex, Semaphore, WaitGroup } from "../sync/index.ts";
import { Ticker } from "../time/ticker.ts";
import { Timer } from "../time/timer.ts";
import { registerStaying } from "../workers/index.ts";

registerStaying(Channel, Cond, Mutex, Once, RWMutex, Semaphore, WaitGroup, Ticker, Timer);
