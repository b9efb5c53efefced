/** Functions of R that belong to the cell language and are not there yet, so that a check can say so in place of “unknown”. */
const names = `
  read_parquet readRDS read_excel read_dta read_sav
  data.frame c list head tail str summary names colnames nrow ncol dim levels nlevels subset transform within with merge rbind cbind order unique table xtabs aggregate
  tapply sapply lapply expand.grid na.omit complete.cases is.na ifelse cut factor relevel droplevels interaction as.numeric as.integer as.character as.factor rep seq seq_len rev
  which paste paste0 round nchar substr grepl sub gsub
  log log2 log10 log1p exp expm1 sqrt abs sin cos tan plogis qlogis
  sum mean median var sd min max range quantile cor scale cumsum
  I offset
  lm glm lmer glmer glmmTMB glmmPQL mixed_model geeglm clmm glmm
  binomial poisson gaussian nbinom1 nbinom2 betabinomial beta_family tweedie genpois compois truncated_poisson truncated_nbinom1 truncated_nbinom2
  ziGamma ordbeta glmerControl lmerControl
  print coef fixef ranef VarCorr vcov confint anova drop1 logLik AIC BIC deviance nobs sigma fitted residuals predict simulate getME isSingular profile bootMer refit update allFit
  emmeans emtrends contrast pairs icc r2 check_model overdispersion simulateResiduals influence equation interpret report
  plot qqmath dotplot caterpillar effects_plot profile_plot hist boxplot
`;

export const plannedFunctions: ReadonlySet<string> = new Set(names.trim().split(/\s+/));
