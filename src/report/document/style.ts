/**
 * The style of the page: one column of text, figures and listings in as many columns as have room, from 400
 * pixels up, in light and in dark, and on paper.
 *
 * Invariant: nothing makes the page itself wider than the screen; what may be wider is scrolled by itself.
 */

import { PALETTE_CSS } from "../charts/palette.ts";

export const PAGE_CSS = `${PALETTE_CSS}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:17px/1.6 system-ui,-apple-system,"Segoe UI",sans-serif;-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:0 16px 64px;max-width:1340px}
header,nav,main>p,main>ul,main>h2,main>h3,main>.notice{max-width:720px;margin-left:auto;margin-right:auto}
h1{font-size:2em;line-height:1.2;margin:1.6em 0 .3em;text-wrap:balance}
h2{font-size:1.5em;line-height:1.25;margin-top:2.6em;padding-top:.6em;border-top:1px solid var(--line);text-wrap:balance}
h3{font-size:1.15em;margin-top:2em}
a{color:var(--go)}
nav ol{padding-left:1.4em;color:var(--faint)}
header p{color:var(--faint)}
p,li{overflow-wrap:break-word}
code{font:0.88em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
p code,li code,td code{background:var(--panel);padding:.1em .3em;border-radius:4px;overflow-wrap:anywhere}
.notice{border:2px solid var(--candidate);border-radius:6px;padding:.6em 1em;font-weight:600}
.pair,.charts{display:grid;gap:20px;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));align-items:start}
.listing,.pair,.table,figure{margin:1.6em auto}
main>.listing,main>.table{max-width:860px}
.pair .listing{margin:0}
.listing{min-width:0}
.listing p,.drawing p{margin:0 0 .3em;font-size:.86em;color:var(--faint)}
.drawing p{font-weight:600;color:var(--ink)}
pre{margin:0;padding:12px 14px;font-size:12.5px;line-height:1.5;background:var(--panel);border:1px solid var(--line);border-radius:6px;overflow-x:auto;max-height:80vh}
pre code{font-size:1em;line-height:inherit;tab-size:4}
.drawing{min-width:0}
.chart{display:block;width:100%;height:auto;max-width:620px;color:var(--ink)}
.chart text{white-space:pre}
figure{padding:0}
figcaption,caption{color:var(--faint);font-size:.86em;text-align:left;caption-side:bottom;padding-top:.6em}
.table{overflow-x:auto}
table{border-collapse:collapse;font-size:.86em;font-variant-numeric:tabular-nums;min-width:100%}
th,td{padding:.3em .7em;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
table.words th,table.words td,th:first-child,td:first-child{text-align:left}th:first-child,td:first-child{padding-left:0}
thead th{border-bottom:2px solid var(--faint)}
:focus-visible{outline:2px solid var(--go);outline-offset:2px}
.hljs-comment{color:var(--faint);font-style:italic}
.hljs-keyword,.hljs-built_in{color:var(--keyword)}
.hljs-string,.hljs-regexp{color:var(--string)}
.hljs-number,.hljs-literal{color:var(--number)}
.hljs-title{color:var(--go)}
@media (max-width:500px){html{font-size:16px}pre{font-size:11.5px}}
@media print{pre{max-height:none;white-space:pre-wrap}nav{display:none}}
`;
