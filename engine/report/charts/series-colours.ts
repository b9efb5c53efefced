/** Colours of series by theme, apart from all else that charts look like: every page that a chart may stand in binds them. */
export const seriesColours = {
  light: ['#0969da', '#a64b33', '#19a77f', '#7a2954', '#c47b05', '#634994'],
  dark: ['#4493f8', '#e95e2b', '#78f6d0', '#e190a6', '#dcd417', '#a26aa2'],
  highContrastLight: ['#0f4a85', '#5d2513', '#057f50', '#8f0158', '#6e4c02', '#7f5ba9'],
  highContrastDark: ['#6fc3df', '#ea9d73', '#90fed2', '#c15375', '#fdee34', '#996be3'],
} as const;

/** The custom properties `--g-series-1` … of a palette, for the pages that charts stand in. */
export const seriesVariables = (theme: keyof typeof seriesColours): string => seriesColours[theme].map((colour, place) => `--g-series-${place + 1}:${colour};`).join('');
