/** What the text says of a value, against what running it gives: the evaluator, which is compared with R elsewhere, is the judge. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Scope } from '../../../engine/language/services/scope.js';
import { Session } from '../../../engine/session.js';
import { checkCell } from '../../../engine/language/check.js';
import type { ColumnSnapshot, VariableSnapshot } from '../../../engine/results.js';
import { functions } from '../../../engine/language/functions.js';
import { sampleFiles } from '../../fixtures/sample-files.js';
import { frameVariable, notebookOf } from './notebook.js';

/** The variables that a program leaves: from its text alone, and from running it. */
async function variablesOf(program: string): Promise<{ scope: Scope; ran: ReturnType<Session['snapshot']>['variables'] }> {
  const session = new Session({ files: sampleFiles });
  const outcome = await session.run(program);
  expect(outcome.error).toBeUndefined();
  return { scope: Scope.before(notebookOf([program, ''])), ran: session.snapshot().variables };
}

const known = (columns: Iterable<ColumnSnapshot>): Record<string, readonly [string, readonly string[]]> => Object.fromEntries([...columns].map(({ name, type, levels }) => [name, [type, levels]]));

/** Programs whose data frame `d` is known to the last column, type and level. */
const exact = [
  'd <- cbpp',
  'd <- data.frame(x = 1:3, y = c(0.5, 1, 2), z = c("a", "b", "c"), ok = c(TRUE, FALSE, NA))',
  'x <- 1:3\nd <- data.frame(x, y = x * 2, big = x > 1)',
  'd <- data.frame(g = factor(c(1, 2, 2), levels = 1:2, labels = c("low", "high")))',
  'd <- sleepstudy\nd$half <- d$Days / 2\nd$late <- d$Days > 5\nd$label <- paste0("day", d$Days)',
  'd <- sleepstudy\nd$Days <- factor(d$Days, levels = 0:9)\nd$Subject <- as.character(d$Subject)',
  'd <- cbpp\nd$period <- relevel(d$period, ref = "3")',
  'd <- cbpp\nlevels(d$period) <- c("first", "second", "third", "fourth")',
  'd <- cbpp\nlevels(d$period)[2] <- "second"',
  'd <- cbpp\nlevels(d$period)[levels(d$period) == "4"] <- "3"',
  'd <- cbpp\nd$when <- cut(d$size, breaks = c(0, 10, 20, 40), labels = c("small", "middle", "large"))',
  'd <- cbpp\nd$size <- NULL\nd[["herd"]] <- as.integer(d$herd)',
  'd <- cbpp\nnames(d)[2] <- "cases"',
  'd <- cbpp\nnames(d)[names(d) == "incidence"] <- "cases"',
  'd <- cbpp\nnames(d) <- c("a", "b", "c", "d")',
  'd <- cbpp\ncolnames(d)[c(1, 3)] <- c("group", "total")',
  'd <- cbpp[, c("herd", "size")]',
  'keep <- c("period", "herd")\nd <- cbpp[, keep]',
  'd <- cbpp[cbpp$size > 10, ]',
  'd <- cbpp[cbpp$size > 10, 2:3]',
  'd <- cbpp[-1]',
  'd <- cbpp[, -c(1, 4)]',
  'd <- cbpp[, names(cbpp) != "size"]',
  'd <- cbpp[, !(names(cbpp) %in% c("size", "herd"))]',
  'd <- cbpp[, setdiff(names(cbpp), "size")]',
  'd <- sleepstudy\nnames(d) <- tolower(names(d))',
  'd <- cbpp["size"]',
  'd <- subset(cbpp, size > 10, select = c(herd, period))',
  'd <- subset(cbpp, select = -size)',
  'd <- subset(cbpp, select = herd:size)',
  'd <- subset(cbpp, select = -c(size, herd))',
  'd <- transform(cbpp, rate = incidence / size, period = as.integer(period))',
  'd <- within(cbpp, { rate <- incidence / size\n big <- size > 10 })',
  'd <- cbpp |> subset(size > 5) |> head(10)',
  'd <- na.omit(data.frame(a = c(1, NA), b = c("x", "y")))',
  'd <- merge(cbpp, data.frame(herd = factor(1:15), region = rep(c("n", "s", "w"), 5)), by = "herd")',
  'a <- data.frame(id = 1:2, v = c(1.5, 2))\nb <- data.frame(id = 1:2, v = c("p", "q"))\nd <- merge(a, b, by = "id")',
  'a <- data.frame(k = 1:2, v = c(1.5, 2))\nb <- data.frame(id = 1:2, w = c("p", "q"))\nd <- merge(a, b, by.x = "k", by.y = "id")',
  'd <- cbind(cbpp, id = 1:56)',
  'd <- rbind(cbpp, cbpp)',
  'd <- rbind(data.frame(g = factor("a"), x = 1L), data.frame(g = factor("b"), x = 2L))',
  'd <- expand.grid(dose = c(1, 2), arm = c("drug", "placebo"))',
  'd <- aggregate(incidence ~ period + herd, data = cbpp, FUN = mean)',
  'd <- aggregate(cbind(incidence, size) ~ period, data = cbpp, FUN = mean)',
  'd <- aggregate(cbpp$size, by = list(period = cbpp$period), FUN = mean)',
  'd <- unique(cbpp["period"])',
  'd <- cbpp\nd[d$size > 20, "size"] <- NA\nd$period[3] <- "2"',
  'd <- data.frame(n = rep(c("a", "b"), each = 2), i = seq_len(4), r = round(rnorm(4), 1), k = rpois(4, 2))',
  'd <- data.frame(y = ifelse(cbpp$size > 10, "big", "small"), z = ifelse(cbpp$size > 10, 1, 0))',
  'state_abbr <- c(state.abb[1:8], "DC", state.abb[9:50])\nd <- data.frame(s = factor(c(1, 9), levels = 1:51, labels = state_abbr))',
  'l <- list(data = cbpp, n = 3)\nd <- l$data',
  'l <- list()\nl$first <- cbpp\nd <- l[["first"]]',
  'd <- with(cbpp, data.frame(rate = incidence / size, period))',
  'data(cbpp)\ncbpp$one <- 1\nd <- cbpp',
  'd <- cbpp\nd$period <- factor(d$period, labels = c("w", "x", "y", "z"))',
  'd <- cbpp\nd$period <- ordered(d$period, levels = c("1", "2", "3", "4"))',
  'd <- data.frame(g = factor(paste0("g", 1:3), levels = paste0("g", 3:1)))',
];

