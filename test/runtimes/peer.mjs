// A user's program that has the optional peer installed: our channels in ts-chan's Select and its
// channels in our select.

import { chan, go, recv, select } from "goroutine-kit";
import * as tsChan from "goroutine-kit/ts-chan";

console.log(chan, go, recv, select, tsChan);
