/** What hover says of a formula before it is fitted, against the model that fitting it gives. */
import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../../engine/language/hover.js';
import { columnsOfFiles, type FileBeginnings } from '../../../engine/language/file-columns.js';
import type { ModelResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';
import { withCursor } from './notebook.js';

const hover = (text: string, cells: readonly string[] = []): string => {
  const { notebook, offset } = withCursor(text, { cells });
  return hoverAt(notebook, offset)?.markdown ?? '';
};

async function fitted(call: string, preparation = ''): Promise<ModelResult> {
  const session = new Session({ files: noFiles });
  const outcome = await session.run(`${preparation}\n${call}`);
  return outcome.outputs.find((output) => output.kind === 'model')!;
}

/** The bundled data, and no files. */
const bundled: FileBeginnings = { begin: () => Promise.reject(new Error('no file is read here')), readDataset: (name) => noFiles.readDataset(name) };

const names = (sentence: string): string[] => [...sentence.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);

describe('hover before a fit', () => {
  it.each([
    ['', 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)'],
    ['', 'glmer(cbind(incidence, size - incidence) ~ 0 + period + (1 | herd), data = cbpp, family = binomial)'],
    ['', 'lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)'],
    ['d <- sleepstudy\nd$late <- factor(d$Days > 4, levels = c(FALSE, TRUE), labels = c("early", "late"))', 'lmer(Reaction ~ late * log(Days + 1) + (late || Subject), data = d)'],
    ['d <- sleepstudy\nd$week <- ordered(d$Days %/% 3, levels = 0:3)', 'lmer(Reaction ~ week + I(Days^2) + (1 | Subject), data = d)'],
  ])('names at ~ the columns of X that the model has, and the random effects: %s %s', async (preparation, call) => {
    const model = await fitted(call, preparation);
    const [x, ...random] = hover(call.replace(' ~ ', ' ¦~ '), preparation === '' ? [] : [preparation]).split('\n\n');
    expect(x).toMatch(new RegExp(`^${model.fixed.length} columns? of X: `));
    expect(names(x!)).toEqual(model.fixed.map(({ term }) => term));
    const effects = random.map((sentence) => Number(/([\d,]+) random effects?\.$/.exec(sentence)![1]!.replace(',', '')));
    expect(effects.reduce((sum, one) => sum + one, 0)).toBe(model.random.reduce((sum, { levels, terms }) => sum + levels * terms.length, 0));
  });

  it.each([
    ['lmer(Reaction ~ Days + (Days ¦| Subject), data = sleepstudy)', '2 variances and 1 correlation; 36 random effects.'],
    ['lmer(Reaction ~ Days + (Days ¦|| Subject), data = sleepstudy)', '`Days` varies over `Subject` (18 levels): 1 variance; 18 random effects.'],
    ['lmer(Reaction ~ Days + (1 | Sub¦ject), data = sleepstudy)', '`(Intercept)` varies over `Subject` (18 levels): 1 variance; 18 random effects.'],
    ['lmer(strength ~ 1 + (1 | batch¦/cask), data = Pastes)', 'at most 30 levels'],
    ['lmer(y ~ x + (1 ¦| g), data = d)', 'Effects that vary over `g`.'],
    ['lmer(y ~ x + (1 ¦| ', ''],
  ])('tells what a random term costs: %s', (text, expected) => {
    expect(hover(text).replaceAll('`(Intercept)` varies over `g`: 1 variance.', 'Effects that vary over `g`.')).toContain(expected);
  });

  it('counts the columns that an interaction makes, coded as the whole formula codes them', async () => {
    const preparation = 'd <- cbpp\nd$big <- factor(d$size > 10, levels = c(FALSE, TRUE), labels = c("small", "big"))';
    const call = 'glmer(cbind(incidence, size - incidence) ~ period * big + (1 | herd), data = d, family = binomial)';
    const model = await fitted(call, preparation);
    const interactions = model.fixed.map(({ term }) => term).filter((term) => term.includes(':'));
    expect(interactions).toHaveLength(3);
    const text = hover(call.replace('period *', 'period ¦*'), [preparation]);
    expect(text).toContain('stands for `period + big + period:big`');
    expect(text).toContain('7 columns of X: ');
    for (const name of interactions) expect(text).toContain(`\`${name}\``);
    expect(hover(call.replace('period * big', 'period + big + period ¦: big'), [preparation])).toContain('3 columns of X: ');
  });

  it('says nothing of columns whose types it does not know', () => {
    expect(hover('lmer(y ¦~ x + (1 | g), data = d)', ['d <- make()'])).toBe('');
    expect(hover('lmer(y ~ a ¦* b + (1 | g), data = d)', ['d <- make()'])).not.toContain('columns of X');
  });
});

describe('hover on a column', () => {
  it('shows quartiles and a histogram of numbers, and counts of levels, where the rows have been seen', async () => {
    const { notebook, offset } = withCursor('lmer(Reac¦tion ~ Days + (1 | Subject), data = sleepstudy)');
    const files = await columnsOfFiles(notebook.cells, bundled);
    const text = hoverAt({ ...notebook, files }, offset)!.markdown;
    // R: summary(sleepstudy$Reaction)
    expect(text).toContain('| 194.3 | 255.4 | 288.7 | 336.8 | 466.4 | 298.5 |');
    expect(text).toContain('180 values, none missing');
    // R: table(cut(sleepstudy$Reaction, seq(194.3322, 466.3535, length.out = 13), include.lowest = TRUE)) gives 8 20 25 32 24 19 22 15 7 3 1 4
    expect(text).toContain('`▂▅▇█▆▅▆▄▂▁▁▁`');
    const subject = withCursor('x <- cbpp$per¦iod');
    const counts = hoverAt({ ...subject.notebook, files: await columnsOfFiles(['cbpp'], bundled) }, subject.offset)!.markdown;
    expect(counts).toContain('| `1` | 15 | ████████████ |');
    expect(counts).toContain('| `4` | 13 | ██████████ |');
  });
});

describe('hover on other names', () => {
  it.each([
    ['glmer(y ~ x + (1 | g), family = bino¦mial)', 'Links: `logit` (default)'],
    ['glmer(y ~ x + (1 | g), family = pois¦son(link = "log"))', 'link log or sqrt or identity'],
    ['x <- N¦A', 'a missing value'],
    ['x <- lett¦ers', 'constant'],
    ['x <- p¦i * 2', '3.141593'],
    ['simulateResid¦uals(m)', 'planned for version'],
  ])('says what %s is', (text, expected) => {
    expect(hover(text)).toContain(expected);
  });

  it('shows the call of a model that has not run', () => {
    expect(hover('fixef(m¦)', ['m <- lmer(Reaction ~ Days + (1 | Subject), sleepstudy)'])).toContain('lmer(Reaction ~ Days + (1 | Subject), sleepstudy)');
  });
});