/** Programs of which the text says less than running does, and nothing else. */
const lessThanAll = [
  'd <- droplevels(subset(cbpp, period != "4"))',
  'd <- cbpp\nd$period <- factor(d$period)',
  'd <- cbpp\nd$f <- factor(d$size)\nd$c <- cut(d$size, 3)\nd$i <- interaction(d$herd, d$period)',
  'd <- data.frame(m = matrix(1:4, 2))',
  'd <- cbind(cbpp, matrix(1:112, 56))',
  'd <- as.data.frame(table(cbpp$period))',
  'i <- which(names(cbpp) == "size")\nd <- cbpp[, c(1, i)]',
  'd <- cbpp\nd[c("herd", "period")] <- lapply(d[c("herd", "period")], as.character)',
  'd <- merge(cbpp, as.data.frame(table(herd = cbpp$herd)))',
  'd <- do.call(rbind, split(cbpp, cbpp$herd))',
  'd <- data.frame(a = 1:2, a = 3:4)',
  'd <- aggregate(. ~ period, data = cbpp[, c("incidence", "period")], FUN = sum)',
  'd <- cbpp\nd$scaled <- scale(d$size)',
  'd <- data.frame(x = 1)[["x"]]\nd <- data.frame(x = d)',
];

describe('what the text of a cell says of a data frame', () => {
  it.each(exact)('is all that running it tells: %s', async (program) => {
    const { scope, ran } = await variablesOf(program);
    const frame = scope.frameNamed('d')!;
    expect(frame.isComplete).toBe(true);
    expect([...frame.columns.keys()]).toEqual(ran.find(({ name }) => name === 'd')!.columns.map(({ name }) => name));
    expect(known(frame.columns.values())).toEqual(known(ran.find(({ name }) => name === 'd')!.columns));
  });

  it.each([...exact, ...lessThanAll, ...[...functions.values()].map(({ example }) => example)])('is nothing that running it denies: %s', async (program) => {
    const { scope, ran } = await variablesOf(program);
    agrees(scope, ran);
  });

  it('is nothing that running denies, in any of the expressions that were recorded in R', async () => {
    const record = JSON.parse(readFileSync(new URL('../../fixtures/r-values/values.json', import.meta.url), 'utf8')) as Record<'expressions' | 'distributions', { expression: string }[]>;
    for (const { expression } of record.expressions) {
      const session = new Session({ files: sampleFiles });
      const program = `value <- {\n${expression}\n}`;
      await session.run(program);
      agrees(Scope.before(notebookOf([program, ''])), session.snapshot().variables, expression);
    }
  });
});

/** What the text says of each variable is true of what it holds. */
function agrees(scope: Scope, ran: readonly VariableSnapshot[], program = ''): void {
  for (const { name, kind, columns } of ran) {
    expect(['unknown', kind], program).toContain(scope.variable(name)?.kind ?? 'unknown');
    const frame = scope.frameNamed(name);
    if (!frame) continue;
    const actual = new Map(columns.map((column) => [column.name, column]));
    if (frame.isComplete) expect(new Set(frame.columns.keys()), program).toEqual(new Set(actual.keys()));
    for (const column of frame.columns.values()) {
      const held = actual.get(column.name);
      if (held && column.type !== 'other') expect([column.name, column.type], program).toEqual([column.name, held.type]);
      if (held && column.levels.length > 0) expect(column.levels, program).toEqual(held.levels);
    }
  }
}

