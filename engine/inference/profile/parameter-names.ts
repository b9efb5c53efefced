/** Names of all parameters of a model, in lme4's order, from its terms alone. */
import type { MixedModel } from '../mixed-model.js';
import type { ParameterProfile } from './limits.js';

type NamedParameter = Pick<ParameterProfile, 'name' | 'fullName' | 'kind'>;

/** Standard deviations and correlations, what the family has beside its mean, fixed effects. */
export function parameterNames({ design, family, fit }: MixedModel): NamedParameter[] {
  const covariances = design.random.flatMap(({ effectNames, group, structure }) =>
    effectNames.flatMap((name, j) => [
      { fullName: `sd_${name}|${group}`, kind: 'standard deviation' as const },
      ...effectNames.slice(structure === 'diagonal' ? effectNames.length : j + 1).map(other => ({ fullName: `cor_${other}.${name}|${group}`, kind: 'correlation' as const })),
    ]),
  );
  const { dispersion } = family;
  const isLinear = fit.method === 'REML' || fit.method === 'ML';
  return [
    ...covariances.map((parameter, i) => ({ ...parameter, name: covarianceName(i) })),
    ...(isLinear ? [SIGMA] : dispersion ? [dispersion.isScale ? SIGMA : { name: '.shape', fullName: dispersion.name, kind: 'scale' as const }] : []),
    ...design.fixed.names.map(name => ({ name, fullName: name, kind: 'fixed effect' as const })),
  ];
}

/** `.sig01` for the first. */
export const covarianceName = (index: number): string => `.sig${String(index + 1).padStart(2, '0')}`;

export const SIGMA = { name: '.sigma', fullName: 'sigma', kind: 'scale' } as const;
