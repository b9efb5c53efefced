/** The columns of the files that a notebook's cells name: read in the background, and again when a file changes. */
import * as vscode from 'vscode';
import { columnsOfFile, fileReadsIn, type FileBeginnings, type FileRead } from '../../engine/language/file-columns.js';
import type { ColumnSnapshot } from '../../engine/results.js';

export type Columns = ReadonlyMap<string, readonly ColumnSnapshot[]>;

/** Where a path that a cell names lies; throws where the cell may not read it. */
export interface LocatedBeginnings extends FileBeginnings {
  locate(path: string): vscode.Uri;
  /** Where relative paths begin. */
  readonly folder: vscode.Uri;
}

/** What the reading functions take. */
const DATA_FILES = '**/*.{csv,tsv,txt,dat,tab,csv.gz,tsv.gz,txt.gz,parquet,rds,RDS,rda,RData,xlsx,xls,dta,sav,json,jsonl}';
const MOST_FILES = 300;

const NONE: Columns = new Map();

export class FileColumns implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #asked = new Set<string>();
  readonly #watchers = new Map<string, vscode.FileSystemWatcher>();
  #columns = NONE;

  constructor(private readonly files: LocatedBeginnings) {}

  /** More columns are known, or other ones. */
  get onDidChange(): vscode.Event<void> {
    return this.#changed.event;
  }

  /** What is known now; what the cells read besides is read from now on, and told of by `onDidChange`. */
  of(cells: readonly string[]): Columns {
    for (const read of fileReadsIn(cells)) {
      if (this.#asked.has(read.key)) continue;
      this.#asked.add(read.key);
      void this.#learn(read);
    }
    return this.#columns;
  }

  /** The data files in the notebook's folder and below it, the nearest first. */
  async names(): Promise<string[]> {
    const { folder } = this.files;
    const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, DATA_FILES), '**/{node_modules,.git}/**', MOST_FILES);
    const names = found.map(file => file.path.slice(folder.path.endsWith('/') ? folder.path.length : folder.path.length + 1));
    const depth = (name: string): number => name.split('/').length;
    return names.sort((a, b) => depth(a) - depth(b) || a.localeCompare(b));
  }

  dispose(): void {
    for (const watcher of this.#watchers.values()) watcher.dispose();
    this.#changed.dispose();
  }

  async #learn(read: FileRead): Promise<void> {
    const { files } = this;
    const columns = await columnsOfFile(read, {
      begin: (path, length) => {
        this.#watch(files.locate(path), read);
        return files.begin(path, length);
      },
      readDataset: name => files.readDataset(name),
    });
    const before = this.#columns.get(read.key);
    if (!columns && !before) return;
    const known = new Map(this.#columns);
    if (columns) known.set(read.key, columns);
    else known.delete(read.key);
    this.#columns = known;
    this.#changed.fire();
  }

  /** Also for a file that is not there yet. */
  #watch(file: vscode.Uri, read: FileRead): void {
    const key = `${read.key}\0${file.toString()}`;
    if (this.#watchers.has(key)) return;
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.joinPath(file, '..'), asPattern(name)));
    const again = (): void => void this.#learn(read);
    watcher.onDidChange(again);
    watcher.onDidCreate(again);
    watcher.onDidDelete(again);
    this.#watchers.set(key, watcher);
  }
}

/** A file's name as a pattern that stands for itself. */
const asPattern = (name: string): string => name.replace(/[[\]{}*?]/g, character => `[${character}]`);
