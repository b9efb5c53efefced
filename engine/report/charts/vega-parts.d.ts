/** The parts of vega that charts are drawn with, described by the types of the whole. */
declare module 'vega-parser' {
  export { parse } from 'vega';
}
declare module 'vega-view' {
  export { View } from 'vega';
}
declare module 'vega-dataflow' {
  export { transforms } from 'vega';
}
declare module 'vega-scenegraph' {
  /** How texts are measured; `width` may be replaced. */
  export const textMetrics: { width: (item: { readonly text?: unknown; readonly fontSize?: number; readonly fontWeight?: string | number; readonly limit?: number }, text?: string) => number; height: (item: object) => number };
}
declare module 'vega-transforms';
declare module 'vega-view-transforms';
declare module 'vega-encode';
