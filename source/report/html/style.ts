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
main { max-width: 1080px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 36px 0 10px; }
.quiet, figcaption + p { color: var(--quiet); margin: 4px 0; font-size: 13px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; } td.figure, th.figure { text-align: right; white-space: nowrap; }
.valid { color: var(--good); } .invalid { color: var(--bad); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 16px; }
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
details { margin-top: 8px; font-size: 13px; } summary { color: var(--accent); cursor: pointer; } .events { font-size: 13px; padding-left: 18px; } time { color: var(--quiet); font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; font-size: 13px; } dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
@media print { body { background: #fff; } main { max-width: none; padding: 0; } .chart, tr { break-inside: avoid; } details { display: none; } .chart { border-color: #bbb; } }
`;
