/**
 * A trace as a drawing: a column for each node, time running down, a message as a line from column to column.
 * A node's column is thick while it leads and while it stands for election, and broken while it is down.
 * Pauses in which nothing happens are shortened; the scale at the left names the true times.
 */

import * as Plot from "@observablehq/plot";
import { type Trace, type TraceMessage, type TraceRole, withoutPauses } from "../trace/trace.ts";
import { type Chart, draw } from "./draw.ts";
import { type ColourName, colour } from "./palette.ts";

const ROLES: Readonly<Record<TraceRole, { readonly name: ColourName; readonly width: number }>> = {
  follower: { name: "faint", width: 3 },
  preCandidate: { name: "candidate", width: 5 },
  candidate: { name: "candidate", width: 9 },
  leader: { name: "leader", width: 9 },
  down: { name: "line", width: 2 },
};

/** Pixels for a millisecond that is not left out. */
const PIXELS_A_MS = 5;

/** Lines of text at the left are no closer than this. */
const LINE_PX = 15;

export function timelineChart(name: string, trace: Trace): Chart {
  const place = withoutPauses(trace);
  const y = (ms: number) => place(ms) * PIXELS_A_MS;
  const height = y(trace.toMs);
  const lines = arrowsOf(trace).map((message) => ({
    x1: message.from,
    x2: message.to,
    y1: y(message.sentMs),
    y2: y(message.arrivedMs ?? message.sentMs),
    colour: colour(messageColour(message)),
  }));
  const spans = trace.roles.map((span) => ({
    x: span.node,
    y1: y(span.fromMs),
    y2: y(span.toMs),
    role: span.role,
  }));
  const description = `${trace.title}. ${storyOf(trace).join(" ")}`;
  const svg = draw(description, {
    height: height + 60,
    marginTop: 34,
    marginBottom: 20,
    marginLeft: 62,
    marginRight: 16,
    x: {
      type: "point",
      domain: [...trace.nodes],
      axis: "top",
      label: null,
      tickFormat: (node: number) => `node ${node}`,
      tickSize: 0,
    },
    y: { domain: [0, height], reverse: true, axis: null },
    marks: [
      ...(["down", "follower", "preCandidate", "candidate", "leader"] as const).map((role) =>
        Plot.ruleX(
          spans.filter((span) => span.role === role),
          {
            x: "x",
            y1: "y1",
            y2: "y2",
            stroke: colour(ROLES[role].name),
            strokeWidth: ROLES[role].width,
            strokeDasharray: role === "down" ? "2 4" : "none",
          },
        ),
      ),
      Plot.arrow(lines, {
        x1: "x1",
        x2: "x2",
        y1: "y1",
        y2: "y2",
        stroke: "colour",
        strokeWidth: 1.4,
        headLength: 6,
        insetEnd: 4,
        insetStart: 3,
      }),
      Plot.text(momentsOf(trace, y), {
        frameAnchor: "left",
        textAnchor: "end",
        dx: -8,
        y: "y",
        text: "text",
        fill: colour("faint"),
      }),
      Plot.dot(
        trace.marks.map(({ node, ms }) => ({ x: node, y: y(ms) })),
        { x: "x", y: "y", symbol: "times", stroke: colour("threads"), strokeWidth: 3, r: 6 },
      ),
    ],
  });
  return { name, title: trace.title, description, svg };
}

/** Heartbeats say that nothing has changed; drawn, they would hide what has. */
function arrowsOf({ messages }: Trace): readonly TraceMessage[] {
  return messages.filter(
    ({ arrivedMs, kind }) => arrivedMs !== null && !kind.startsWith("heartbeat"),
  );
}

function messageColour({ kind }: TraceMessage): ColourName {
  if (kind.startsWith("preVote") || kind.startsWith("vote")) return "candidate";
  return kind.startsWith("append") ? "leader" : "faint";
}

/** The true times of moments, as many as have room. */
function momentsOf(trace: Trace, y: (ms: number) => number) {
  const moments = [
    trace.fromMs,
    ...trace.marks.map(({ ms }) => ms),
    ...trace.roles.map(({ fromMs }) => fromMs),
    trace.toMs,
  ].sort((a, b) => a - b);
  const shown: { readonly y: number; readonly text: string }[] = [];
  for (const ms of moments) {
    const last = shown.at(-1);
    if (last !== undefined && y(ms) - last.y < LINE_PX) continue;
    shown.push({ y: y(ms), text: `${Math.round(ms - trace.fromMs)} ms` });
  }
  return shown;
}

/** What happened, a sentence each: who stood, who led, who went down. */
export function storyOf(trace: Trace): string[] {
  const since = (ms: number) => `${Math.round(ms - trace.fromMs)} ms`;
  const events = [
    ...trace.roles
      .filter(({ role, fromMs }) => role !== "follower" && role !== "down" && fromMs > trace.fromMs)
      .map(({ node, role, term, fromMs }) => ({
        ms: fromMs,
        text: deedOf(role, node, term),
      })),
    ...trace.marks.map(({ node, ms, text }) => ({ ms, text: `node ${node} ${text}` })),
  ].sort((a, b) => a.ms - b.ms);
  return events.map(({ ms, text }) => `After ${since(ms)}, ${text}.`);
}

function deedOf(role: TraceRole, node: number, term: number): string {
  if (role === "leader") return `node ${node} leads term ${term}`;
  if (role === "candidate") return `node ${node} stands for election in term ${term}`;
  return `node ${node} asks the others whether they would elect it`;
}
