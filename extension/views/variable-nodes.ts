/** A session's variables as a tree: models with their estimates, data frames with their columns, and the rest. */
import * as vscode from 'vscode';
import { deparseName } from '../../engine/language/syntax/deparse.js';
import { inlineCode, toMarkdown } from '../../engine/report/markdown.js';
import { summarizeModel, type ModelSummary, type Verdict } from '../../engine/report/summary.js';
import { escapeMarkdown } from '../../engine/report/words.js';
import type { ColumnSnapshot, ModelResult, Notice, SessionSnapshot, VariableSnapshot } from '../../engine/results.js';

export interface VariableNode {
  /** The same from one refresh to the next, so that what is expanded stays so. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly icon: vscode.ThemeIcon | undefined;
  /** Markdown. */
  readonly tooltip: string;
  /** What the manifest offers actions by. */
  readonly role: 'group' | 'model' | 'dataFrame' | 'variable' | 'column' | 'detail';
  /** How R calls it; empty for what has no name of its own. */
  readonly name: string;
  readonly children: readonly VariableNode[];
  readonly isExpanded: boolean;
}

export function variableNodes({ variables }: SessionSnapshot): readonly VariableNode[] {
  const models = variables.filter(({ kind }) => kind === 'model').map(modelNode);
  const frames = variables.filter(({ kind }) => kind === 'dataFrame').map(frameNode);
  const others = variables.filter(({ kind }) => kind !== 'model' && kind !== 'dataFrame').map(valueNode);
  return [
    ...group('models', vscode.l10n.t('Models'), models),
    ...group('dataFrames', vscode.l10n.t('Data Frames'), frames),
    ...group('variables', vscode.l10n.t('Variables'), others),
  ];
}

const leaf = { description: '', icon: undefined, tooltip: '', role: 'detail', name: '', children: [], isExpanded: false } as const;

function group(id: string, label: string, children: readonly VariableNode[]): VariableNode[] {
  return children.length === 0 ? [] : [{ ...leaf, id, label, description: String(children.length), role: 'group', children, isExpanded: true }];
}

function modelNode({ name, model }: VariableSnapshot): VariableNode {
  if (!model) return { ...leaf, id: `model:${name}`, label: name };
  const summary = summarizeModel(model);
  return {
    id: `model:${name}`,
    label: name,
    description: `${summary.title} · ${summary.verdict.label}`,
    icon: verdictIcon(summary.verdict),
    tooltip: toMarkdown(model),
    role: 'model',
    name: deparseName(name),
    children: modelParts(`model:${name}`, model, summary),
    isExpanded: false,
  };
}

function modelParts(id: string, model: ModelResult, summary: ModelSummary): readonly VariableNode[] {
  return [
    { ...leaf, id: `${id}:formula`, label: model.formula, icon: icon('symbol-operator'), tooltip: inlineCode(model.call) },
    { ...leaf, id: `${id}:about`, label: summary.about.join(' · '), icon: icon('info'), tooltip: escapeMarkdown(summary.about.join(' · ')) },
    { ...leaf, id: `${id}:verdict`, label: summary.verdict.sentence, icon: verdictIcon(summary.verdict), tooltip: escapeMarkdown(summary.verdict.sentence) },
    ...model.notices.map((notice, index) => noticeNode(`${id}:notice${index}`, notice)),
    {
      ...leaf,
      id: `${id}:fixed`,
      label: vscode.l10n.t('Fixed Effects'),
      description: String(summary.fixed.length),
      tooltip: escapeMarkdown(summary.fixedCaption),
      children: summary.fixed.map(row => ({
        ...leaf,
        id: `${id}:fixed:${row.term}`,
        label: row.term,
        description: [`${row.estimate} ± ${row.standardError}`, row.ratio === '' ? '' : `${summary.ratioName ?? ''} ${row.ratio} (${row.ratioInterval})`].filter(part => part !== '').join(' · '),
        icon: icon('symbol-constant'),
        tooltip: escapeMarkdown([`${row.term}: ${row.estimate}`, vscode.l10n.t('standard error {0}', row.standardError), `${summary.intervalName} ${row.interval}`, summary.hasP ? `p ${row.p}` : ''].filter(part => part !== '').join(', ')),
      })),
    },
    {
      ...leaf,
      id: `${id}:random`,
      label: vscode.l10n.t('Random Effects'),
      description: String(summary.random.length),
      children: summary.random.map(row => ({
        ...leaf,
        id: `${id}:random:${row.index}:${row.group}:${row.term}`,
        label: `${row.group} · ${row.term}`,
        description: [vscode.l10n.t('SD {0}', row.sd), row.levels === '' ? '' : vscode.l10n.t('{0} levels', row.levels), row.correlation === '' ? '' : vscode.l10n.t('correlation {0}', row.correlation)].filter(part => part !== '').join(' · '),
        icon: icon('symbol-misc'),
        tooltip: escapeMarkdown(vscode.l10n.t('Standard deviation {0}, variance {1}, on the scale of the linear predictor.', row.sd, row.variance)),
      })),
    },
  ];
}

