/** The report's look: no font and no file from anywhere else, for light and dark, for screen and paper. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5c6675; --line: #dfe3e8; --paper: #fff; --card: #f6f7f9; --blue: #2463c7; --amber: #b26a00; --red: #c0262d; --green: #1b7f43; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaf0; --soft: #9aa5b4; --line: #303844; --paper: #14181e; --card: #1d232b; --blue: #7aa9f7; --amber: #e2a44c; --red: #f2777a; --green: #66c58c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 61rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 2.75rem 0 .75rem; font-size: 1.15rem; }
p { margin: .35rem 0; } .soft, .none, footer { color: var(--soft); }
.verdict { display: inline-block; margin: 0 0 .75rem; padding: .15rem .7rem; border: 1.5px solid; border-radius: 1rem; font-weight: 600; }
.passed { color: var(--green); } .failed { color: var(--red); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; padding: 0; }
.figures div { padding: .75rem .9rem; border-radius: .5rem; background: var(--card); }
.figures dt { color: var(--soft); font-size: .85rem; } .figures dd { margin: 0; font-size: 1.3rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.checks { padding: 0; list-style: none; } .checks li { padding: .3rem 0; border-bottom: 1px solid var(--line); } .checks li > span:first-child { display: inline-block; min-width: 4.6rem; font-weight: 600; }
.table { overflow-x: auto; } table { width: 100%; border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; } th { color: var(--soft); font-weight: 500; } .number { text-align: right; white-space: nowrap; } .table + .table { margin-top: 1.5rem; }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--soft); font-size: 12px; }
.grid { stroke: var(--line); } .axis { stroke: var(--soft); } .records { fill: none; stroke: var(--blue); stroke-width: 2; } .area { fill: var(--blue); opacity: .1; }
.waiting { fill: none; stroke: var(--amber); stroke-width: 1.5; } .step { stroke: var(--green); stroke-width: 2.5; } .kill line { stroke: var(--red); stroke-dasharray: 4 3; } .kill circle { fill: var(--red); } svg .kill text { fill: var(--red); font-weight: 600; }
pre { padding: .9rem; overflow-x: auto; border-radius: .5rem; background: var(--card); font-size: .85rem; }
footer { margin-top: 3rem; font-size: .9rem; }
@media print { body { padding: 0; } h2 { break-after: avoid; } }
`;
