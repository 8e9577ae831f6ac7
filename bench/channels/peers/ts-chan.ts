/** ts-chan 0.6 as it comes: each operation may take a turn of the event loop. */

import { tsChanPeer } from "../ts-chan-programs.ts";

export const peer = tsChanPeer("as it comes");
