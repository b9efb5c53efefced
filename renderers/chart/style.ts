/** The tools of a chart: there for keyboard and pointer, quiet until either comes near. */
import { seriesStyle } from '../shared/series-style.js';

export const chartStyle = `${seriesStyle}
.g-chart{position:relative}
.g-tools{display:flex;align-items:center;flex-wrap:wrap;gap:4px;margin:0 0 4px}
.g-tools button{font:inherit;font-size:.9em;color:var(--g-muted);background:none;border:1px solid transparent;border-radius:4px;padding:1px 8px;cursor:pointer}
.g-chart:hover .g-tools button,.g-chart:focus-within .g-tools button{border-color:var(--g-line);color:var(--g-accent)}
.g-tools button[aria-pressed=true]{background:var(--g-soft);color:var(--g-fg);border-color:var(--g-line)}
.g-tools [role=status]{color:var(--g-muted);font-size:.9em;margin-left:6px}
.g-canvas{overflow-x:auto}
.g-reach{width:fit-content;max-width:100%}
.g-reach:focus-visible{outline:2px solid var(--g-focus);outline-offset:2px}
.g-told{color:var(--g-muted);font-size:.93em;min-height:1.5em}
@media (hover:none){.g-tools button{border-color:var(--g-line);color:var(--g-accent)}}
`;
