/** The style of a report: a reading page around the views, light and dark, with a printed form. */
import { seriesVariables } from '../charts/series-colours.js';
import { viewStyle } from '../view/style.js';

const light = '--g-fg:#1f2328;--g-muted:#59636e;--g-line:#d0d7de;--g-hair:#e6eaee;--g-soft:#f3f5f8;--g-page:#ffffff;--g-accent:#0969da;--g-ok:#1a7f37;--g-warn:#9a6700;--g-warn-soft:#fff8c5;--g-error:#cf222e;--g-error-soft:#ffebe9;--g-info:#0969da;--g-info-soft:#eef6ff;--g-tip:#ffffff;--g-tip-fg:#1f2328;--g-tip-line:#d0d7de;--g-focus:#0969da;';
const dark = '--g-fg:#d6dde4;--g-muted:#9aa4ae;--g-line:#3a424c;--g-hair:#262c34;--g-soft:#171c23;--g-page:#0d1117;--g-accent:#58a6ff;--g-ok:#3fb950;--g-warn:#d29922;--g-warn-soft:#272115;--g-error:#f85149;--g-error-soft:#2d1618;--g-info:#58a6ff;--g-info-soft:#101d2f;--g-tip:#161b22;--g-tip-fg:#d6dde4;--g-tip-line:#3a424c;--g-focus:#58a6ff;';

/** Tables of a document: rules above, below and under the heads alone, as journals print them. */
const tables = `
.table{margin:18px 0 22px}
.wide{overflow-x:auto}
.wide:focus-visible,pre:focus-visible{outline:2px solid var(--g-focus);outline-offset:2px}
.table table{border-collapse:collapse;font-size:14px;line-height:1.5;font-variant-numeric:tabular-nums lining-nums;border-bottom:1.5px solid var(--g-fg)}
.table caption{caption-side:top;text-align:left;padding:0 0 6px}
.table thead th{border-top:1.5px solid var(--g-fg);border-bottom:1px solid var(--g-fg);font-weight:500;vertical-align:bottom}
.table th,.table td{padding:3px 12px 3px 0;font-weight:400;text-align:right;white-space:nowrap}
.table th:not(:first-child),.table td{padding-left:12px}
.table th.left,.table td.left{text-align:left}
.table th.centre,.table td.centre{text-align:center}
.table tr.group th{text-align:left}
.note{color:var(--g-muted);font-size:13px;margin:6px 0 0;max-width:84ch}
`;

export const pageStyle = `
:root{color-scheme:light dark;${light}${seriesVariables('light')}--g-font:system-ui,"Segoe UI","Helvetica Neue",Arial,sans-serif;--g-mono:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;--g-size:14px}
@media (prefers-color-scheme:dark){:root{${dark}${seriesVariables('dark')}}}
body{margin:0;background:var(--g-page);color:var(--g-fg);font:16px/1.6 var(--g-font)}
main{max-width:880px;margin:0 auto;padding:24px 20px 40px}
h1,h2,h3,h4,h5,h6{line-height:1.25;font-weight:650;scroll-margin-top:12px}
h1{font-size:1.75em;margin:.4em 0 .6em}
p,ul,ol,blockquote,.prose{max-width:72ch}
.g-output p,.g-output ul{max-width:none}
a{color:var(--g-accent)}
code{font-family:var(--g-mono);font-size:.88em}
p code,li code{background:var(--g-soft);padding:.1em .3em;border-radius:4px}
blockquote{margin-left:0;padding-left:1em;border-left:3px solid var(--g-line);color:var(--g-muted)}
img{max-width:100%}
hr{border:0;border-top:1px solid var(--g-line);margin:32px 0 12px}
main>hr:nth-last-of-type(1)~p{color:var(--g-muted);font-size:14px}
pre{font:13px/1.55 var(--g-mono);margin:22px 0 12px;padding:10px 14px;border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}
pre code{font:inherit}
pre.code{background:var(--g-soft);border:1px solid var(--g-hair)}
pre.text{white-space:pre;overflow-x:auto;padding:4px 2px;margin-top:0}
.remark{color:var(--g-muted)}
.g-output{margin-bottom:22px}
.g-chart .heading{margin:0 0 8px}
${tables}
.contents{max-width:880px;margin:0 auto;padding:20px 20px 0;font-size:14px}
.contents summary{cursor:pointer;font-weight:600}
.contents ul{list-style:none;margin:6px 0 0;padding:0}
.contents li{margin:2px 0}
.contents li.level-3{padding-left:1.2em}
.contents a{color:inherit;text-decoration:none}
.contents a:hover,.contents a:focus-visible{color:var(--g-accent);text-decoration:underline}
@media (min-width:1280px){body:has(>.contents){display:grid;grid-template-columns:minmax(180px,1fr) minmax(0,880px) minmax(0,1fr);column-gap:28px}.contents{position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;box-sizing:border-box;margin:0;padding:34px 0 20px 24px}body:has(>.contents)>main{margin:0;min-width:0}}
${viewStyle}
@page{margin:2cm}
@media print{
:root{color-scheme:light;${light}${seriesVariables('light')}}
body{display:block!important;font-size:10.5pt}
main{max-width:none;padding:0}
.contents{display:none}
h1,h2,h3,h4,h5,h6,caption,.g-head{break-after:avoid}
p,li{orphans:3;widows:3}
thead{display:table-header-group}
tr,figure,pre.code,.g-notice{break-inside:avoid}
.wide,.g-scroll{overflow:visible;max-height:none}
.table th,.table td,.g-output th,.g-output td{white-space:normal}
.table td,.g-output .g-ci{white-space:nowrap}
pre.text{white-space:pre-wrap;overflow:visible}
a[href^="http"]::after{content:" (" attr(href) ")";font-size:.85em;color:var(--g-muted);overflow-wrap:anywhere}
.g-chart details,.g-tools{display:none}
.g-model details::details-content{content-visibility:visible;display:block}
}
`;

/** For a page inside the editor: its theme decides on light and dark, and a bar of tools stands above. */
export const editorStyle = `
body.vscode-light,body.vscode-high-contrast-light{color-scheme:light;${light}${seriesVariables('light')}}
body.vscode-dark,body.vscode-high-contrast:not(.vscode-high-contrast-light){color-scheme:dark;${dark}${seriesVariables('dark')}}
body.vscode-high-contrast{--g-line:var(--g-fg);--g-muted:var(--g-fg)}
body{padding:0}
.bar{position:sticky;top:0;z-index:9;display:flex;flex-wrap:wrap;align-items:center;gap:6px 18px;padding:8px 20px;background:var(--g-page);border-bottom:1px solid var(--g-line);font-size:13px;grid-column:1/-1}
.bar .formats{display:flex;flex-wrap:wrap;align-items:center;gap:6px}
.bar button,.bar select{font:inherit;color:var(--g-fg);background:var(--g-soft);border:1px solid var(--g-line);border-radius:4px;padding:2px 8px}
.bar button{cursor:pointer}
.bar button:hover{border-color:var(--g-accent);color:var(--g-accent)}
.bar :focus-visible{outline:2px solid var(--g-focus);outline-offset:1px}
@media print{.bar{display:none}}
`;
