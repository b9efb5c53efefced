/** A button that opens a menu of the forms in which an output can be copied: arrow keys move, Escape closes, the focus comes back. */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useHost, type CopyForm } from './host.js';
import { useLabels } from './labels.js';

const FORMS: readonly (readonly [CopyForm, string | null])[] = [['text', null], ['markdown', 'Markdown'], ['latex', 'LaTeX'], ['csv', 'CSV']];

/** Nothing where the page has no clipboard to offer. */
export function CopyMenu({ id }: { id: string }): VNode | null {
  const labels = useLabels();
  const host = useHost();
  const [isOpen, setIsOpen] = useState(false);
  const [status, setStatus] = useState('');
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isOpen) menu.current?.querySelector('button')?.focus();
  }, [isOpen]);
  if (host === null) return null;
  const close = (): void => {
    setIsOpen(false);
    button.current?.focus();
  };
  const copy = (form: CopyForm): void => {
    close();
    host.copy(form);
    setStatus(labels.copied);
  };
  const move = (event: KeyboardEvent): void => {
    const items = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = items.findIndex(item => item === event.target);
    const next: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    if (event.key === 'Escape') close();
    else if (event.key in next) items[(next[event.key]! + items.length) % items.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const leave = (event: FocusEvent): void => {
    if (!(event.relatedTarget instanceof Node && menu.current?.contains(event.relatedTarget))) setIsOpen(false);
  };
  return (
    <div class="g-copy">
      <span class="g-spoken" role="status">{status}</span>
      <button type="button" ref={button} aria-haspopup="menu" aria-expanded={isOpen} aria-controls={isOpen ? `${id}-copy` : undefined} onClick={() => setIsOpen(!isOpen)}>{labels.copy}</button>
      {isOpen && (
        <div class="g-menu" role="menu" id={`${id}-copy`} aria-label={labels.copyAs} ref={menu} onKeyDown={move} onFocusOut={leave}>
          {FORMS.map(([form, name]) => <button key={form} type="button" role="menuitem" tabIndex={-1} onClick={() => copy(form)}>{name ?? labels.plainText}</button>)}
        </div>
      )}
    </div>
  );
}
