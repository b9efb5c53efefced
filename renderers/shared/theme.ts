/** Binds the properties of the view style to VS Code's theme, live: when the theme changes, so do the variables. */
import { viewStyle } from '../../engine/report/view/style.js';

const bindings = `
:host{
--g-fg:var(--vscode-foreground);
--g-muted:var(--vscode-descriptionForeground,var(--vscode-foreground));
--g-line:var(--vscode-contrastBorder,color-mix(in srgb,var(--g-fg) 22%,transparent));
--g-hair:var(--vscode-contrastBorder,color-mix(in srgb,var(--g-fg) 10%,transparent));
--g-soft:color-mix(in srgb,var(--g-fg) 6%,transparent);
--g-page:var(--vscode-notebook-outputContainerBackgroundColor,var(--vscode-editor-background));
--g-accent:var(--vscode-textLink-foreground);
--g-ok:var(--vscode-charts-green,var(--vscode-testing-iconPassed));
--g-warn:var(--vscode-editorWarning-foreground,var(--vscode-charts-yellow));
--g-warn-soft:color-mix(in srgb,var(--g-warn) 10%,transparent);
--g-error:var(--vscode-errorForeground,var(--vscode-charts-red));
--g-error-soft:color-mix(in srgb,var(--g-error) 10%,transparent);
--g-info:var(--vscode-charts-blue,var(--vscode-textLink-foreground));
--g-info-soft:color-mix(in srgb,var(--g-info) 8%,transparent);
--g-tip:var(--vscode-editorHoverWidget-background,var(--vscode-editor-background));
--g-tip-fg:var(--vscode-editorHoverWidget-foreground,var(--vscode-foreground));
--g-tip-line:var(--vscode-editorHoverWidget-border,var(--vscode-contrastBorder,var(--vscode-foreground)));
--g-focus:var(--vscode-focusBorder);
--g-font:var(--vscode-font-family,system-ui,sans-serif);
--g-mono:var(--vscode-editor-font-family,ui-monospace,monospace);
--g-size:var(--vscode-font-size,13px);
display:block}
:host-context(.vscode-high-contrast) .g-output tbody tr:hover>*{background:none;outline:1px dashed var(--vscode-contrastActiveBorder,currentColor);outline-offset:-1px}
`;

/** Everything a shadow root needs to look like the editor around it. */
export const themedStyle = bindings + viewStyle;
