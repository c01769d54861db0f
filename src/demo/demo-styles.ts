/**
 * The look of Woonstichting De Linde: a corporation of its own, so that nobody takes its pages for the dashboard's.
 * Sky blue, linden green, generous corners; light and dark.
 */
export const demoStyles = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#ffffff, #10151f);
  --wash: light-dark(#eef4fb, #182133);
  --ink: light-dark(#1a2233, #e8edf6);
  --soft: light-dark(#4d586c, #a9b4c8);
  --blue: light-dark(#1c4f9c, #9cc3ff);
  --blue-deep: light-dark(#153a73, #16294a);
  --on-deep: #f4f8ff;
  --leaf: light-dark(#7d9c12, #b7d64a);
  --leaf-wash: light-dark(#eef5d3, #26301a);
  --line: light-dark(#d3ddeb, #2c3850);
  --line-strong: light-dark(#75829a, #7d8ba5);
}
*, *::before, *::after { box-sizing: border-box; }
html { font-family: Avenir, Montserrat, Corbel, 'URW Gothic', source-sans-pro, system-ui, sans-serif; background: var(--paper); color: var(--ink); line-height: 1.6; scroll-padding-block: 1rem; }
body { margin: 0; min-block-size: 100vh; min-block-size: 100dvh; display: flex; flex-direction: column; overflow-wrap: break-word; font-size: clamp(1rem, 0.97rem + 0.15vw, 1.0938rem); }
h1, h2, h3, p, ul, dl, dd, figure, fieldset { margin: 0; padding: 0; }
ul { list-style: none; }
h1, h2, h3 { line-height: 1.2; text-wrap: balance; hyphens: auto; overflow-wrap: anywhere; }
h2 + ul { margin-block-start: 1rem; }
h1 { font-size: clamp(1.75rem, 1.3rem + 2.4vw, 3rem); font-weight: 700; letter-spacing: -0.02em; }
h2 { font-size: clamp(1.25rem, 1.1rem + 0.8vw, 1.625rem); }
h3 { font-size: 1.125rem; }
a { color: var(--blue); text-underline-offset: 0.2em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid light-dark(#b8470a, #ffc28a); outline-offset: 2px; border-radius: 4px; }
.wrap { inline-size: 100%; max-inline-size: 70rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2.5rem); }
.skip { position: absolute; inset-block-start: -5rem; inset-inline-start: 1rem; padding: 0.75rem 1rem; background: var(--paper); color: var(--ink); z-index: 2; }
.skip:focus { inset-block-start: 0.75rem; }
.demo-note { background: var(--leaf-wash); font-size: 0.875rem; }
.demo-note p { padding-block: 0.5rem; }
.top { border-block-end: 1px solid var(--line); }
.top .wrap { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 2rem; padding-block: 0.75rem; }
.mark { display: inline-flex; align-items: center; gap: 0.625rem; min-block-size: 2.75rem; font-weight: 700; font-size: 1.125rem; color: var(--ink); text-decoration: none; line-height: 1.15; }
.mark svg { inline-size: 2.5rem; block-size: 2.5rem; flex: none; }
.mark .trunk { fill: none; stroke: var(--blue); stroke-width: 3; stroke-linecap: round; }
.mark .crown { fill: var(--leaf); }
.menu { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
.menu a { display: inline-flex; align-items: center; min-block-size: 2.5rem; color: var(--ink); text-decoration: none; border-block-end: 3px solid transparent; }
.menu a:hover { border-color: var(--line-strong); }
.menu a[aria-current] { border-color: var(--leaf); font-weight: 700; }
main { flex: 1; padding-block-end: 4rem; }
main:focus { outline: none; }
.hero { background: var(--blue-deep); color: var(--on-deep); overflow: hidden; }
.hero .wrap { display: grid; gap: 1.5rem; padding-block: clamp(2rem, 6vw, 4.5rem) 0; }
.hero p { max-inline-size: 34rem; font-size: 1.1875rem; color: #d9e6fb; }
.hero .street { inline-size: 100%; block-size: auto; max-block-size: 15rem; margin-block-start: 1rem; }
.quick { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 1rem; margin-block: 2rem 3rem; }
.tile { display: grid; gap: 0.25rem; align-content: start; padding: 1.25rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--wash); color: var(--ink); text-decoration: none; }
.tile strong { color: var(--blue); font-size: 1.125rem; text-decoration: underline; text-underline-offset: 0.2em; }
.tile:hover { border-color: var(--blue); }
.head { padding-block: clamp(1.5rem, 5vw, 3rem) 1.5rem; display: grid; gap: 0.75rem; }
.head p { max-inline-size: 42rem; font-size: 1.125rem; color: var(--soft); }
.homes, .posts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 1.25rem; }
.posts { grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); }
.home, .post { display: grid; grid-template-columns: minmax(0, 1fr); align-content: start; gap: 0.625rem; border: 1px solid var(--line); border-radius: 1rem; overflow: hidden; padding-block-end: 1.25rem; }
.home > *, .post > * { padding-inline: 1.25rem; }
.home svg, .post svg { inline-size: 100%; block-size: auto; padding: 0; background: var(--wash); display: block; }
.post { padding-block-start: 1.25rem; }
.rent { font-size: 1.25rem; font-weight: 700; }
.facts { display: flex; flex-wrap: wrap; gap: 0.375rem; }
.facts li { padding: 0.125rem 0.625rem; border-radius: 1rem; background: var(--leaf-wash); font-size: 0.875rem; }
.soft, time { color: var(--soft); font-size: 0.9375rem; }
.article { max-inline-size: 42rem; display: grid; gap: 1rem; }
.share { padding: 1.25rem; border: 1px solid var(--line); border-radius: 1rem; display: grid; gap: 0.75rem; }
.share h2 { margin-block-start: 0; }
.share ul { display: flex; flex-wrap: wrap; gap: 0.75rem; padding: 0; margin: 0; list-style: none; }
.article h2 { margin-block-start: 1rem; }
.button { display: inline-flex; align-items: center; justify-content: center; min-block-size: 2.875rem; padding: 0.5rem 1.5rem; border: 0; border-radius: 2rem; background: light-dark(#1c4f9c, #9cc3ff); color: light-dark(#fff, #0d1830); font: inherit; font-weight: 700; text-decoration: none; cursor: pointer; justify-self: start; }
.button:hover { background: light-dark(#153a73, #c4dcff); }
.hero .button { background: #d9ec84; color: #1d2708; }
.hero .button:hover { background: #e9f6ad; }
form { display: grid; gap: 1.25rem; max-inline-size: 36rem; }
label, legend { font-weight: 700; }
.field { display: grid; gap: 0.375rem; }
.hint { color: var(--soft); font-size: 0.9375rem; }
input, select, textarea { inline-size: 100%; min-block-size: 2.875rem; padding: 0.5rem 0.75rem; border: 1px solid var(--line-strong); border-radius: 0.625rem; background: var(--paper); color: var(--ink); font: inherit; }
.tick { display: flex; gap: 0.75rem; align-items: start; }
.tick input { flex: none; inline-size: 1.5rem; block-size: 1.5rem; min-block-size: 0; margin: 0.1rem 0 0; accent-color: var(--blue); }
.tick label { font-weight: 400; }
input[aria-invalid='true'] { border: 2px solid light-dark(#b3261e, #ffb4ab); }
.after-posts { margin-block-start: 1.5rem; }
.tabs { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-block-end: 1.5rem; }
.tabs a { display: inline-flex; align-items: center; min-block-size: 2.75rem; padding-inline: 1.25rem; border: 1px solid var(--line-strong); border-radius: 2rem; color: var(--ink); text-decoration: none; }
.tabs a[aria-current] { background: var(--blue-deep); color: var(--on-deep); border-color: var(--blue-deep); }
.card { padding: 1.5rem; border: 1px solid var(--line); border-radius: 1rem; display: grid; gap: 0.75rem; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 2rem; align-items: start; }
.contact { display: grid; gap: 0.75rem; }
.contact dt { font-weight: 700; }
.foot { border-block-start: 1px solid var(--line); background: var(--wash); }
.foot .wrap { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 1rem 2rem; padding-block: 2rem; font-size: 0.9375rem; }
.foot ul { display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
.foot li a { display: inline-flex; align-items: center; min-block-size: 2rem; }
.sky { fill: light-dark(#dbe8f8, #1f2d48); }
.brick-1 { fill: #b4553a; } .brick-2 { fill: #cf8a5b; } .brick-3 { fill: #8f3f36; } .brick-4 { fill: #e2c9a0; }
.pane { fill: #f4f1df; } .door-1 { fill: #14543f; } .door-2 { fill: #21406f; } .trim { fill: #f4f1df; } .leafy { fill: #8fae2e; } .bark { fill: #5c4632; } .ground { fill: light-dark(#c3d3a0, #2d3a23); }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
@media print { .top nav, .foot, .demo-note, .skip { display: none; } }
`
