/** The cases of a select over 2 and over 16 channels, written out as one writes them. */

import { type Chan, type RecvCase, recv } from "goroutine-kit";

export type Channels = readonly Chan<number>[];

export type TwoCases = Readonly<Record<"first" | "second", RecvCase<number>>>;

export function twoCases([first, second]: Channels): TwoCases {
  return { first: recv(first), second: recv(second) };
}

export type SixteenCases = Readonly<Record<`c${number}`, RecvCase<number>>>;

export function sixteenCases(channels: Channels): SixteenCases {
  return {
    c0: recv(channels[0]),
    c1: recv(channels[1]),
    c2: recv(channels[2]),
    c3: recv(channels[3]),
    c4: recv(channels[4]),
    c5: recv(channels[5]),
    c6: recv(channels[6]),
    c7: recv(channels[7]),
    c8: recv(channels[8]),
    c9: recv(channels[9]),
    c10: recv(channels[10]),
    c11: recv(channels[11]),
    c12: recv(channels[12]),
    c13: recv(channels[13]),
    c14: recv(channels[14]),
    c15: recv(channels[15]),
  };
}
