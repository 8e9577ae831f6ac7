/** The suites of the comparison, in the order in which they run and are told. */

import { channelsSuite } from "./channels/suite.ts";
import { parallelSuite } from "./parallel/suite.ts";
import { raftSuite } from "./raft/suite.ts";
import type { Suite } from "./suite.ts";
import { threadingSuite } from "./threading/suite.ts";

export const SUITES: readonly Suite[] = [channelsSuite, threadingSuite, parallelSuite, raftSuite];
