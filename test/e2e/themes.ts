/** Colour themes by the name that VS Code's list shows, and the class that outputs then wear. */
export const themes = {
  light: { label: 'Light Modern', kind: 'vscode-light' },
  dark: { label: 'Dark Modern', kind: 'vscode-dark' },
  'high contrast': { label: 'Dark High Contrast', kind: 'vscode-high-contrast' },
  'high contrast light': { label: 'Light High Contrast', kind: 'vscode-high-contrast-light' },
} as const;

export type ThemeName = keyof typeof themes;

export const themeNames = Object.keys(themes) as ThemeName[];
