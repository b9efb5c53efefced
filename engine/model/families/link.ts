/** A link g with η = g(μ). */
export interface LinkDescription {
  readonly name: string;
  readonly help: string;
  /** True where η has a unit of its own, a power of that of the response, so that its size alone says nothing. */
  readonly hasUnit: boolean;
  /** η = g(μ). */
  linkFunction(mu: number): number;
  /** μ = g⁻¹(η). */
  inverse(eta: number): number;
  /** dμ/dη and its next two derivatives, at η. */
  derivative(eta: number): number;
  secondDerivative(eta: number): number;
  thirdDerivative(eta: number): number;
}
