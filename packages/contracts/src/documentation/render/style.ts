/** The page's look: no font and no file from anywhere else, for light and dark, for screens of any width and paper. */
export const style = `
:root { color-scheme: light dark; --ink: #1b2330; --soft: #5a6575; --line: #e0e4ea; --paper: #fff; --card: #f5f7fa; --blue: #1f5fbf; --mark: #fff6d8; --green: #1a7540; --amber: #96590a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf1; --soft: #9ba6b6; --line: #2c343f; --paper: #12161c; --card: #1a2029; --blue: #82aef8; --mark: #3a3214; --green: #74c997; --amber: #e3ad62; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; display: grid; grid-template-columns: 16rem minmax(0, 1fr); }
a { color: var(--blue); text-decoration: none; } a:hover { text-decoration: underline; } a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; border-radius: .2rem; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; z-index: 3; padding: .3rem .6rem; background: var(--paper); }
.side { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem 3rem 1.5rem; border-right: 1px solid var(--line); font-size: .9rem; }
.brand { margin: 0 0 1.25rem; font-size: 1.05rem; font-weight: 650; } .brand b { margin-left: .4rem; padding: .05rem .5rem; border-radius: 1rem; background: var(--card); color: var(--soft); font-size: .8rem; font-weight: 500; }
nav p { margin: 1.1rem 0 .25rem; font-weight: 600; } nav p a { color: var(--ink); } nav ul { margin: 0; padding: 0; list-style: none; } nav li a { display: block; padding: .13rem 0 .13rem .75rem; border-left: 2px solid var(--line); color: var(--soft); overflow-wrap: anywhere; } nav li a:hover { border-color: var(--blue); color: var(--blue); text-decoration: none; }
.menu { display: none; }
main { max-width: 74rem; padding: 2.5rem 3rem 5rem; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em; } .lead { margin: .5rem 0 1.5rem; max-width: 44rem; color: var(--soft); font-size: 1.1rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .75rem; } .card { display: block; padding: .85rem 1rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); color: var(--ink); } .card:hover { border-color: var(--blue); text-decoration: none; } .card b { display: block; color: var(--blue); } .card span { color: var(--soft); font-size: .85rem; }
h2.page { margin: 4rem 0 1rem; padding-bottom: .4rem; border-bottom: 2px solid var(--line); font-size: 1.5rem; } h3 { margin: 2.5rem 0 .5rem; font-size: 1.2rem; } h4 { margin: 1.75rem 0 .25rem; font-size: 1rem; }
h2 a, h3 a, h4 a { color: inherit; } h2 a:hover::after, h3 a:hover::after, h4 a:hover::after { content: " #"; color: var(--soft); }
p { margin: .5rem 0; max-width: 52rem; } ul { margin: .5rem 0; padding-left: 1.25rem; max-width: 52rem; }
code, pre { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; } code { padding: .08em .3em; border-radius: .25rem; background: var(--card); font-size: .86em; overflow-wrap: anywhere; }
pre { margin: .75rem 0; padding: .9rem 1rem; overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); font-size: .83rem; line-height: 1.5; } pre code { padding: 0; background: none; font-size: inherit; overflow-wrap: normal; }
.name { color: var(--blue); } .text { color: var(--green); } .value { color: var(--amber); }
.example { margin: .6rem 0; max-width: 60rem; } summary { cursor: pointer; color: var(--blue); font-size: .92rem; } .example pre { max-height: 32rem; }
table { width: 100%; margin: .75rem 0; border-collapse: collapse; font-size: .9rem; }
th, td { padding: .45rem .9rem .45rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; overflow-wrap: break-word; } thead th { color: var(--soft); font-size: .8rem; font-weight: 600; white-space: nowrap; } td:last-child { padding-right: 0; }
tbody th { white-space: nowrap; } tbody th code { background: none; padding: 0; color: var(--ink); font-weight: 600; overflow-wrap: normal; } .self:hover code { color: var(--blue); }
.columns-4 td, .columns-5 td { min-width: 7rem; } tr:target, :target > a { background: var(--mark); } tr:target > * { box-shadow: 0 0 0 .3rem var(--mark); clip-path: inset(0 -.3rem); }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .9rem; }
@media (max-width: 60rem) {
  html { scroll-padding-top: 3.5rem; } body { display: block; } .side { display: none; } main { padding: 1.25rem 1rem 4rem; } h1 { font-size: 1.5rem; } .lead { font-size: 1rem; }
  .menu { display: block; position: sticky; top: 0; z-index: 2; padding: .6rem 1rem; border-bottom: 1px solid var(--line); background: var(--paper); } .menu summary { font-weight: 600; } .menu nav { max-height: 70vh; overflow-y: auto; } .menu li a { padding-top: .3rem; padding-bottom: .3rem; }
}
@media (max-width: 46rem) {
  thead { display: none; } table, tbody, tr, th, td { display: block; } tr { padding: .6rem 0; border-bottom: 1px solid var(--line); } th, td { padding: .1rem 0; border: 0; } tbody th { white-space: normal; } tr:target { box-shadow: 0 0 0 .4rem var(--mark); } tr:target > * { box-shadow: none; clip-path: none; } td span, main a { overflow-wrap: anywhere; }
  td { display: grid; grid-template-columns: 6.2rem minmax(0, 1fr); gap: .5rem; } td > * { justify-self: start; } tr td.empty { display: none; } td::before { content: attr(data-column); color: var(--soft); font-size: .82rem; }
}
@media print { body { display: block; } .side, .menu, .cards { display: none; } main { padding: 0; } h2.page { break-before: page; } }
`;
