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
  const instead = insteadOf.get(name) ?? (partsOfCharts.test(name) ? CHARTS : undefined);
  if (plannedFunctions.has(name)) return { code: 'GLMM200', message: `${name}() is planned for version ${plannedFunctions.get(name)!} and not there yet.`, advice: instead ?? '' };
  return instead === undefined ? null : { code: 'GLMM202', message: `${name}() is a function of R that cells do not have.`, advice: instead };
}

/** What ggplot2 adds to a chart. */
const partsOfCharts = /^(?:geom|facet|theme|scale|stat|coord)_|^(?:theme|labs|ggtitle|xlab|ylab|ylim|xlim)$/;

const PATHS = "Leave the line out: paths are relative to the notebook's folder.";
const PACKAGES = 'Leave the line out: cells need no packages.';
const ATTACH = 'Give the data frame in the call, as in lmer(…, data = d), or write with(d, …).';
const LOOPS = 'Functions work on whole vectors; sapply(), lapply() and tapply() apply one to each part.';
const CHARTS = 'plot(m), qqmath(m), dotplot(ranef(m)) and effects_plot(m, "x") draw a model; plot(y ~ x, data = d), hist() and boxplot() draw data.';
const WRITING = 'Cells write no files. What a cell shows is exported with the command Export Report, or on the command line with glmm run --to.';
const HELP = 'Point at the name of a function to see what it does.';
const DEVICES = 'Leave the line out: a chart stands below its cell, and its menu saves it.';
const OTHER_MIXED = 'lmer(), glmer() and glmer.nb() fit mixed models here, by maximum likelihood.';
const TESTS = 'Fit a model and read its intervals: confint(m, method = "Wald").';
const OPTIMISERS = 'Cells fit models by their functions and run no optimiser of their own.';
const TABLES = 'Leave the call out: the summary of a model is a table already, and Export Report writes it out.';
const ERRORS = 'try(expr) goes on where an expression fails; otherwise a cell ends at its first error, which is shown with its place.';

