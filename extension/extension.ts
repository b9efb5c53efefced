/** Builds the services and hands them to VS Code; the entries of the two hosts add only the ways to start a worker and to look into a file. */
import type * as vscode from 'vscode';
import { register } from './commands/command.js';
import { registerDiagnosticPages } from './commands/explain-diagnostic.js';
import { allCommands } from './commands/commands.js';
import { Kernel } from './kernel/kernel.js';
import { filesWhileTyping, notebookFileBeginnings, notebookFiles, readProgram, type ReadBeginning } from './kernel/notebook-files.js';
import type { WorkerHandle } from './kernel/protocol.js';
import { registerCompletion } from './language/completion.js';
import { registerDefinition } from './language/definition.js';
import { registerDiagnostics } from './language/diagnostics.js';
import { FileColumns } from './language/file-columns.js';
import { registerFileLinks } from './language/file-links.js';
import { registerFolding } from './language/folding.js';
import { registerFormatting } from './language/formatting.js';
import { registerHover } from './language/hover.js';
import { registerPasteR } from './language/paste-r.js';
import { registerQuickFixes } from './language/quick-fixes.js';
import { registerReferences } from './language/references.js';
import { registerRename } from './language/rename.js';
import { registerSelectionRanges } from './language/selection.js';
import { registerSemanticTokens } from './language/semantic-tokens.js';
import { registerSignatureHelp } from './language/signature-help.js';
import { registerSymbols } from './language/symbols.js';
import { CellExecution } from './notebook/cell-execution.js';
import { copyOutputs } from './notebook/copying.js';
import { createController, runWith } from './notebook/controller.js';
import { ExecutionQueue } from './notebook/execution-queue.js';
import { LiveNotebook } from './notebook/live-notebook.js';
import { LiveNotebooks } from './notebook/live-notebooks.js';
import { mendCells } from './notebook/model-mends.js';
import { listenToRenderers, type RendererMessage } from './notebook/renderer-messages.js';
import { registerSerializer } from './notebook/serializer.js';
import { registerStatusBar } from './notebook/status-bar.js';
import { sessionSettings } from './settings.js';
import { registerTools } from './tools/tools.js';
import { registerVariablesView, type ShownVariables } from './views/variables.js';

/** What the extension lets others see: what its renderers report, and what its view of variables shows. */
export interface GlmmExtension {
  readonly onDidReceiveRendererMessage: vscode.Event<RendererMessage>;
  readonly shownVariables: ShownVariables;
}

/** What Node hosts and web hosts do each in their own way. */
export interface Host {
  readonly spawn: (extensionUri: vscode.Uri) => WorkerHandle;
  readonly readBeginning: ReadBeginning;
}

export function activateIn(context: vscode.ExtensionContext, { spawn, readBeginning }: Host): GlmmExtension {
  const { extension, extensionUri, subscriptions } = context;
  const controller = createController();
  const live = new LiveNotebooks(
    notebook => {
      const engine = { spawn: () => spawn(extensionUri), files: notebookFiles(notebook, extensionUri, readBeginning), readProgram: (path: string) => readProgram(path, extensionUri), settings: () => sessionSettings(notebook.uri) };
      return new LiveNotebook(notebook, {
        kernel: one => new Kernel({ ...engine, onDidLoseSession: () => one.forgetSession() }),
        rehearsal: new Kernel({ ...engine, files: filesWhileTyping(notebook, extensionUri, readBeginning), onDidLoseSession: () => undefined }),
        queue: one => new ExecutionQueue(cell => new CellExecution(one, controller, cell)),
        files: new FileColumns(notebookFileBeginnings(notebook, extensionUri, readBeginning)),
      });
    },
  );
  const diagnostics = registerDiagnostics(live);
  const renderers = listenToRenderers();
  const variables = registerVariablesView(live);
  subscriptions.push(
    controller, runWith(controller, live), live, registerSerializer(), registerStatusBar(live), variables.disposable, register(allCommands(live, extension)), renderers.disposable, mendCells(renderers.onDidReceive, live), copyOutputs(renderers.onDidReceive),
    diagnostics.disposable, registerQuickFixes(diagnostics.known), registerHover(live), registerCompletion(live), registerSignatureHelp(live), registerPasteR(live), registerTools(live),
  );
  subscriptions.push(
    registerDefinition(live), registerReferences(live), registerRename(live), registerSemanticTokens(live), registerFileLinks(live),
    registerSymbols(), registerFolding(), registerFormatting(), registerSelectionRanges(), registerDiagnosticPages(extensionUri),
  );
  return { onDidReceiveRendererMessage: renderers.onDidReceive, shownVariables: variables.shown };
}
