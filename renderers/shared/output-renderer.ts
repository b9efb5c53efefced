/** What every renderer shares: one shadow root an output, disposal, the abort signal, and word to the extension once something stands. */
import { h, render, type ComponentChild } from 'preact';
import type { OutputItem, RendererApi, RendererContext } from 'vscode-notebook-renderer';
import { HostContext, type ViewHost } from '../../engine/report/view/host.js';
import { LabelsContext } from '../../engine/report/view/labels.js';
import { hideInterpretationsOnEscape } from './escape.js';
import { onPointed } from './pointed-level.js';
import { themedStyle } from './theme.js';

/** Shows a value in a root; what it returns undoes what preact cannot. */
export type Show<Value> = (value: Value, output: { readonly id: string; readonly root: ShadowRoot; readonly signal: AbortSignal }) => ComponentChild;

/** A renderer of outputs whose JSON is a `Value`. After each one it posts `{ kind: 'rendered', mime, id }`. */
export function outputRenderer<Value>(context: RendererContext<unknown>, show: Show<Value>): RendererApi {
  const undo = new Map<string, () => void>();
  const dispose = (id: string): void => {
    undo.get(id)?.();
    undo.delete(id);
  };
  return {
    renderOutputItem(item: OutputItem, element: HTMLElement, signal: AbortSignal): void {
      if (signal.aborted) return;
      dispose(item.id);
      const lifetime = new AbortController();
      const { root, container } = openRoot(element);
      const end = (): void => {
        lifetime.abort();
        render(null, container);
      };
      undo.set(item.id, end);
      signal.addEventListener('abort', () => {
        // A later drawing of the same output has its own end.
        if (undo.get(item.id) === end) dispose(item.id);
      }, { signal: lifetime.signal });
      hideInterpretationsOnEscape(root, lifetime.signal);
      const shown = show(item.json() as Value, { id: idOf(item.id), root, signal: lifetime.signal });
      render(h(HostContext.Provider, { value: hostOf(item, context) }, h(LabelsContext.Provider, { value: labelsOf(item) }, shown)), container);
      context.postMessage?.({ kind: 'rendered', mime: item.mime, id: item.id });
    },
    disposeOutputItem(id?: string): void {
      for (const each of id === undefined ? [...undo.keys()] : [id]) dispose(each);
    },
  };
}

/** The labels of the editor's language come with the output; without any they are English. */
function labelsOf({ metadata }: OutputItem): Readonly<Record<string, string>> {
  const { labels } = (metadata ?? {}) as { labels?: Readonly<Record<string, string>> };
  return labels ?? {};
}

/** What views can ask for here; mends came with the output, where the extension found any. */
function hostOf(item: OutputItem, context: RendererContext<unknown>): ViewHost {
  const { offered } = (item.metadata ?? {}) as { offered?: { readonly cell: string; readonly mends: readonly (readonly string[])[] } };
  return {
    copy: form => context.postMessage?.({ kind: 'copy', form, result: item.json() as unknown }),
    mends: offered?.mends ?? [],
    mend: (fitId, notice, title) => context.postMessage?.({ kind: 'mend', cell: offered?.cell ?? '', fitId, notice, title }),
    onPointed: (fitId, listener, signal) => onPointed(pointed => listener(pointed !== null && pointed.fitId === fitId ? pointed : null), signal),
  };
}

/** The shadow root of an output element, styled, with an empty container; an element that is drawn anew keeps its root. */
function openRoot(element: HTMLElement): { root: ShadowRoot; container: HTMLElement } {
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
  const style = document.createElement('style');
  style.textContent = themedStyle;
  const container = document.createElement('div');
  root.replaceChildren(style, container);
  return { root, container };
}

/** An output's id in the characters of an element's id. */
const idOf = (id: string): string => `glmm-${id.replace(/[^\w-]/g, '')}`;
