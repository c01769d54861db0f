/**
 * Looks of banner, panel, status line and placeholder: one sheet for each shadow root. Nothing in it knows left from right, so
 * that it stands as well in Arabic; nothing moves. All answers take one rule, so that none can stand out (B4).
 */
import type { Theme } from '../src/consent/draft.ts'

const rules = `*{box-sizing:border-box;margin:0;font:inherit;color:inherit}
h2,h3,button{font-weight:600}
button{min-height:44px;padding:4px 1em;border:2px solid var(--voordeur-button);border-radius:var(--voordeur-radius);background:var(--voordeur-button);color:var(--voordeur-button-ink);line-height:1.2}
.plain{border-color:currentColor;background:none;color:inherit}
:focus-visible{outline:3px solid;outline-offset:2px}
.row{display:grid;grid:auto/minmax(0,1fr) minmax(0,1fr) minmax(min-content,1fr);gap:8px}
.row *{padding:4px;overflow-wrap:break-word}
.card{display:flex;flex-direction:column;gap:12px;padding:20px 24px;border:1px solid #8888;border-radius:var(--voordeur-radius);background:var(--voordeur-paper);color:var(--voordeur-ink)}
.dock{position:fixed;inset:auto 0 0;z-index:999999999;pointer-events:none}
.dock .card{pointer-events:auto;width:fit-content;max-width:60rem;max-height:50vh;margin:0 auto 16px;box-shadow:0 0 32px #0003}
.text,.body{overflow:auto;margin:-5px;padding:5px}
ul{padding-inline-start:1.2em}
.links,label{display:flex;align-items:center;gap:8px}
.links{flex-flow:wrap}
label{min-height:44px}
:is(.links,label)>:first-child{flex:1}
dialog{width:40em;max-width:98%;max-height:98%;margin:auto}
dialog:not([open]),p:empty,:checked+b+i,:not(:checked)+b{display:none}
::backdrop{background:#0008}
.body{display:grid;gap:12px}
section{padding-top:8px;border-top:1px solid #8888}
input{appearance:none;width:48px;height:28px;padding:3px;border:2px solid;border-radius:14px}
input::before{content:"";display:block;width:0;border:9px solid;border-radius:9px}
:checked{border-color:#0000;background:var(--voordeur-button);color:var(--voordeur-button-ink)}
:checked::before{margin-inline-start:20px}
.place{justify-content:center;height:100%;overflow:auto;text-align:center}
.place .row{grid:auto/1fr 1fr}
@media(max-width:48em){:host{font-size:max(14px,.875rem)}
.card{gap:8px;padding:10px}
.dock .card{width:auto;margin:0;border-radius:0}
.text{line-height:1.25}
.text *{display:inline;padding:0}
.text>*::after{content:" "}
li+li::before{content:" · "}
li:last-child::after{content:"."}}
@media print{:host{display:none}}`

/** The theme stands on the host, where a rule of the page's own outweighs it. */
export const styles = ({ paper, ink, button, buttonInk, radius }: Theme): string =>
  `:host{all:initial;font-family:inherit;font-size:max(16px,1rem);line-height:1.5;color:var(--voordeur-ink);--voordeur-paper:${paper};--voordeur-ink:${ink};--voordeur-button:${button};--voordeur-button-ink:${buttonInk};--voordeur-radius:${radius}px}` +
  rules
