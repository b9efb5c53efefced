/** A parameter with the likelihood that it is profiled in. */
import type { ProfiledParameter } from './covariance-parameters.js';
import type { ProfileStart } from './profile-path.js';

export interface PosedParameter extends ProfiledParameter {
  /** −ℓ(x); writes its gradient. */
  evaluateLikelihood(x: Float64Array, gradient: Float64Array): Promise<number>;
  readonly start: ProfileStart;
  /** The values of all parameters of the model at x, on the user's scale. */
  valuesAt(x: Float64Array): Promise<Float64Array>;
}

/** A fixed effect that is a'x. */
export function fixedEffect(name: string, combination: Float64Array): ProfiledParameter {
  return {
    name, fullName: name, kind: 'fixed effect', lower: -Infinity, upper: Infinity, isSmoothAtLower: false,
    evaluate: (x, gradient) => {
      gradient.fill(0);
      let sum = 0;
      for (let i = 0; i < combination.length; i++) {
        gradient[i] = combination[i]!;
        sum += combination[i]! * x[i]!;
      }
      return sum;
    },
  };
}

/** A scale or shape that is e to the power of x at a place. */
export function exponential(name: string, fullName: string, at: number): ProfiledParameter {
  return {
    name, fullName, kind: 'scale', lower: 0, upper: Infinity, isSmoothAtLower: false,
    evaluate: (x, gradient) => {
      gradient.fill(0)[at] = Math.exp(x[at]!);
      return Math.exp(x[at]!);
    },
  };
}

/** What parameters are at x; a standard deviation that was followed through zero without its sign. */
export function readParameters(parameters: readonly ProfiledParameter[], x: Float64Array): Float64Array {
  const gradient = new Float64Array(x.length);
  return Float64Array.from(parameters, parameter => {
    const value = parameter.evaluate(x, gradient);
    return parameter.kind === 'standard deviation' ? Math.abs(value) : value;
  });
}
