// The table "Channels and select": Go's programs of test/chan and tests of runtime/chan_test, by name.
// Those that need a process of their own are in process.test.ts, and what must not compile is in
// perm.test.ts.

import { cases } from "./cases.ts";
import { conform } from "./kinds.ts";

conform(cases);
