// A user's program that has the optional peer installed: ts-chan's channels in our select, and ours in
// its Select.

import { chan, go, recv, select } from "goroutine-kit";
import { recvFrom, sendTo, toTsChan } from "goroutine-kit/ts-chan";
import { Chan, Select, recv as theirRecv } from "ts-chan";

function equal(got, want) {
  if (got !== want) throw new Error(`got ${got}, want ${want}`);
}

const theirs = new Chan();
const ours = chan();

const waiting = select({ theirs: recvFrom(theirs), ours: recv(ours) });
await theirs.send(7);
const event = await waiting;
equal(event.case, "theirs");
equal(event.value, 7);

const sending = select({ theirs: sendTo(theirs, 8), ours: recv(ours) });
equal((await theirs.recv()).value, 8);
equal((await sending).case, "theirs");

const mixed = new Select([theirRecv(theirs), theirRecv(toTsChan(ours))]);
go(async () => ours.send("from us"));
const index = await mixed.wait();
equal(index, 1);
equal(mixed.recv(mixed.cases[1]).value, "from us");
