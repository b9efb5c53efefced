/** What is said of functions of R that cells do not have: planned ones, and ones that have no place in a notebook. */
import { plannedFunctions } from './planned-functions.js';

interface Absence {
  readonly code: 'GLMM200' | 'GLMM202';
  readonly message: string;
  /** What works instead. */
  readonly advice: string;
}

/** Null for a name about which nothing is known. */
export function absenceOf(name: string): Absence | null {
  const instead = insteadOf.get(name);
  if (plannedFunctions.has(name)) return { code: 'GLMM200', message: `${name}() is planned for version ${plannedFunctions.get(name)!} and not there yet.`, advice: instead ?? '' };
  return instead === undefined ? null : { code: 'GLMM202', message: `${name}() is a function of R that cells do not have.`, advice: instead };
}

const PATHS = "Leave the line out: paths are relative to the notebook's folder.";
const PACKAGES = 'Leave the line out: cells need no packages.';
const ATTACH = 'Give the data frame in the call, as in lmer(…, data = d), or write with(d, …).';
const LOOPS = 'Functions work on whole vectors; sapply(), lapply() and tapply() apply one to each part.';
const CHARTS = 'plot(m) and dotplot(ranef(m)) draw the random effects of a model.';
const VERBS = 'Write subset(), transform(), aggregate() or merge(), which do the same in base R.';
const WRITING = 'Cells write no files. What a cell shows is exported with the command Export Report, or on the command line with glmm run --to.';
const HELP = 'Point at the name of a function to see what it does.';

/** What to write in place of a function. */
const insteadOf: ReadonlyMap<string, string> = new Map([
  ...each(['setwd', 'getwd', 'here'], PATHS),
  ...each(['install.packages', 'requireNamespace', 'loadNamespace', 'library.dynam', 'p_load', 'update.packages'], PACKAGES),
  ...each(['attach', 'detach'], ATTACH),
  ...each(['by', 'Vectorize', 'replicate', 'rapply', 'eapply'], LOOPS),
  ...each(['ggplot', 'aes', 'geom_point', 'xyplot', 'bwplot', 'qqnorm', 'qqline', 'lines', 'points', 'abline', 'legend', 'barplot', 'pairs.default', 'plot_model', 'hist', 'boxplot', 'qqmath'], CHARTS),
  ...each(['mutate', 'filter', 'select', 'summarise', 'summarize', 'group_by', 'arrange', 'left_join', 'tibble', 'as_tibble', 'pivot_longer'], VERBS),
  ...each(['help', 'example', 'vignette', 'citation', 'args', 'methods'], HELP),
  ...each(['write.csv', 'write.csv2', 'write.table', 'write_csv', 'write_parquet', 'write_excel_csv', 'write_xlsx', 'write_dta', 'write_sav', 'save.image', 'saveRDS', 'save', 'sink', 'writeLines', 'pdf', 'png', 'ggsave'], WRITING),
  ...each(['windows', 'x11', 'X11', 'quartz', 'jpeg', 'svg', 'tiff'], 'Leave the line out: a chart stands below its cell, and its menu saves it.'),
  ['read.dta', 'read_dta("file.dta") reads files of Stata; as_factor() makes factors of columns with value labels.'],
  ['read.spss', 'read_sav("file.sav") reads files of SPSS; as_factor() makes factors of columns with value labels.'],
  ...each(['read_sas', 'read_xpt', 'read.xport'], 'Export the data as CSV, or read them in R and save them with saveRDS().'),
  ['View', 'Write the name of the data frame; its first rows are shown.'],
  ['source', 'Copy the lines into a cell.'],
  ['attr', 'Attributes are not part of cells; sigma(m), ngrps(m) and as.data.frame(VarCorr(m)) give the parts of a model.'],
  ['anova', 'AIC(m1, m2) and logLik() compare models until then.'],
  ['drop1', 'Fit the smaller model and compare with AIC(m1, m2) until then.'],
  ['predict', 'fitted(m) gives the fitted values of the rows in the data.'],
  ['getME', 'fixef(m), VarCorr(m) and ranef(m) give the estimates.'],
  ...each(['quasi', 'quasipoisson', 'quasibinomial'], 'Overdispersed counts go with glmer.nb(…); otherwise add a random effect for every row.'),
  ['lm', 'Models without random effects are not fitted yet.'],
  ['glm', 'Models without random effects are not fitted yet.'],
]);

function each(names: readonly string[], text: string): [string, string][] {
  return names.map(name => [name, text]);
}
