/** Named by its hash in the page's policy, so that it is the only style that the page may have. */
export const stylesheet = `
:root { --ink: #1c1b19; --soft: #5d5a54; --line: #dedad2; --paper: #fdfcfa; --shade: #f4f1eb; --link: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ece9e2; --soft: #aaa59b; --line: #3a3833; --paper: #171614; --shade: #22211e; --link: #8cbcf2; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; }
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible, div:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code { font: 0.875em/1.4 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
small { color: var(--soft); font-size: 0.85em; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.5rem; margin: 3.5rem 0 0.5rem; padding-bottom: 0.3rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.1rem; margin: 0; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
p { margin: 0.5rem 0; max-width: 44rem; }
nav { padding: 1.5rem 1rem; background: var(--shade); border-bottom: 1px solid var(--line); font-size: 0.85rem; max-height: 40vh; overflow: auto; }
nav p { margin: 1rem 0 0.25rem; font-weight: 600; }
nav p:first-child { margin-top: 0; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: 0.15rem 0; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
nav li a:hover { text-decoration: underline; }
main { padding: 2rem 1rem 6rem; min-width: 0; }
article { margin: 1rem 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: 0.5rem; }
article:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
.address { margin: 0.35rem 0; }
.method { display: inline-block; min-width: 3.6em; padding: 0 0.4em; border: 1px solid currentcolor; border-radius: 0.25rem; font: 600 0.72rem/1.5 ui-monospace, Menlo, Consolas, monospace; text-align: center; text-transform: uppercase; color: var(--soft); }
.get { color: #1f6f43; } .post, .put, .patch { color: #8a4b00; } .delete { color: #a3262a; }
@media (prefers-color-scheme: dark) { .get { color: #86d3a7; } .post, .put, .patch { color: #edb46c; } .delete { color: #f39a9c; } }
.author { margin-left: 0.4rem; padding: 0.05rem 0.5rem; border-radius: 1rem; background: var(--shade); color: var(--soft); font-size: 0.8rem; white-space: nowrap; }
.wide { overflow-x: auto; margin: 0.75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.25rem; }
th, td { text-align: left; vertical-align: top; font-weight: 400; padding: 0.4rem 1rem 0.4rem 0; border-top: 1px solid var(--line); }
th { width: 14rem; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; padding: 0.5rem 1rem; background: var(--paper); z-index: 1; }
@media (min-width: 60rem) {
  body { display: grid; grid-template-columns: 19rem minmax(0, 62rem); }
  nav { position: sticky; top: 0; height: 100vh; max-height: none; border-bottom: 0; border-right: 1px solid var(--line); }
  main { padding: 2.5rem 3rem 8rem; }
}
@media (max-width: 40rem) { th, td { display: block; width: auto; border-top: 0; padding: 0.1rem 0; } tr { display: block; padding: 0.5rem 0; border-top: 1px solid var(--line); } table { display: block; } caption { display: block; } tbody { display: block; } }
@media print { nav, .skip { display: none; } }
`;
