/** The variables of VS Code's themes that our renderers name, as a real VS Code sets them; null where a theme sets none. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import type { ThemeName } from './themes.js';

export type ThemeVariables = Readonly<Record<string, string | null>>;

const file = path.join(import.meta.dirname, 'theme-variables.json');
const renderers = path.resolve(import.meta.dirname, '../../dist/renderers');

/** Named by the page around the outputs rather than by the renderers. */
const namesOfPage = ['--vscode-editor-background', '--vscode-editor-foreground', '--vscode-font-family', '--vscode-font-size'];

/** The names in the built renderers, sorted. */
export function namesInRenderers(): readonly string[] {
  const scripts = readdirSync(renderers).filter(name => name.endsWith('.js')).map(name => readFileSync(path.join(renderers, name), 'utf8'));
  const names = scripts.flatMap(script => script.match(/--vscode-[a-zA-Z0-9-]+/g) ?? []);
  return [...new Set([...names, ...namesOfPage])].sort();
}

/** What VS Code has set in a frame of outputs. */
export function variablesOf(frame: Frame): Promise<ThemeVariables> {
  return frame.evaluate(names => {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(names.map(name => [name, style.getPropertyValue(name).trim() || null]));
  }, namesInRenderers());
}

/** What is kept of all themes. */
export function readThemeVariables(): Readonly<Record<ThemeName, ThemeVariables>> {
  return (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Record<ThemeName, ThemeVariables>;
}

export function keepThemeVariables(theme: ThemeName, variables: ThemeVariables): void {
  writeFileSync(file, `${JSON.stringify({ ...readThemeVariables(), [theme]: variables }, null, 2)}\n`);
}