describe('what the text of a cell says of other variables', () => {
  it('is the formula, family and data of a model that has not run', () => {
    const scope = Scope.before(notebookOf(['f <- incidence / size ~ period + (1 | herd)\nm <- glmer(f, data = cbpp, family = binomial, weights = size)', '']));
    expect(scope.variable('m')).toMatchObject({ kind: 'model', summary: 'incidence/size ~ period + (1 | herd)', model: { function: 'glmer', family: 'binomial', data: 'cbpp' } });
  });

  it('is the type of a vector and the levels of a factor', () => {
    const scope = Scope.before(notebookOf(['g <- factor(c("a", "b"), levels = c("b", "a"))\nx <- c(1.5, 2)', '']));
    expect(scope.variable('g')).toMatchObject({ kind: 'factor', column: { levels: ['b', 'a'] } });
    expect(scope.variable('x')).toMatchObject({ kind: 'vector', column: { type: 'double' } });
  });

  it('is the names of the grouping factors in what ranef gives', () => {
    const scope = Scope.before(notebookOf(['m <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\nr <- ranef(m)', '']));
    expect(scope.variable('r')?.kind).toBe('list');
  });
});

describe('the order of cells', () => {
  const codes = (cells: readonly string[], cell: number, options: Parameters<typeof notebookOf>[1] = { variables: [] }): string[] => checkCell({ ...notebookOf(cells, options), cell }).map(({ code, severity }) => `${code} ${severity}`);

  it('makes a column known below its assignment, and above it only a warning', () => {
    const cells = ['d <- cbpp', 'x <- mean(d$rate)', 'd$rate <- d$incidence / d$size', 'x <- mean(d$rate)'];
    expect(cells.map((_, cell) => codes(cells, cell))).toEqual([[], ['GLMM204 warning'], [], []]);
  });

  it('says nothing above the assignment where the session has the column already', () => {
    const cells = ['d <- cbpp', 'x <- mean(d$rate)', 'd$rate <- d$incidence / d$size'];
    expect(codes(cells, 1, { variables: [frameVariable('d', { herd: ['1'], incidence: [], size: [], period: [], rate: [] })] })).toEqual([]);
  });

  it('does not judge a cell by what the session holds since a cell below it ran', () => {
    const cells = ['d <- make()', 'x <- d[d$f == "b", ]', 'levels(d$f) <- c("x", "y")\nd$g <- NULL', 'y <- d$f == "b"'];
    const after = { variables: [frameVariable('d', { f: ['x', 'y'] })] };
    expect(codes(cells, 1, after)).toEqual([]);
    expect(codes(['d <- make()', 'x <- d$g', 'd$g <- NULL'], 1, after)).toEqual([]);
    expect(codes(cells, 3, after)).toEqual(['GLMM224 warning']);
  });

  it('tells where a variable is made that is used above it', () => {
    const message = (cells: readonly string[], cell: number): string | undefined => checkCell({ ...notebookOf(cells), cell })[0]?.message;
    expect(message(['fixef(m)\nm <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)'], 0)).toBe('There is no variable `m` yet: it is made below, in line 2.');
    expect(message(['fixef(m)', 'm <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)'], 0)).toContain('in the next cell');
    expect(message(['x <- x + 1'], 0)).toBe('There is no variable `x`.');
    expect(message(['fixef(m)'], 0)).toBe('There is no variable `m`.');
  });

  it('lets a file of several variables hold any name', () => {
    expect(codes(['load("fits.rda")', 'x <- anything$column'], 1).filter((code) => code.startsWith('GLMM201'))).toEqual([]);
  });

  it('forgets a removed and a renamed column', () => {
    expect(codes(['d <- cbpp\nd$size <- NULL', 'x <- d$size'], 1)).toEqual(['GLMM204 error']);
    expect(codes(['d <- cbpp\nnames(d)[1] <- "group"', 'x <- d$herd; y <- d$group'], 1)).toEqual(['GLMM204 error']);
  });

  it('checks a cell again when one above it has changed, and leaves the list alone when none has', () => {
    const cells = ['d <- cbpp[, c("herd", "size")]', 'n <- 3', 'x <- d$period'];
    const first = checkCell({ ...notebookOf(cells), cell: 2 });
    expect(first.map(({ code }) => code)).toEqual(['GLMM204']);
    const snapshot = { variables: [] };
    const [one, two] = [cells, [cells[0]!, 'n <- 4', cells[2]!]].map((texts) => checkCell({ cells: texts, cell: 2, snapshot }));
    expect(two).toBe(one);
    expect(checkCell({ cells: ['d <- cbpp', cells[1]!, cells[2]!], cell: 2, snapshot })).toEqual([]);
  });
});
