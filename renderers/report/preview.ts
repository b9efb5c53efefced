/** What runs in the preview of a report: tells the extension what was chosen, and puts what it sends in the place of what was there. */
interface EditorApi {
  postMessage(message: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

const editor = acquireVsCodeApi();
const style = document.querySelector<HTMLSelectElement>('#style')!;
const code = document.querySelector<HTMLInputElement>('#code')!;

const tellOptions = (): void => editor.postMessage({ type: 'options', style: style.value, showsCode: code.checked });
style.addEventListener('change', tellOptions);
code.addEventListener('change', tellOptions);

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-format]')) {
  button.addEventListener('click', () => editor.postMessage({ type: 'export', format: button.dataset['format'] }));
}

window.addEventListener('message', ({ data }: MessageEvent<{ readonly type: 'report'; readonly contents: string; readonly main: string }>) => {
  if (data.type !== 'report') return;
  const place = scrollY;
  const main = document.querySelector('main')!;
  document.querySelector('#contents')!.replaceChildren(...nodesOf(data.contents));
  main.replaceChildren(...nodesOf(data.main));
  main.removeAttribute('aria-busy');
  scrollTo(scrollX, place);
  document.dispatchEvent(new CustomEvent('glmm-report-changed'));
});

/** The engine has escaped all that the user wrote; a script that came in nevertheless would not run, neither as it is read here nor by the page's policy. */
const nodesOf = (html: string): readonly Node[] => [...new DOMParser().parseFromString(html, 'text/html').body.childNodes];

editor.postMessage({ type: 'ready' });
