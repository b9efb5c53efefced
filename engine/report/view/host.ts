/** What the page around a view can do for it. A report without scripts can do nothing, so views ask and leave out what needs it. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** Forms in which a result can be copied. */
export type CopyForm = 'text' | 'markdown' | 'latex' | 'csv';

export interface ViewHost {
  /** Puts the result on the clipboard. */
  readonly copy: (form: CopyForm) => void;
  /** For each notice of the model the titles of its mends; empty where there are none. */
  readonly mends: readonly (readonly string[])[];
  /** Asks for a mend of a notice to be made in the cell. */
  readonly mend: (fitId: string, notice: number, title: string) => void;
  /** Tells of the level of a grouping factor that is pointed at in any output of a fit, until the signal aborts. */
  readonly onPointed: (fitId: string, listener: (pointed: { readonly group: string; readonly level: string } | null) => void, signal: AbortSignal) => void;
}

export const HostContext = createContext<ViewHost | null>(null);

export const useHost = (): ViewHost | null => useContext(HostContext);
