// draft

import { doubleselect } from "./channels/doubleselect.ts";
import { fifo } from "./channels/fifo.ts";
import { goroutines } from "./channels/goroutines.ts";
import { nonblock } from "./channels/nonblock.ts";
import { powser1 } from "./channels/powser1.ts";
import { powser2 } from "./channels/powser2.ts";
import { conform } from "./kinds.ts";

conform([doubleselect, fifo, goroutines, nonblock, powser1, powser2]);
