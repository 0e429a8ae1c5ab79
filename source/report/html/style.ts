/** The page's style: light and dark by the reader's wish, plain on paper. Every pair of text and ground has a contrast of 4.5 or more. */
export const style = `
:root {
	color-scheme: light dark;
	--ground: #fbfbfc; --panel: #fff; --text: #1b1f24; --quiet: #57606a; --rule: #d9dee4; --accent: #0a64ad;
	--good: #196c2e; --bad: #b3261e; --band: #b3261e26;
	--s1: #0a64ad; --s2: #b3481e; --s3: #6b4fa0; --s4: #196c2e; --s5: #8a5a00; --s6: #9b2c66;
}
@media (prefers-color-scheme: dark) {
	:root {
		--ground: #14171b; --panel: #1b1f24; --text: #e8ebee; --quiet: #a3adb8; --rule: #343b44; --accent: #6cb6ff;
		--good: #6fd08c; --bad: #ff8f85; --band: #ff8f8533;
		--s1: #6cb6ff; --s2: #ffab70; --s3: #c3a6ff; --s4: #6fd08c; --s5: #f2cc60; --s6: #ff9ecb;
	}
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1480px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 36px 0 10px; }
.quiet, figcaption + p { color: var(--quiet); margin: 4px 0; font-size: 13px; }
.scroll { overflow-x: auto; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.filters { display: flex; flex-wrap: wrap; gap: 6px 16px; align-items: baseline; margin: 14px 0; font-size: 13px; color: var(--quiet); }
.filters select { font: inherit; color: var(--text); background: var(--panel); border: 1px solid var(--rule); border-radius: 5px; padding: 3px 6px; max-width: 260px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
th { color: var(--quiet); font-weight: 600; } a { color: var(--accent); }
.rows { font-size: 12px; line-height: 1.35; } .rows th, .rows td { padding: 5px 4px; } .rows thead th { vertical-align: bottom; white-space: normal !important; } .rows .na { color: var(--quiet); } .rows .reference { color: var(--quiet); }

.valid { color: var(--good); } .invalid { color: var(--bad); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 16px; align-items: start; }
.chart { margin: 0; padding: 14px 16px; background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; min-width: 0; }
.chart svg { display: block; width: 100%; height: auto; overflow: visible; }
.chart.wide { overflow-x: auto; } .chart.wide svg { min-width: 560px; }
figcaption { font-weight: 600; margin-bottom: 8px; }
svg text { fill: var(--text); font-size: 14px; font-family: inherit; }
svg .name { text-anchor: end; } svg .detail { font-size: 11px; fill: var(--quiet); } svg .number, svg .axis, svg .flip { text-anchor: middle; } svg .axis { fill: var(--quiet); }
.tick line { stroke: var(--rule); } .tick text { fill: var(--quiet); text-anchor: middle; font-size: 12.5px; } .tick.side text { text-anchor: end; }
.track { stroke: var(--rule); } .mark { fill: var(--s1); } .whisker { stroke: var(--quiet); stroke-width: 1.5; }
.hit { fill: transparent; } g:hover > .hit, g:focus > .hit { fill: var(--rule); opacity: .5; } g:focus { outline: none; }
.line { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke: var(--s1); }
.mark.series-2 { fill: var(--s2); } .mark.series-3 { fill: var(--s3); } .mark.series-4 { fill: var(--s4); } .mark.series-5 { fill: var(--s5); } .mark.series-6 { fill: var(--s6); }
.line.series-2 { stroke: var(--s2); } .line.series-3 { stroke: var(--s3); } .line.series-4 { stroke: var(--s4); } .line.series-5 { stroke: var(--s5); }
.mark.reference { fill: var(--panel); stroke: var(--quiet); stroke-width: 2; }
.lane { font-weight: 600; } .band { fill: var(--band); } .flip { stroke: var(--quiet); stroke-dasharray: 4 3; } text.flip { stroke: none; fill: var(--quiet); font-size: 11px; }
.probe { fill: transparent; } g:hover > .probe { fill: var(--rule); opacity: .6; }
.session { border-top: 1px solid var(--rule); padding: 6px 0; } .session > summary { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline; } .session h2 { display: inline; margin: 0; font-size: 15px; } .session > summary::before { content: "▸"; } .session[open] > summary::before { content: "▾"; }
h3 { font-size: 14px; margin: 18px 0 2px; } .smalls { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 8px 28px; margin: 6px 0 14px; align-items: start; } .small { margin: 0; max-width: 560px; } .small svg { display: block; width: 100%; height: auto; } .small figcaption { font-size: 13px; margin-bottom: 4px; }
.percentile { stroke: var(--text); stroke-width: 1; stroke-dasharray: 3 2; } .floor { stroke: var(--rule); } svg .end { font-size: 12px; fill: var(--quiet); } svg .last { text-anchor: end; }
.keys { margin: 4px 0; font-size: 12.5px; } .key { white-space: nowrap; margin-right: 12px; } .key::before { content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 5px; border-radius: 2px; background: var(--s1); } .key.series-2::before { background: var(--s2); } .key.series-3::before { background: var(--s3); } .key.series-4::before { background: var(--s4); }
details { margin-top: 8px; font-size: 13px; } summary { color: var(--accent); cursor: pointer; } .events { font-size: 13px; padding-left: 18px; } time { color: var(--quiet); font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; font-size: 13px; } dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 700px) {
	main { padding: 16px 12px 40px; }
	.rows thead { display: none; }
	.rows, .rows tbody { display: block; }
	.rows tr { display: grid; grid-template-columns: repeat(3, 1fr); gap: 4px 10px; padding: 10px 12px; margin: 0 0 10px; background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; }
	.rows tr > * { border: 0; padding: 0; min-width: 0 !important; text-align: left !important; white-space: normal !important; overflow-wrap: anywhere; }
	.rows tr > th { grid-column: 1 / -1; } .rows td:nth-child(2) { grid-column: 1 / -1; font-weight: 600; } .rows td:nth-child(3), .rows td:nth-child(4) { grid-column: 1 / -1; }
	.rows td::before { display: block; color: var(--quiet); font-size: 11px; font-weight: 400; } .rows td.na { display: none; }
}
@page { size: A4 landscape; margin: 9mm; }
@media print {
	:root { --ground: #fff; --panel: #fff; --text: #000; --quiet: #444; --rule: #bbb; --accent: #000; --good: #0b4d1c; --bad: #8f1b14; --s1: #0a64ad; --s2: #b3481e; --s3: #6b4fa0; --s4: #196c2e; --s5: #8a5a00; --s6: #9b2c66; color-scheme: light; }
	body { background: #fff; font-size: 11px; } main { max-width: none; padding: 0; } h1 { font-size: 16px; } h2 { margin: 10px 0 4px; font-size: 14px; break-after: avoid; }
	.scroll { overflow: visible; } .rows { font-size: 7.6px; line-height: 1.2; } .rows th, .rows td { padding: 1.6px 3px; min-width: 0 !important; }
	.quiet { font-size: 8.5px; margin: 2px 0; } .filters, .chart details, .session:not([open]), h2:has(+ .session:not([open])) { display: none; }
	.charts { grid-template-columns: repeat(3, 1fr); gap: 6px; } .chart { padding: 6px 8px; } figcaption { font-size: 10px; margin-bottom: 3px; }
	.chart, .small, .segment, tr { break-inside: avoid; } .session { padding: 2px 0; } .session h2 { font-size: 11px; } .session > summary::before { content: ""; }
	.segments { display: grid; grid-template-columns: repeat(3, 1fr); gap: 2px 14px; } h3 { font-size: 9.5px; margin: 4px 0 0; } .smalls { grid-template-columns: 3fr 2fr; gap: 4px 10px; margin: 2px 0; } .small figcaption, .keys { font-size: 8px; margin: 0; } .key::before { width: 7px; height: 7px; }
	dl { font-size: 8.5px; grid-template-columns: max-content 1fr max-content 1fr; gap: 0 8px; margin: 3px 0; } .chart.wide { overflow: visible; padding: 2px 8px; } .chart.wide svg { max-height: 62mm; min-width: 0; } .chart.wide details, .events { display: none; }
}
`;
