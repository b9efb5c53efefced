/** The names that the manifest and the code share. */
export const NOTEBOOK_TYPE = 'glmm-notebook';
export const LANGUAGE = 'glmm';
export const CONTROLLER = 'glmm-session';
export const CONFIGURATION = 'glmm';
export const RENDERERS = ['glmm-model-renderer', 'glmm-chart-renderer', 'glmm-table-renderer', 'glmm-random-effects-renderer'] as const;
