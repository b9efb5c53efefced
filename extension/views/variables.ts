/** The models, data frames and variables of the session in front, in the side bar. */
import * as vscode from 'vscode';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { variableNodes, type VariableNode } from './variable-nodes.js';

/** Lets others see the tree as it is shown. */
export type ShownVariables = () => readonly VariableNode[];

export function registerVariablesView(live: LiveNotebooks): { readonly shown: ShownVariables; readonly disposable: vscode.Disposable } {
  const changed = new vscode.EventEmitter<void>();
  const shown: ShownVariables = () => (live.active ? variableNodes(live.active.snapshot) : []);
  const view = vscode.window.createTreeView<VariableNode>('glmm.variables', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: treeItem,
      getChildren: node => [...(node ? node.children : shown())],
    },
    showCollapseAll: true,
  });
  const refresh = (): void => {
    const notebook = live.active?.notebook;
    view.description = notebook ? notebook.uri.path.split('/').pop() : '';
    changed.fire();
    // The manifest shows the view on this key: an editor's own `notebookType` is not known outside the editor.
    void vscode.commands.executeCommand('setContext', 'glmm.isNotebookActive', notebook !== undefined);
  };
  refresh();
  return { shown, disposable: vscode.Disposable.from(changed, view, live.onDidChange(refresh), vscode.window.onDidChangeActiveNotebookEditor(refresh)) };
}

function treeItem({ id, label, description, icon, tooltip, role, children, isExpanded }: VariableNode): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, children.length === 0 ? None : isExpanded ? Expanded : Collapsed);
  item.id = id;
  item.description = description;
  item.tooltip = tooltip === '' ? label : new vscode.MarkdownString(tooltip);
  item.contextValue = `glmm.${role}`;
  item.accessibilityInformation = { label: description === '' ? label : `${label}, ${description}` };
  if (icon) item.iconPath = icon;
  return item;
}
