/** What VS Code's notebook does inside the frame of outputs, as far as a renderer sees it. It runs in the page of output-page.ts. */

/** @typedef {import('vscode-notebook-renderer').RendererApi} RendererApi */
/** @typedef {{ id: string, entry: string, mime: string, json: string, metadata?: unknown }} Output */

/** @type {Map<string, Promise<RendererApi>>} */
const renderers = new Map();
/** What renderers told the extension. @type {unknown[]} */
const messages = [];

/** Shows an output below those that are there; resolves once it has stopped changing. @param {Output} output */
async function show(output) {
  const element = await draw(output, await started(output.entry));
  await settled(element.shadowRoot ?? element);
}

/** Shows an output; resolves to the milliseconds until the frame that shows it is painted. @param {Output} output */
async function measure(output) {
  const renderer = await started(output.entry);
  const start = performance.now();
  await draw(output, renderer);
  await nextFrame();
  await nextFrame();
  return performance.now() - start;
}

/** @param {Output} output @param {RendererApi} renderer */
async function draw({ id, mime, json, metadata }, renderer) {
  const element = document.createElement('div');
  element.className = 'output';
  element.id = id;
  document.querySelector('#outputs')?.append(element);
  const data = () => new TextEncoder().encode(json);
  await renderer.renderOutputItem({ id, mime, metadata, text: () => json, json: () => JSON.parse(json), data, blob: () => new Blob([data()]) }, element, new AbortController().signal);
  return element;
}

const nextFrame = () => new Promise(resolve => requestAnimationFrame(resolve));

/** @param {string} entry */
function started(entry) {
  const running = renderers.get(entry) ?? import(entry).then(module => module.activate({ postMessage: (/** @type {unknown} */ message) => messages.push(message), getState: () => undefined, setState: () => undefined, workspace: { isTrusted: true } }));
  renderers.set(entry, running);
  return running;
}

/** Resolves once nothing has changed for as long as ten frames take. @param {Node} root */
function settled(root) {
  return /** @type {Promise<void>} */ (new Promise(resolve => {
    let timer = setTimeout(done, 160);
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(done, 160);
    });
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    function done() {
      observer.disconnect();
      resolve();
    }
  }));
}

async function clear() {
  for (const renderer of renderers.values()) (await renderer).disposeOutputItem?.();
  document.querySelector('#outputs')?.replaceChildren();
}

Object.assign(globalThis, { notebookHost: { show, measure, clear, messages } });
