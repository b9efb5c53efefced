/** The WebAssembly module of the kernels: made from text that is part of the bundle, so that it needs neither a file nor the network. */
import { kernelsModule } from './generated/kernels-module.js';

/** Bytes that one memory may have. */
export const largestMemory = 2 ** 32 - 2 ** 16;
const PAGE = 65_536;

interface KernelModule {
  /** An instance with a zeroed memory of its own; null where the platform has no room for one. */
  instantiate(bytes: number): { readonly exports: WebAssembly.Exports; readonly memory: WebAssembly.Memory } | null;
}

let compiled: KernelModule | null | undefined;

/**
 * Compiled once, when it is first asked for. Null where the platform refuses: no WebAssembly or no SIMD, a content security policy
 * without 'wasm-unsafe-eval', or GLMM_NO_WASM=1 in the environment.
 */
export function kernelModule(): KernelModule | null {
  if (compiled === undefined) compiled = isSwitchedOff() ? null : compile();
  return compiled;
}

function isSwitchedOff(): boolean {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.['GLMM_NO_WASM'] === '1';
}

function compile(): KernelModule | null {
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(Uint8Array.from(atob(kernelsModule), character => character.charCodeAt(0)));
  } catch {
    return null; // whatever the platform has against it, the TypeScript kernels do the same
  }
  return {
    instantiate(bytes) {
      const pages = Math.ceil(bytes / PAGE);
      try {
        const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
        return { exports: new WebAssembly.Instance(module, { env: { memory } }).exports, memory };
      } catch {
        return null;
      }
    },
  };
}
