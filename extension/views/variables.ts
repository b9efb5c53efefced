/** The variables of the session in front: data frames with their columns, models, vectors. */
import * as vscode from 'vscode';
import type { ColumnSnapshot, VariableSnapshot } from '../../engine/results.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';

type Node = { readonly variable: VariableSnapshot } | { readonly column: ColumnSnapshot };

export function registerVariablesView(live: LiveNotebooks): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<Node>('glmm.variables', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: node => ('variable' in node ? variableItem(node.variable) : columnItem(node.column)),
      getChildren: node => {
        if (!node) return live.active?.snapshot.variables.map(variable => ({ variable })) ?? [];
        return 'variable' in node ? node.variable.columns.map(column => ({ column })) : [];
      },
    },
  });
  const refresh = (): void => {
    changed.fire();
    // The manifest shows the view on this key: an editor's own `notebookType` is not known outside the editor.
    void vscode.commands.executeCommand('setContext', 'glmm.isNotebookActive', live.active !== null);
  };
  refresh();
  return vscode.Disposable.from(changed, view, live.onDidChange(refresh), vscode.window.onDidChangeActiveNotebookEditor(refresh));
}

const ICONS: Readonly<Record<VariableSnapshot['kind'], string>> = {
  dataFrame: 'table',
  model: 'graph-scatter',
  vector: 'symbol-array',
  factor: 'symbol-enum',
  list: 'list-tree',
  other: 'symbol-variable',
};

function variableItem({ name, kind, summary, columns }: VariableSnapshot): vscode.TreeItem {
  const hasColumns = columns.length > 0;
  const item = new vscode.TreeItem(name, hasColumns ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None);
  item.description = summary;
  item.tooltip = `${name}: ${summary}`;
  item.iconPath = new vscode.ThemeIcon(ICONS[kind]);
  return item;
}

function columnItem({ name, type, summary }: ColumnSnapshot): vscode.TreeItem {
  const item = new vscode.TreeItem(name);
  item.description = summary;
  item.tooltip = `${name} (${type}): ${summary}`;
  item.iconPath = new vscode.ThemeIcon(type === 'factor' || type === 'ordered' ? 'symbol-enum' : type === 'character' ? 'symbol-string' : 'symbol-numeric');
  return item;
}
