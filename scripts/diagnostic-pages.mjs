/** docs/diagnostics/: a page for every code, with what the program says of its example, and an index. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { anchor, cell, fence, generated } from './engine-tables.mjs';
import { root } from './prerequisites.mjs';

/** @typedef {import('./engine-tables.mjs').Tables} Tables */
/** @typedef {import('../engine/language/syntax/diagnostic.js').CodeDescription} CodeDescription */
/** @typedef {{ place: string | null, message: string, fixes: readonly string[], advice: readonly string[] }} Finding */

/** @param {Tables} tables @returns {Promise<Record<string, string>>} the pages by their path from the root */
export async function diagnosticPages(tables) {
  const all = [...tables.diagnosticDescriptions, ...tables.noticeDescriptions];
  /** @type {Record<string, string>} */
  const pages = { 'docs/diagnostics/README.md': index(all) };
  for (const description of all) {
    const finding = 'example' in description ? await tried(tables, description.code, description.example) : null;
    pages[`docs/diagnostics/${description.code}.md`] = page(tables, all, description, finding);
  }
  return pages;
}

const tiers = {
  1: 'Syntax',
  2: 'Names and types',
  3: 'Data',
  4: 'Fits',
  9: 'The program itself',
};

/** @param {readonly CodeDescription[]} all */
function index(all) {
  const sections = Object.entries(tiers).map(([digit, title]) => {
    const rows = all.filter(({ code }) => code[4] === digit).map(({ code, severity, title: what }) => `| [${code}](${code}.md) | ${severity} | ${cell(what)} |`);
    return `## ${title}\n\n| code | | |\n|---|---|---|\n${rows.join('\n')}`;
  });
  return `${generated}

# Diagnostics

What can be wrong with a cell, or worth a second look. Syntax and names are checked as you type, data when they are there, fits when they are made.
An error means that what was asked for cannot be done; a warning, that it can and is rarely meant; information and hints say what a reader should know.
Where there is a mend, the editor offers it as a quick fix, and \`glmm check\` names place and code.

${sections.join('\n\n')}
`;
}

/** @param {Tables} tables @param {readonly CodeDescription[]} all @param {CodeDescription} description @param {Finding | null} finding */
function page({ functions }, all, description, finding) {
  const { code, severity, title, help, related = [] } = description;
  const parts = [generated, `# ${code}: ${title}`, `*${severity}*`, help];
  if ('example' in description && finding) {
    const said = finding.place === null ? finding.message : `${finding.place} ${finding.message}`;
    parts.push('## Example', fence('r', description.example), said.replace(/^/gm, '> '));
    if (finding.fixes.length > 0) parts.push(`${finding.fixes.length > 1 ? 'Quick fixes' : 'Quick fix'}: ${finding.fixes.join(' · ')}.`);
    parts.push('## Mended', fence('r', description.mend));
    if (finding.advice.length > 0) parts.push('## What else helps', finding.advice.map(one => `- ${one}`).join('\n'));
    const called = [...functions.keys()].filter(name => new RegExp(`(?<![\\w.])${name.replaceAll('.', '\\.')}\\(`).test(description.mend));
    if (related.length + called.length > 0) parts.push('## See also', [...related.map(other => linked(all, other)), ...called.sort().map(name => `- [\`${name}()\`](../language.md#${anchor(name)})`)].join('\n'));
  } else if ('notShown' in description) {
    parts.push(description.notShown);
    if (related.length > 0) parts.push('## See also', related.map(other => linked(all, other)).join('\n'));
  }
  parts.push('[All diagnostics](README.md)');
  return `${parts.join('\n\n')}\n`;
}

/** @param {readonly CodeDescription[]} all @param {string} code */
function linked(all, code) {
  return `- [${code}: ${all.find(one => one.code === code)?.title}](${code}.md)`;
}

/** What is said of a cell under a code: while it is written, when it runs, or with its fit. @param {Tables} tables @param {string} code @param {string} example @returns {Promise<Finding>} */
async function tried({ checkCell, positionAt, Rehearsal, Session }, code, example) {
  const at = (/** @type {number} */ line, /** @type {number} */ column) => `${line}:${column}`;
  const files = {
    read: (/** @type {string} */ name) => Promise.reject(new Error(`the example of ${code} reads ${name}`)),
    readDataset: (/** @type {string} */ name) => Promise.resolve(new Uint8Array(readFileSync(path.join(root, 'engine/data/datasets', name)))),
  };
  const written = checkCell({ cells: [example], cell: 0, snapshot: { variables: [] } });
  const [rehearsed = []] = await new Rehearsal({ files, fits: true }).diagnose([example]);
  const diagnostic = [...written, ...rehearsed].find(one => one.code === code);
  const session = new Session({ files });
  const { outputs, error } = await session.run(example);
  const ofRun = error?.code === code ? error : null;
  const models = [...outputs.flatMap(output => (output.kind === 'model' ? [output] : [])), ...session.snapshot().variables.flatMap(({ model }) => model ?? [])];
  const notice = models.flatMap(({ notices }) => notices).find(one => one.code === code);
  const advice = [...(ofRun?.advice ?? notice?.advice ?? [])];
  if (diagnostic) {
    const { line, column } = positionAt(example, diagnostic.from);
    const fixes = diagnostic.fixes.map(({ title }) => title);
    return { place: at(line, column), message: diagnostic.message, fixes, advice: advice.filter(one => !diagnostic.message.includes(one) && !fixes.some(title => one === `${title}.`)) };
  }
  if (ofRun) return { place: at(ofRun.line, ofRun.column), message: ofRun.message, fixes: [], advice };
  if (notice) return { place: null, message: notice.message, fixes: notice.mend ? [notice.mend.title] : [], advice };
  throw new Error(`The example of ${code} does not give it.`);
}
