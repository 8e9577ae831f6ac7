// A user's typed program: what every room hands out has its type under the resolution of Node and
// of bundlers. Compiled against the packed package, with its declarations checked too.

import { chan, go, type RecvChan, recv, type SendChan, select } from "goroutine-kit";

const numbers = chan<number>(1);
const sender: SendChan<number> = numbers;
const receiver: RecvChan<number> = numbers;

// @ts-expect-error: a channel of numbers takes no string.
await sender.send("one");
// @ts-expect-error: who may only receive cannot send.
await receiver.send(1);

go(async (n: number) => sender.send(n), 1);
// @ts-expect-error: the goroutine takes a number.
go(async (n: number) => sender.send(n), "one");

const event = await select({ got: recv(receiver), quit: null });
if (event.case === "got") {
  const value: number | undefined = event.value;
  console.log(value);
}
