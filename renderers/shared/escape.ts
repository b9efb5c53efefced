/** Escape hides the interpretation that a hover or the focus shows, until the pointer or the focus moves on. */
export function hideInterpretationsOnEscape(root: ShadowRoot | HTMLElement, signal: AbortSignal): void {
  const classesOf = (): DOMTokenList[] => [...root.querySelectorAll('.g-output')].map(output => output.classList);
  root.ownerDocument.addEventListener('keydown', event => {
    if (event.key === 'Escape') for (const classes of classesOf()) classes.add('g-dismissed');
  }, { signal });
  const showAgain = (event: Event): void => {
    const row = event.target instanceof Element ? event.target.closest('tr') : null;
    if (row !== lastRow) for (const classes of classesOf()) classes.remove('g-dismissed');
    lastRow = row;
  };
  let lastRow: Element | null = null;
  root.addEventListener('pointerover', showAgain, { signal });
  root.addEventListener('focusin', showAgain, { signal });
}
