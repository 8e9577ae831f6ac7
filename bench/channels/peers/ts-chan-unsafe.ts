/** ts-chan 0.6 with `unsafe` set on every channel and select. */

import { tsChanPeer } from "../ts-chan-programs.ts";

export const peer = tsChanPeer("unsafe");
