/** What came of many seeds of one twin, counted as they come and told as text. */

import type { SeedResult } from "../../raft/simulation/campaign.ts";
import type { OrdealReport } from "../../raft/simulation/ordeal.ts";

export interface Campaign {
  readonly twin: string;
  /** How many seeds were asked for, and how many have kept every property. */
  readonly asked: number;
  passed: number;
  steps: number;
  virtualMs: number;
  realMs: number;
  readonly total: Record<keyof OrdealReport, number>;
  failure: { readonly seed: number; readonly text: string; readonly replay: string } | null;
  readonly beganMs: number;
}

export function newCampaign(twin: string, asked: number): Campaign {
  return {
    twin,
    asked,
    passed: 0,
    steps: 0,
    virtualMs: 0,
    realMs: 0,
    total: {
      answered: 0,
      unknown: 0,
      refused: 0,
      term: 0,
      committed: 0,
      crashes: 0,
      restores: 0,
      changes: 0,
      transfers: 0,
    },
    failure: null,
    beganMs: performance.now(),
  };
}

export function addSeed(campaign: Campaign, { report, steps, virtualMs }: SeedResult): void {
  campaign.passed++;
  campaign.steps += steps;
  campaign.virtualMs += virtualMs;
  campaign.realMs = performance.now() - campaign.beganMs;
  for (const name of Object.keys(campaign.total) as (keyof OrdealReport)[])
    campaign.total[name] += report[name];
}

/** One line, without its end. */
export function renderProgress({ twin, passed, asked, realMs }: Campaign): string {
  const share = Math.floor((100 * passed) / asked);
  return `${twin}: ${passed} of ${asked} seeds (${share}%), ${perSecond(passed, realMs)} a second`;
}

export function renderCampaign(campaign: Campaign): string {
  const { twin, asked, passed, steps, virtualMs, realMs, total, failure } = campaign;
  const lines = [
    `${twin}: ${passed} of ${asked} seeds kept every property`,
    `  in ${(realMs / 1000).toFixed(1)} s: ${perSecond(passed, realMs)} seeds, ` +
      `${perSecond(virtualMs / 1000, realMs)} virtual seconds and ${perSecond(steps, realMs)} steps a second`,
    `  clients: ${total.answered} answered, ${total.unknown} not answered, ${total.refused} refused`,
    `  nodes: ${total.crashes} power failures, ${total.restores} snapshots installed, ` +
      `${total.term} terms, ${total.committed} entries committed`,
    `  on the way: ${total.changes} changes of membership, ${total.transfers} transfers of leadership`,
  ];
  if (failure !== null)
    lines.push(`  FAILED: ${failure.text.replace(/\n/g, "\n    ")}`, `  replay: ${failure.replay}`);
  return `${lines.join("\n")}\n`;
}

function perSecond(count: number, realMs: number): string {
  if (realMs <= 0) return "0";
  const rate = (count * 1000) / realMs;
  return rate.toFixed(rate < 100 ? 1 : 0);
}
