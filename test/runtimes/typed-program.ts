// A user's typed program: what every room hands out has its type under the resolution of Node and
// of bundlers. Compiled against the packed package, with its declarations checked too and without the
// types of Node.

import { chan, go, type RecvChan, recv, type SendChan, select, send } from "goroutine-kit";
import { background, type Context, withCancel } from "goroutine-kit/context";
import { fromAsyncIterable, fromEventTarget, type Source } from "goroutine-kit/events";
import * as gen from "goroutine-kit/gen";
import { toReadableStream } from "goroutine-kit/streams";
import { type Guard, Mutex } from "goroutine-kit/sync";
import { type Exploration, explore } from "goroutine-kit/testing";
import { Queue, Thread, ThreadPoolExecutor } from "goroutine-kit/threading";
import { after } from "goroutine-kit/time";

/** Takes a value of exactly the type that is named: neither wider nor `any`. */
type Exactly<T, U> =
  (<X>() => X extends T ? 1 : 2) extends <X>() => X extends U ? 1 : 2 ? U : never;
function has<T>() {
  return <U>(_value: Exactly<T, U>): void => {};
}

const numbers = chan<number>(1);
const sender: SendChan<number> = numbers;
const receiver: RecvChan<number> = numbers;

// @ts-expect-error: a channel of numbers takes no string.
await sender.send("one");
// @ts-expect-error: who may only receive cannot send.
await receiver.send(1);
// @ts-expect-error: who may only send cannot receive.
await sender.recv();

go(async (n: number) => sender.send(n), 1);
// @ts-expect-error: the goroutine takes a number.
go(async (n: number) => sender.send(n), "one");
// @ts-expect-error: a generator waits with yield*, a promise is not its way.
go(function* () {
  yield sender.send(1);
});
go(function* () {
  has<number | undefined>()(yield* recv(receiver));
  has<void>()(yield* send(sender, 1));
  has<Guard>()(yield* gen.lock(new Mutex()));
});

const event = await select({ got: recv(receiver), quit: null });
has<"got">()(event.case);
if (event.ok) has<number>()(event.value);

const [ctx, cancel] = withCancel(background());
has<Context>()(ctx);
cancel();

has<RecvChan<number>>()(after(1));
has<Exploration>()(await explore(10, async () => 1));

const target: EventTarget = new EventTarget();
has<Source<Event>>()(fromEventTarget(target, "ping", { capacity: 1, overflow: "fail" }));
async function* letters(): AsyncGenerator<string> {
  yield "a";
}
has<Source<string>>()(fromAsyncIterable(letters()));
has<ReadableStream<number>>()(toReadableStream(receiver));

const queue = new Queue<string>(1);
has<string>()(await queue.get());
// @ts-expect-error: a queue of strings takes no number.
await queue.put(1);
const thread = new Thread({ target: async () => queue.put("a") });
thread.start();
has<number>()(await new ThreadPoolExecutor().submit(async () => 1).result());
