// The cases of the table "Channels and select", each by Go's name of the program or test.

import { chancap } from "./channels/chancap.ts";
import { closedchan } from "./channels/closedchan.ts";
import { doubleselect } from "./channels/doubleselect.ts";
import { TestSelectDuplicateChannel } from "./channels/duplicate-channel.ts";
import { TestPseudoRandomSend, TestSelectFairness } from "./channels/fairness.ts";
import { fifo } from "./channels/fifo.ts";
import { goroutines } from "./channels/goroutines.ts";
import { TestMultiConsumer } from "./channels/multi-consumer.ts";
import { nonblock } from "./channels/nonblock.ts";
import {
  TestNonblockRecvRace,
  TestNonblockSelectRace,
  TestNonblockSelectRace2,
} from "./channels/nonblock-races.ts";
import { powser1 } from "./channels/powser1.ts";
import { powser2 } from "./channels/powser2.ts";
import { select_ } from "./channels/select.ts";
import { TestSelectStress } from "./channels/select-stress.ts";
import { select3 } from "./channels/select3.ts";
import { select4 } from "./channels/select4.ts";
import { select5 } from "./channels/select5.ts";
import { select6 } from "./channels/select6.ts";
import { select7 } from "./channels/select7.ts";
import { select8 } from "./channels/select8.ts";
import { TestSelfSelect } from "./channels/self-select.ts";
import { TestChanSendInterface } from "./channels/send-interface.ts";
import { sendstmt } from "./channels/sendstmt.ts";
import { sieve1 } from "./channels/sieve1.ts";
import { sieve2 } from "./channels/sieve2.ts";
import { TestChan } from "./channels/test-chan.ts";
import { zerosize } from "./channels/zerosize.ts";
import { type Case, stopNumbering } from "./kinds.ts";

export const cases: readonly Case[] = [
  ...[doubleselect, fifo, goroutines, nonblock, powser1, powser2],
  ...[select_, select3, select4, select5, select6, select7, select8],
  ...[sendstmt, sieve1, sieve2, zerosize, closedchan, chancap],
  ...[TestChan, TestNonblockRecvRace, TestNonblockSelectRace, TestNonblockSelectRace2],
  ...[TestSelfSelect, TestSelectStress, TestSelectFairness, TestPseudoRandomSend],
  ...[TestMultiConsumer, TestSelectDuplicateChannel, TestChanSendInterface],
];

stopNumbering();
