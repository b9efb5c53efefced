/** The list of levels: rows of one height, headings that stay, and a strip above them. */
import { seriesStyle } from '../shared/series-style.js';

export const levelListStyle = `${seriesStyle}
.g-levels .g-caption b{font-weight:600}
.g-levels .g-caption span{color:var(--g-muted);margin-left:10px}
.g-levels-tools{display:flex;flex-wrap:wrap;align-items:center;gap:4px 10px;margin:6px 0;color:var(--g-muted);font-size:.93em}
.g-levels-tools input,.g-levels-tools select,.g-levels-tools button{font:inherit;color:var(--g-fg);background:var(--g-page);border:1px solid var(--g-line);border-radius:4px;padding:2px 7px}
.g-levels-tools input{width:16em;max-width:100%}
.g-levels-tools button{cursor:pointer;color:var(--g-accent);background:none}
.g-levels-tools button[aria-pressed=true]{background:var(--g-soft);color:var(--g-fg)}
.g-levels :is(input,select,button,table):focus-visible{outline:2px solid var(--g-focus);outline-offset:-1px}
.g-overview{display:block;width:100%;height:56px;margin:2px 0 6px;cursor:pointer;touch-action:none;border-bottom:1px solid var(--g-hair)}
.g-overview *{vector-effect:non-scaling-stroke}
.g-overview-band{fill:var(--g-accent);fill-opacity:.2}
.g-overview-line{fill:none;stroke:var(--g-accent);stroke-width:1.5}
.g-overview .g-zero{stroke:var(--g-muted);stroke-width:1;stroke-dasharray:3 3}
.g-overview-window{fill:var(--g-fg);fill-opacity:.1;stroke:var(--g-fg);stroke-width:1}
.g-overview-kept{stroke:var(--g-series-2);stroke-width:1.5}
.g-overview-pointed{stroke:var(--g-fg);stroke-width:1.5}
.g-levels-scroll{overflow:auto;contain:content;overscroll-behavior:auto}
.g-levels table{border-collapse:separate;border-spacing:0;table-layout:fixed;width:100%;min-width:300px;font-size:1em}
.g-levels thead th{position:sticky;top:0;z-index:1;height:30px;background:var(--g-page);vertical-align:middle!important;width:12%}
.g-levels thead th:first-child{width:auto}
.g-levels thead th.g-wide{width:21%}
.g-levels thead th.g-narrow{width:7%}
.g-levels thead th.g-plot{width:30%}
.g-levels tbody tr{height:26px;cursor:default}
.g-levels tbody th,.g-levels tbody td{height:26px;padding-top:0!important;padding-bottom:0!important;overflow:hidden;text-overflow:ellipsis}
.g-levels tbody td.g-plot{overflow:visible}
.g-levels .g-gap td{height:0;padding:0!important;border:0!important}
.g-levels .g-sort{all:unset;cursor:pointer;color:inherit;overflow:hidden;text-overflow:ellipsis;max-width:100%}
.g-levels .g-sort:focus-visible{outline:2px solid var(--g-focus)}
.g-levels .g-sort:hover{color:var(--g-accent)}
.g-levels tr.g-pointed>*{background:var(--g-soft)!important}
.g-levels tr.g-pointed>th{box-shadow:inset 3px 0 var(--g-accent)}
.g-levels tr>th:first-child{padding-left:8px!important}
.g-levels tr[aria-selected=true]>th{font-weight:600;box-shadow:inset 3px 0 var(--g-series-2)}
.g-levels tr[aria-selected=true] .g-dot,.g-levels tr[aria-selected=true] .g-band{stroke:var(--g-series-2)}
.g-levels table:focus-visible tr.g-active>*{box-shadow:inset 0 1px var(--g-focus),inset 0 -1px var(--g-focus)}
.g-levels-told{color:var(--g-muted);font-size:.93em;margin-top:4px!important;min-height:1.5em}
`;
