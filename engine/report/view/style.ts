/**
 * The style of every view, in the editor and in reports. It names only the custom properties below, which the host binds:
 * the editor to its theme (renderers/shared/theme.ts), a report to a light and a dark palette (html-report.ts).
 *
 * `--g-fg --g-muted --g-line --g-soft --g-accent --g-ok --g-warn --g-warn-soft --g-error --g-error-soft --g-info --g-info-soft
 *  --g-tip --g-tip-fg --g-tip-line --g-focus --g-font --g-mono --g-size`, and `--g-series-1` to `--g-series-6`
 */
export const viewStyle = `
.g-output{color:var(--g-fg);font:var(--g-size)/1.5 var(--g-font);font-variant-numeric:tabular-nums lining-nums;container-type:inline-size;padding:4px 2px 8px;max-width:880px}
.g-output *{box-sizing:border-box}
.g-output h2,.g-output p,.g-output dl,.g-output dd,.g-output ul{margin:0;padding:0}
.g-head{display:flex;align-items:baseline;gap:0 10px;flex-wrap:wrap}
.g-head h2{font-size:1.15em;font-weight:600;line-height:1.4}
.g-output code{font-family:var(--g-mono);font-size:.96em;background:none;color:inherit;padding:0}
.g-head .g-name{color:var(--g-accent)}
.g-verdict{margin-left:auto;font-size:.93em;white-space:nowrap}
.g-verdict::before{font-weight:700;margin-right:.4em}
.g-verdict.ok::before{content:"✓" / "";color:var(--g-ok)}
.g-verdict.warning::before{content:"▲" / "";color:var(--g-warn);font-size:.8em}
.g-verdict.error::before{content:"✕" / "";color:var(--g-error)}
.g-formula{display:block;margin:2px 0 1px;overflow-wrap:anywhere}
.g-math{font-size:1.02em;margin:6px 0;width:fit-content;max-width:100%;overflow-x:auto;overflow-y:hidden}
.g-math mtable{margin:0}
.g-math mtd{padding:1.5px .25em;text-align:left}
.g-math .g-math-left{text-align:right;padding-left:0}
.g-math mi{font-style:italic;text-transform:none}
.g-math mi[mathvariant=normal]{font-style:normal}
.g-math mtext{font-family:var(--g-font);font-size:.94em}
.g-about{color:var(--g-muted);font-size:.93em}
.g-notice{display:block;margin:10px 0 0;padding:6px 12px;border:1px solid var(--g-line);border-left:3px solid var(--g-info);background:var(--g-info-soft);border-radius:0 4px 4px 0}
.g-notice.warning{border-left-color:var(--g-warn);background:var(--g-warn-soft)}
.g-notice.error{border-left-color:var(--g-error);background:var(--g-error-soft)}
.g-notice b{font-weight:600}
.g-notice ul{padding-left:1.3em;margin-top:2px}
.g-notice .g-code{float:right;font-size:.85em;margin-left:12px;color:inherit}
.g-section{position:relative;margin-top:14px}
.g-section table,.g-table table{border-collapse:collapse;width:100%;font-size:1em}
.g-output caption{text-align:left;caption-side:top;padding:0 0 4px}
.g-switch+table caption{padding-right:300px}
.g-output caption b{font-weight:600}
.g-output caption span{color:var(--g-muted);margin-left:10px}
.g-output th,.g-output td{padding:3px 8px;text-align:right;border:0;border-bottom:1px solid var(--g-line);white-space:nowrap;font-weight:400;background:none}
.g-output thead th{color:var(--g-muted);font-size:.93em;font-weight:500;vertical-align:bottom}
.g-output tbody th,.g-output tbody td{border-bottom-color:var(--g-hair)}
.g-output tbody tr{position:relative}
.g-output tr>:first-child{text-align:left;padding-left:0}
.g-output tr>:last-child{padding-right:0}
.g-output .g-text{text-align:left}
.g-output tbody tr:hover>*{background:var(--g-soft)}
.g-output .g-ci{color:var(--g-muted)}
.g-output .g-plot{width:26%;min-width:110px;padding:0 8px}
.g-plot svg{display:block;width:100%;height:18px;overflow:visible}
.g-plot .g-zero{stroke:var(--g-muted);stroke-width:1;vector-effect:non-scaling-stroke}
.g-plot .g-band{stroke:var(--g-accent);stroke-width:4;stroke-opacity:.32;stroke-linecap:round;vector-effect:non-scaling-stroke}
.g-plot .g-dot{stroke:var(--g-accent);stroke-width:7;stroke-linecap:round;vector-effect:non-scaling-stroke}
.g-axis{display:block;position:relative;height:1.4em;font-size:.85em}
.g-axis i{position:absolute;bottom:0;transform:translateX(-50%);font-style:normal}
.g-spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.g-pad{visibility:hidden;user-select:none}
.g-term{all:unset;cursor:default;font-family:var(--g-mono);font-size:.96em;white-space:nowrap;text-decoration:underline dotted 1px;text-underline-offset:3px;text-decoration-color:var(--g-muted)}
.g-output th small,.g-output td small{font-family:var(--g-font);font-size:.9em;color:var(--g-muted);margin-left:8px}
.g-term:focus-visible,.g-sort:focus-visible,.g-output summary:focus-visible,.g-output button:focus-visible,.g-scroll:focus-visible{outline:2px solid var(--g-focus);outline-offset:2px}
.g-tip{display:none;position:absolute;z-index:5;left:22px;top:calc(100% - 1px);width:max-content;max-width:min(460px,calc(100% - 30px));padding:8px 12px;text-align:left;white-space:normal;font:var(--g-size)/1.5 var(--g-font);color:var(--g-tip-fg);background:var(--g-tip);border:1px solid var(--g-tip-line);border-radius:5px;box-shadow:0 4px 14px rgb(0 0 0 / .16);pointer-events:none}
.g-up .g-tip{top:auto;bottom:calc(100% - 1px)}
.g-tip b,.g-words b{font-weight:600}
.g-tip p+p{margin-top:4px;font-size:.93em;opacity:.85}
tr:hover>th>.g-tip{display:block;z-index:6}
tr:focus-within>th>.g-tip{display:block;pointer-events:auto}
tbody:has(tr:hover) tr:focus-within:not(:hover)>th>.g-tip{display:none}
.g-dismissed .g-tip{display:none!important}
.g-switch{display:inline-flex;position:absolute;right:0;top:-2px;margin:0;min-width:0;padding:0;border:1px solid var(--g-line);border-radius:4px;font-size:.93em}
.g-switch label{position:relative;padding:0 9px;cursor:pointer;color:var(--g-accent)}
.g-switch label+label{border-left:1px solid var(--g-line)}
.g-switch input{position:absolute;inset:0;margin:0;opacity:0;cursor:pointer;width:100%;height:100%}
.g-switch label:has(:checked){background:var(--g-soft);color:var(--g-fg);font-weight:600}
.g-switch label:has(:focus-visible){outline:2px solid var(--g-focus);outline-offset:1px}
.g-section:has(.g-to-ratio:checked) :is(.g-link,.g-mean){display:none}
.g-section:has(.g-to-link:checked) :is(.g-ratio,.g-mean){display:none}
.g-section:has(.g-to-mean:checked) :is(.g-ratio,.g-link,.g-not-mean,.g-second,.g-test){display:none}
.g-sort{all:unset;cursor:pointer}
[aria-sort=ascending] .g-sort::after{content:"↑" / ""}
[aria-sort=descending] .g-sort::after{content:"↓" / ""}
.g-sort:hover{color:var(--g-fg)}
.g-copy{position:relative}
.g-copy>button,.g-mends button{font:inherit;font-size:.93em;color:var(--g-accent);background:none;border:1px solid var(--g-line);border-radius:4px;padding:1px 9px;cursor:pointer}
.g-menu{position:absolute;z-index:9;right:0;top:calc(100% + 3px);display:flex;flex-direction:column;min-width:112px;padding:4px;background:var(--g-tip);color:var(--g-tip-fg);border:1px solid var(--g-tip-line);border-radius:5px}
.g-menu button{all:unset;font:inherit;font-size:.95em;padding:2px 9px;border-radius:3px;cursor:pointer}
.g-menu button:hover,.g-menu button:focus{background:var(--g-soft);outline:1px solid var(--g-focus)}
.g-mends{display:flex;flex-wrap:wrap;gap:6px;margin:5px 0 2px}
.g-output tbody tr.g-pointed>*{background:var(--g-soft)}
.g-table .g-copy{float:right;margin-left:12px}
.g-facts{display:flex;flex-wrap:wrap;gap:6px 24px;margin-top:14px!important}
.g-facts dt{color:var(--g-muted);font-size:.9em}
.g-output details{margin-top:8px;font-size:.95em}
.g-output summary{color:var(--g-muted);cursor:pointer;width:fit-content}
.g-details{display:grid;grid-template-columns:max-content 1fr;gap:3px 16px;padding:6px 0 0 16px!important}
.g-details dt{color:var(--g-muted)}
.g-details dd{overflow-wrap:anywhere}
.g-words{padding:6px 0 0 16px!important;list-style:none}
.g-words li{margin:0 0 6px;max-width:84ch}
.g-words li>code{margin-right:.5em}
.g-scroll{max-height:440px;overflow:auto}
.g-scroll thead th{position:sticky;top:0;background:var(--g-page);z-index:1}
.g-note{color:var(--g-muted);font-size:.93em;margin-top:4px!important}
.g-table table{width:auto;min-width:min(100%,260px)}
.g-chart{margin:0}
.g-chart svg{max-width:100%;height:auto}
.g-chart svg .g-faded{opacity:.22}
.g-chart svg .g-pointed{opacity:1}
@container (max-width:740px){.g-output .g-plot{display:none}}
@container (max-width:580px){.g-switch{position:static;margin-bottom:4px}.g-switch+table caption{padding-right:0}.g-section:has(.g-to-ratio:checked) .g-second{display:none}.g-output th,.g-output td{padding:3px 5px}.g-output .g-minor{display:none}.g-details{grid-template-columns:1fr}.g-details dd{margin-bottom:4px}}
@media (forced-colors:active){.g-plot .g-band,.g-plot .g-dot{stroke:CanvasText}}
@media print{.g-tip{display:none!important}.g-scroll{max-height:none;overflow:visible}.g-switch{display:none}.g-output tr{break-inside:avoid}}
`;
