/** What a chart of a profile draws: smooth curves through its points, and limits. */
import { limitsAt, valueAlong, type ParameterProfile } from './limits.js';
import type { ModelProfile } from './profile-model.js';

export interface ProfileCurve {
  readonly name: string;
  readonly fullName: string;
  readonly kind: ParameterProfile['kind'];
  readonly estimate: number;
  /** ζ and the parameter's value along the profile. */
  readonly points: readonly { readonly zeta: number; readonly value: number }[];
  /** Not finite where the profile does not go as far. */
  readonly limits: readonly { readonly level: number; readonly zeta: number; readonly lower: number; readonly upper: number }[];
  /** Whether a side ends at the end of the parameter's range before it reaches the largest level. */
  readonly endsAtBoundary: boolean;
}

/** Points of a curve, about evenly spaced in ζ. */
const POINTS = 61;

/** One for each parameter, with the limits at the levels given. */
export function profileCurves({ parameters }: ModelProfile, levels: readonly { readonly level: number; readonly zeta: number }[]): ProfileCurve[] {
  return parameters.map(parameter => {
    const { name, fullName, kind, points, lowerEnd, upperEnd } = parameter;
    const [first, last] = [points[0]!.zeta, points.at(-1)!.zeta];
    return {
      name, fullName, kind,
      estimate: parameter.estimate,
      points: Array.from({ length: POINTS }, (_, i) => {
        const zeta = first + ((last - first) * i) / (POINTS - 1);
        return { zeta, value: valueAlong(parameter, zeta) };
      }),
      limits: levels.map(({ level, zeta }) => {
        const [lower, upper] = limitsAt(parameter, zeta);
        return { level, zeta, lower, upper };
      }),
      endsAtBoundary: lowerEnd === 'boundary' || upperEnd === 'boundary',
    };
  });
}
