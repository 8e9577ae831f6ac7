// A role for the tests of roles: it calls a function that its module has declared, and says what came of it.

import {
  declare,
  find,
  home,
  type Place,
  role,
  SharedChannel,
} from "../../../src/workers/index.ts";

export const double = (n: number): number => n * 2;
export const doublePlace: Place = declare(import.meta.url, double);

export interface Order {
  readonly answers: number;
  readonly place: Place;
  readonly value: number;
}

/** Answers on a channel what the function at a place makes of a value, or the words of the error. */
export const startEcho = role<Order>("test/echo", import.meta.url, async (order) => {
  const answers = new SharedChannel<unknown>(home(), order.answers);
  try {
    const fn = (await find(order.place)) as (n: number) => unknown;
    await answers.send(fn(order.value));
  } catch (error) {
    await answers.send(String(error));
  }
});
