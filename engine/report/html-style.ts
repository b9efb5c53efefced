/** The style of a report: a reading page around the views, light and dark, with a printed form. */
import { seriesVariables } from './charts/theme.js';
import { viewStyle } from './view/style.js';

const light = '--g-fg:#1f2328;--g-muted:#59636e;--g-line:#d0d7de;--g-hair:#e6eaee;--g-soft:#f3f5f8;--g-page:#ffffff;--g-accent:#0969da;--g-ok:#1a7f37;--g-warn:#9a6700;--g-warn-soft:#fff8c5;--g-error:#cf222e;--g-error-soft:#ffebe9;--g-info:#0969da;--g-info-soft:#eef6ff;--g-tip:#ffffff;--g-tip-fg:#1f2328;--g-tip-line:#d0d7de;--g-focus:#0969da;';
const dark = '--g-fg:#d6dde4;--g-muted:#9aa4ae;--g-line:#3a424c;--g-hair:#262c34;--g-soft:#171c23;--g-page:#0d1117;--g-accent:#58a6ff;--g-ok:#3fb950;--g-warn:#d29922;--g-warn-soft:#272115;--g-error:#f85149;--g-error-soft:#2d1618;--g-info:#58a6ff;--g-info-soft:#101d2f;--g-tip:#161b22;--g-tip-fg:#d6dde4;--g-tip-line:#3a424c;--g-focus:#58a6ff;';

export const reportStyle = `
:root{color-scheme:light dark;${light}${seriesVariables('light')}--g-font:system-ui,"Segoe UI","Helvetica Neue",Arial,sans-serif;--g-mono:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;--g-size:14px}
@media (prefers-color-scheme:dark){:root{${dark}${seriesVariables('dark')}}}
body{margin:0;background:var(--g-page);color:var(--g-fg);font:16px/1.6 var(--g-font)}
main,footer{max-width:880px;margin:0 auto;padding:24px 20px}
footer{color:var(--g-muted);font-size:13px;padding-top:0}
h1,.prose h2,.prose h3{line-height:1.25;font-weight:650}
h1{font-size:1.75em;margin:.4em 0 .6em}
.prose{max-width:72ch}
.prose a{color:var(--g-accent)}
.prose code{font-family:var(--g-mono);font-size:.88em;background:var(--g-soft);padding:.1em .3em;border-radius:4px}
.prose pre code{background:none;padding:0}
.prose table{border-collapse:collapse}.prose th,.prose td{padding:4px 10px;border:1px solid var(--g-line)}
.prose blockquote{margin-left:0;padding-left:1em;border-left:3px solid var(--g-line);color:var(--g-muted)}
.prose img{max-width:100%}
.cell{margin:18px 0 26px}
pre{font:13px/1.55 var(--g-mono);margin:0 0 10px;padding:10px 14px;border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}
pre.code,.prose pre{background:var(--g-soft);border:1px solid var(--g-hair)}
pre.text{white-space:pre;overflow-x:auto;padding:4px 2px}
pre:focus-visible{outline:2px solid var(--g-focus)}
.remark{color:var(--g-muted);font-size:14px;margin:0}
.g-output{margin-bottom:16px}
${viewStyle}
@media print{:root{${light}${seriesVariables('light')}}body{font-size:11pt}main{max-width:none;padding:0}.cell{break-inside:auto}pre.code{break-inside:avoid}figure{break-inside:avoid}details:not([open])>*:not(summary){display:none}}
`;
