/** Confidence limits from a profile, by cubic interpolation of the parameter as a function of ζ, whose slopes are exact. */
import type { PathEnd, ProfilePoint } from './profile-path.js';

/** One parameter's profile: points by rising value, the estimate (ζ = 0) among them. */
export interface ParameterProfile {
  readonly name: string;
  readonly fullName: string;
  readonly kind: 'standard deviation' | 'correlation' | 'scale' | 'fixed effect';
  readonly estimate: number;
  readonly points: readonly ProfilePoint[];
  readonly lowerEnd: PathEnd;
  readonly upperEnd: PathEnd;
  /** Where the parameter ends. */
  readonly range: readonly [lower: number, upper: number];
}

/** The values at which ζ is ∓`zeta`. The end of the range where the profile comes there first, infinite where the likelihood does not fall so far, NaN where the profile was lost or does not go as far. */
export function limitsAt(profile: ParameterProfile, zeta: number): readonly [lower: number, upper: number] {
  return [limit(profile, -zeta, profile.lowerEnd, profile.range[0]), limit(profile, zeta, profile.upperEnd, profile.range[1])];
}

function limit({ points }: ParameterProfile, zeta: number, end: PathEnd, boundary: number): number {
  const next = points.findIndex(point => point.zeta >= zeta);
  if (next > 0) return interpolate(points[next - 1]!, points[next]!, zeta);
  if (next === 0 && points[0]!.zeta === zeta) return points[0]!.value;
  if (end === 'boundary') return boundary;
  return end === 'flat' ? Math.sign(zeta) * Infinity : NaN;
}

/** The value at a ζ between the profile's ends. */
export function valueAlong({ points }: ParameterProfile, zeta: number): number {
  const next = Math.max(1, points.findIndex(point => point.zeta >= zeta));
  return zeta >= points.at(-1)!.zeta ? points.at(-1)!.value : interpolate(points[next - 1]!, points[next]!, zeta);
}

/** Hermite's cubic through two points with their slopes. */
function interpolate(a: ProfilePoint, b: ProfilePoint, zeta: number): number {
  const width = b.zeta - a.zeta;
  const t = (zeta - a.zeta) / width;
  const straight = b.value - a.value;
  const excessAtA = width / a.slope - straight;
  const excessAtB = width / b.slope - straight;
  return a.value + t * straight + t * (1 - t) * (excessAtA * (1 - t) - excessAtB * t);
}