function noticeNode(id: string, { severity, message, code, advice }: Notice): VariableNode {
  return { ...leaf, id, label: message, description: code, icon: NOTICE_ICONS[severity], tooltip: [escapeMarkdown(message), ...advice.map(one => `- ${escapeMarkdown(one)}`)].join('\n\n') };
}

function frameNode({ name, summary, columns }: VariableSnapshot): VariableNode {
  return {
    id: `dataFrame:${name}`,
    label: name,
    description: summary,
    icon: icon('table'),
    tooltip: [`${inlineCode(name)} · ${escapeMarkdown(summary)}`, ['| | |', '|---|---|', ...columns.slice(0, MOST_COLUMNS).map(column => `| ${inlineCode(column.name)} | ${escapeMarkdown(column.summary)} |`)].join('\n'), columns.length > MOST_COLUMNS ? '…' : ''].join('\n\n'),
    role: 'dataFrame',
    name: deparseName(name),
    children: columns.map(column => columnNode(name, column)),
    isExpanded: false,
  };
}

/** A tooltip of more would not fit the screen. */
const MOST_COLUMNS = 25;

function columnNode(frame: string, { name, type, levels, summary }: ColumnSnapshot): VariableNode {
  const isFactor = type === 'factor' || type === 'ordered';
  return {
    ...leaf,
    id: `dataFrame:${frame}:${name}`,
    label: name,
    description: summary,
    icon: icon(isFactor ? 'symbol-enum' : type === 'character' ? 'symbol-string' : type === 'logical' ? 'symbol-boolean' : 'symbol-numeric'),
    tooltip: [`${inlineCode(name)} · ${escapeMarkdown(summary)}`, isFactor && levels.length > 0 ? vscode.l10n.t('Reference level: {0}', inlineCode(levels[0]!)) : ''].filter(part => part !== '').join('\n\n'),
    role: 'column',
    name: deparseName(name),
  };
}

function valueNode({ name, kind, summary }: VariableSnapshot): VariableNode {
  return { ...leaf, id: `variable:${name}`, label: name, description: summary, icon: icon(VALUE_ICONS[kind] ?? 'symbol-variable'), tooltip: `${inlineCode(name)} · ${escapeMarkdown(summary)}`, role: 'variable', name: deparseName(name) };
}

const VALUE_ICONS: Readonly<Partial<Record<VariableSnapshot['kind'], string>>> = { vector: 'symbol-array', factor: 'symbol-enum', list: 'list-tree' };

const icon = (name: string): vscode.ThemeIcon => new vscode.ThemeIcon(name);

const warning = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
const failure = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));

const verdictIcon = ({ tone }: Verdict): vscode.ThemeIcon => (tone === 'ok' ? icon('pass') : tone === 'warning' ? warning : failure);

const NOTICE_ICONS: Readonly<Record<Notice['severity'], vscode.ThemeIcon>> = { information: icon('info'), warning, error: failure };
