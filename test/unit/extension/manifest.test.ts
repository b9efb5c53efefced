import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { starterNotebook } from '../../../engine/starter.js';
import { mimeTypeOf } from '../../../engine/results.js';
import { CONTROLLER, LANGUAGE, NOTEBOOK_TYPE, RENDERERS } from '../../../extension/identifiers.js';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const json = (file: string): unknown => JSON.parse(read(file));

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly notebooks: readonly { readonly type: string }[];
    readonly languages: readonly { readonly id: string; readonly configuration: string }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly notebookRenderer: readonly { readonly id: string; readonly mimeTypes: readonly string[]; readonly requiresMessaging: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly markdown: string } }[] }[];
  };
  readonly icon: string;
}

const manifest = json('package.json') as Manifest;
const { contributes } = manifest;
const sources = readdirSync(path.join(root, 'extension'), { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts')).map(file => read(path.join('extension', file)));

describe('the manifest', () => {
  test('has a string for every key that it names, and no key more', () => {
    const named = new Set([...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(match => match[1]));
    expect([...named].sort()).toEqual(Object.keys(json('package.nls.json') as object).sort());
  });

  test('names what the code names', () => {
    expect(contributes.notebooks.map(one => one.type)).toEqual([NOTEBOOK_TYPE]);
    expect(contributes.languages.map(one => one.id)).toEqual([LANGUAGE]);
    expect(contributes.notebookRenderer.map(one => one.id)).toEqual([...RENDERERS]);
    expect(CONTROLLER).toMatch(/^glmm-/);
  });

  test('lists the commands that the code defines', () => {
    const defined = sources.flatMap(source => [...source.matchAll(/\bid: '(glmm\.[A-Za-z]+)'/g)].map(match => match[1]));
    expect(contributes.commands.map(one => one.command).sort()).toEqual(defined.sort());
  });

  test('has only settings that the code reads', () => {
    const all = sources.join('\n');
    const names = Object.keys(contributes.configuration.properties);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter(name => !all.includes(`settings.get('${name.replace('glmm.', '')}'`))).toEqual([]);
  });

  test.each(['model', 'chart', 'table', 'randomEffects'] as const)('has a renderer that may send messages for the MIME type of a %s, which VS Code compares in lower case', kind => {
    const renderer = contributes.notebookRenderer.find(one => one.mimeTypes.includes(mimeTypeOf(kind).toLowerCase()));
    expect(renderer?.requiresMessaging).toBe('optional');
  });

  test('points to files that are there', () => {
    const files = [manifest.icon, ...contributes.languages.map(one => one.configuration), ...contributes.grammars.map(one => one.path), ...contributes.walkthroughs.flatMap(one => one.steps.map(step => step.media.markdown))];
    for (const file of files) expect(existsSync(path.join(root, file)), file).toBe(true);
    for (const page of files.filter(file => file.endsWith('.md'))) {
      const pictures = [...read(page).matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(match => path.join(root, path.dirname(page), match[1]!));
      expect(pictures.length, page).toBeGreaterThan(0);
      for (const picture of pictures) expect(existsSync(picture), picture).toBe(true);
    }
  });
});

describe('strings to translate', () => {
  const strings = (file: string): Readonly<Record<string, string>> => json(file) as Readonly<Record<string, string>>;
  const placeholders = (text: string): string[] => [...text.matchAll(/\{\d+\}|\(command:[^)]*\)|`[^`]*`/g)].map(match => match[0]).sort();

  test('stand in the bundle, every one', () => {
    const used = sources.flatMap(source => [...source.matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(match => match[1]));
    expect(Object.keys(strings('l10n/bundle.l10n.json')).sort()).toEqual([...new Set(used)].sort());
  });

  test('are written out where they are used, so that the bundle can be compared with them', () => {
    expect(sources.flatMap(source => [...source.matchAll(/l10n\.t\(\s*([^'\s].{0,30})/g)].map(match => match[1]))).toEqual([]);
  });

  test.each([['package.nls.json', 'package.nls.de.json'], ['l10n/bundle.l10n.json', 'l10n/bundle.l10n.de.json']])('of %s are all there in German, with the same placeholders, commands and code', (english, german) => {
    const [from, to] = [strings(english), strings(german)];
    expect(Object.keys(to).sort()).toEqual(Object.keys(from).sort());
    for (const [key, text] of Object.entries(from)) {
      expect(to[key]?.trim(), key).not.toBe('');
      expect(placeholders(to[key] ?? ''), key).toEqual(placeholders(text));
    }
  });

  test('reach the package in both languages', () => {
    const packed = read('.vscodeignore');
    for (const file of ['!package.nls.json', '!package.nls.de.json', '!l10n/**']) expect(packed).toContain(`${file}\n`);
  });
});

describe('the grammar for colouring', () => {
  const grammar = read('syntaxes/glmm.tmLanguage.json');

  test('includes only rules that it has', () => {
    const { repository } = JSON.parse(grammar) as { repository: object };
    const included = [...grammar.matchAll(/"include": "#([A-Za-z]+)"/g)].map(match => match[1]);
    expect(included.length).toBeGreaterThan(0);
    expect(Object.keys(repository)).toEqual(expect.arrayContaining(included));
  });
});

describe('the starter', () => {
  test('fits a model and draws it', () => {
    expect(starterNotebook).toContain('glmer(');
    expect(starterNotebook.match(/^```\{glmm\}$/gm)).toHaveLength(3);
  });
});
