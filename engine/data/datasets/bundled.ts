/** Bundled data sets as data frames. */
import { UserError } from '../../language/syntax/diagnostic.js';
import { nearestName, suggestion } from '../../language/syntax/nearest-name.js';
import { isNumeric } from '../atomic.js';
import { asDouble } from '../coercion.js';
import { makeFactor } from '../factor.js';
import { csvOptions, readDelimited } from '../readers/delimited.js';
import type { Column, DataFrame } from '../vectors.js';
import { datasetNamed, datasetNames, type DatasetColumn } from './catalogue.js';

/** The part of file access that is needed here. */
export interface DatasetFiles {
  readDataset(fileName: string): Promise<Uint8Array>;
}

/** Each set is read once for each place that files come from. */
const alreadyRead = new WeakMap<DatasetFiles, Map<string, Promise<DataFrame>>>();

export function readBundledDataset(name: string, files: DatasetFiles): Promise<DataFrame> {
  const sets = alreadyRead.get(files) ?? new Map<string, Promise<DataFrame>>();
  alreadyRead.set(files, sets);
  let frame = sets.get(name);
  if (!frame) {
    frame = read(name, files);
    sets.set(name, frame);
    // a failure to read is not remembered
    frame.catch(() => sets.delete(name));
  }
  return frame;
}

async function read(name: string, files: DatasetFiles): Promise<DataFrame> {
  const dataset = datasetNamed(name);
  if (!dataset) {
    throw new UserError('GLMM260', `There is no bundled data set \`${name}\`.${suggestion(nearestName(name, datasetNames))}`, { advice: [`The bundled data sets are ${[...datasetNames].join(', ')}.`] });
  }
  const fileName = `${name}.csv`;
  const classes = new Map(dataset.columns.map(column => [column.name, column.levels.length > 0 ? ('character' as const) : ('guess' as const)]));
  const raw = readDelimited(await files.readDataset(fileName), fileName, { ...csvOptions, classes: { byName: classes } });
  const columns = new Map<string, Column>();
  for (const column of dataset.columns) columns.set(column.name, typed(raw.columns.get(column.name)!, column));
  return { ...raw, columns };
}

function typed(column: Column, description: DatasetColumn): Column {
  if (description.levels.length > 0) return makeFactor(column, { levels: description.levels, isOrdered: description.type === 'ordered' });
  const numbers = description.type === 'double' ? asDouble(column) : column;
  return description.event && isNumeric(numbers) ? { ...numbers, valueLabels: new Map([[1, description.event]]) } : numbers;
}