/** What to write in place of a function. */
export const insteadOf: ReadonlyMap<string, string> = new Map([
  ...each(['setwd', 'getwd', 'here'], PATHS),
  ...each(['install.packages', 'requireNamespace', 'loadNamespace', 'library.dynam', 'p_load', 'update.packages'], PACKAGES),
  ...each(['attach', 'detach'], ATTACH),
  ...each(['by', 'Vectorize', 'rapply', 'eapply', 'ddply', 'map', 'map_dbl'], LOOPS),
  ...each(['ggplot', 'aes', 'geom_point', 'xyplot', 'bwplot', 'lines', 'points', 'abline', 'legend', 'barplot', 'pairs.default', 'curve', 'coplot', 'interaction.plot', 'loess', 'density'], CHARTS),
  ...each(['help', 'example', 'vignette', 'citation', 'args', 'methods'], HELP),
  ...each(['write.csv', 'write.csv2', 'write.table', 'write_csv', 'write_parquet', 'write_excel_csv', 'write_xlsx', 'write_dta', 'write_sav', 'save.image', 'saveRDS', 'save', 'sink', 'writeLines', 'pdf', 'png', 'ggsave'], WRITING),
  ...each(['windows', 'x11', 'X11', 'quartz', 'jpeg', 'svg', 'tiff'], DEVICES),
  ['read.dta', 'read_dta("file.dta") reads files of Stata; as_factor() makes factors of columns with value labels.'],
  ['read.spss', 'read_sav("file.sav") reads files of SPSS; as_factor() makes factors of columns with value labels.'],
  ...each(['read_sas', 'read_xpt', 'read.xport'], 'Export the data as CSV, or read them in R and save them with saveRDS().'),
  ...each(['mutate', 'transmute', 'across'], 'Write transform(d, new = …), or d$new <- ….'),
  ['filter', 'Write subset(d, condition).'],
  ['select', 'Write d[, c("a", "b")], or subset(d, select = c(a, b)).'],
  ...each(['group_by', 'ungroup', 'summarise', 'summarize'], 'Write aggregate(y ~ group, data = d, FUN = mean), or tapply(d$y, d$group, mean).'),
  ...each(['arrange', 'slice', 'sample_n'], 'Write d[order(d$x), ], or other rows between the brackets.'),
  ...each(['count', 'tally', 'n'], 'Write table(d$group).'),
  ['distinct', 'Write unique(d).'],
  ['pull', 'Write d$column.'],
  ['rename', 'Write names(d)[names(d) == "old"] <- "new".'],
  ...each(['left_join', 'inner_join', 'full_join', 'right_join'], 'Write merge(a, b, by = "id"), with all.x = TRUE to keep every row of a.'),
  ...each(['bind_rows', 'bind_cols'], 'Write rbind(a, b) or cbind(a, b).'),
  ...each(['case_when', 'if_else'], 'Write ifelse(test, yes, no), or cut() for intervals of a number.'),
  ...each(['recode', 'fct_recode', 'mapvalues'], 'Write factor(x, levels = c("a", "b"), labels = c("A", "B")).'),
  ['fct_relevel', 'Write relevel(x, ref = "a").'],
  ...each(['tibble', 'as_tibble', 'data.table', 'tribble'], 'Write data.frame(…).'),
  ['fread', 'Write read.csv("file.csv").'],
  ['glimpse', 'Write str(d).'],
  ...each(['lme', 'nlme', 'lmList', 'nlmer', 'gls', 'gamm', 'gam', 'bam'], `${OTHER_MIXED} lme(y ~ x, random = ~ 1 | g) is lmer(y ~ x + (1 | g)).`),
  ...each(['MCMCglmm', 'brm', 'stan_glmer', 'stan_lmer', 'inla', 'asreml', 'mixor', 'clm', 'gee'], OTHER_MIXED),
  ...each(['aov', 't.test', 'wilcox.test', 'kruskal.test', 'friedman.test', 'chisq.test', 'fisher.test', 'prop.test', 'binom.test', 'mcnemar.test', 'shapiro.test', 'cor.test', 'TukeyHSD'], TESTS),
  ...each(['Anova', 'ranova', 'lrtest', 'PBmodcomp', 'exactRLRT', 'dredge', 'step'], 'anova(m) tests the terms of a model, anova(m1, m2) compares models by the likelihood ratio.'),
  ...each(['ggpredict', 'ggeffect', 'allEffects', 'ggemmeans'], 'effects_plot(m, "x") draws effects; predict(m, newdata = d, re.form = NA, type = "response", se.fit = TRUE) computes them.'),
  ...each(['lsmeans', 'glht'], 'fixef(m) and confint(m, method = "Wald") give the effects; relevel() changes what they are compared with.'),
  ...each(['tidy', 'glance', 'augment'], 'Write summary(m)$coefficients, AIC(m), fitted(m) or residuals(m).'),
  ...each(['tab_model', 'kable', 'stargazer', 'modelsummary', 'texreg', 'xtable'], TABLES),
  ...each(['r.squaredGLMM', 'r.squared', 'model_performance'], 'The summary of a model gives R², marginal and conditional, and the intraclass correlation.'),
  ...each(['optim', 'optimize', 'nlminb', 'uniroot', 'integrate', 'nls', 'D', 'deriv'], OPTIMISERS),
  ...each(['tryCatch', 'warning'], ERRORS),
  ...each(['cooks.distance', 'rstudent', 'hatvalues', 'vif'], 'residuals(m) and fitted(m) give what there is to look at.'),
  ...each(['Sys.time', 'proc.time'], 'The time that a cell took stands below it.'),
  ['replicate', 'Draw all numbers at once, one column for each time: apply(matrix(rnorm(20 * 100), 20), 2, mean).'],
  ...each(['Sys.sleep', 'date'], 'Leave the line out: the time that a cell took stands below it.'),
  ...each(['as.POSIXct', 'as.POSIXlt', 'strptime', 'strftime', 'ISOdate', 'ymd', 'dmy', 'mdy'], 'as.Date(x, format = "%d.%m.%Y") reads dates.'),
  ...each(['attributes', 'structure', 'unclass'], 'attr(x, "names") gives one attribute; names(x), levels(x) and dim(x) the usual ones.'),
  ['switch', 'ifelse(test, yes, no) chooses element by element; c(a = 1, b = 2)[x] looks values up by name.'],
  ...each(['assign', 'get', 'mget', 'eval', 'parse', 'substitute', 'quote', 'bquote', 'expression', 'deparse'], 'Cells compute with values, not with code; a list holds values by name: l[["a"]].'),
  ['View', 'Write the name of the data frame; its first rows are shown.'],
  ['source', 'Copy the lines into a cell.'],
  ['drop1', 'anova(m) tests each term after the others, and anova(smaller, m) compares two models.'],
  ['getME', 'fixef(m), VarCorr(m) and ranef(m) give the estimates.'],
  ...each(['glmmTMB', 'glmmPQL', 'mixed_model', 'geeglm', 'clmm'], 'lmer(), glmer() and glmer.nb() fit mixed models until then.'),
  ...each(['check_model', 'simulateResiduals', 'overdispersion'], 'The notices below a summary say what is wrong with a fit.'),
  ...each(['quasi', 'quasipoisson', 'quasibinomial'], 'Overdispersed counts go with glmer.nb(…); otherwise add a random effect for every row.'),
  ['lm', 'Models without random effects are not fitted yet.'],
  ['glm', 'Models without random effects are not fitted yet.'],
]);

function each(names: readonly string[], text: string): [string, string][] {
  return names.map(name => [name, text]);
}
