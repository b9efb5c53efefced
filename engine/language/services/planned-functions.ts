/** Functions of R that belong to the cell language and are not there yet, by the version that is to bring them. */

const planned: Readonly<Record<string, string>> = {
  '0.4': `lm glm drop1 simulate getME bootMer refit allFit  check_model overdispersion
    simulateResiduals influence glmerControl lmerControl`,
  '0.5': `glmmTMB glmmPQL mixed_model geeglm clmm glmm nbinom1 nbinom2 betabinomial beta_family tweedie genpois compois truncated_poisson
    truncated_nbinom1 truncated_nbinom2 ziGamma ordbeta`,
};

/** The version by the name of the function. */
export const plannedFunctions: ReadonlyMap<string, string> = new Map(
  Object.entries(planned).flatMap(([version, names]) => names.split(/\s+/).map((name): [string, string] => [name, version])),
);
