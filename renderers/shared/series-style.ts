/** The colours of series by the theme of VS Code, for the outputs that have series: a summary does without. */
import { seriesVariables } from '../../engine/report/charts/series-colours.js';

export const seriesStyle = `
:host{${seriesVariables('light')}}
:host-context(.vscode-dark){${seriesVariables('dark')}}
:host-context(.vscode-high-contrast){${seriesVariables('highContrastDark')}}
:host-context(.vscode-high-contrast-light){${seriesVariables('highContrastLight')}}
`;
