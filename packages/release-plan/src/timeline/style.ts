/** Colours, dark and light; what colour says is said in words or by a shape as well. */
export const style = `:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--bar:#4f6bd8;--done:#2c7a3f;--late:#b3261e;--next:#8a5a00;--down:#b3261e;--back:#7a4fb5}
@media (prefers-color-scheme:dark){:root{--paper:#16181c;--ink:#e8eaed;--soft:#a5adb8;--line:#3a4048;--bar:#8aa0ff;--done:#6cc482;--late:#ff8a80;--next:#f0b849;--down:#ff8a80;--back:#c6a3f5}}
body{margin:0 auto;max-width:72rem;padding:1rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}.soft{color:var(--soft)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.5rem 1.5rem;margin:1rem 0}.facts dt{color:var(--soft);font-size:.85rem}.facts dd{margin:0}
.scroll{overflow-x:auto}.scroll svg{display:block;min-width:52rem;width:100%}
svg text{font:12px system-ui,sans-serif;fill:var(--ink)}svg .clock{text-anchor:middle;fill:var(--soft);font-size:11px}svg .place{text-anchor:end;font-weight:600}svg .name{font-size:13px;font-weight:600}svg .owner,svg .guess{fill:var(--soft)}svg .guess{font-style:italic}svg .state{font-weight:700;fill:var(--ink)}svg .end{text-anchor:end}
.grid{stroke:var(--line)}.bar{fill:var(--bar)}.bar.done,.bar.done-late{fill:var(--done)}.bar.late{fill:var(--late)}.bar.next,.bar.running{fill:var(--next)}.bar.critical{stroke:var(--ink);stroke-width:2}
.latest{fill:none;stroke:var(--bar);stroke-dasharray:3 2}.back{fill:none;stroke:var(--back);stroke-width:1.5;stroke-dasharray:4 2}.actual{fill:var(--ink)}
.downtime{fill:var(--down);fill-opacity:.08;stroke:var(--down);stroke-dasharray:2 4}.downtime.expected{fill-opacity:.16;stroke-dasharray:none}.message{fill:var(--next);stroke:var(--ink)}
.line{fill:none;stroke:var(--ink);stroke-width:1.5}.line.go{stroke:var(--back);stroke-width:2.5}.line.now{stroke:var(--late);stroke-width:2.5}.line.limit{stroke-dasharray:6 3}
table{border-collapse:collapse;width:100%;min-width:60rem;font-size:.875rem}caption{text-align:left;color:var(--soft);padding:.25rem 0}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line)}thead th{color:var(--soft);font-weight:600}tbody th{min-width:11rem}
`;
