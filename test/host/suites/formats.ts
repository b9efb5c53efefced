/** Files of tables that are not text, read by the worker of each host, and their columns before a cell has run. */
import { strToU8, zipSync } from 'fflate';
import * as vscode from 'vscode';
import { includes, present } from '../expectations.js';
import { codeCell, errorOf, item, notebookOf, runAll, writeBytes, writeText } from '../notebooks.js';

// test/unit/data/files/factors.parquet, written by pyarrow 25.0.1: arm (placebo, low, high, never), dose, y
const PARQUET = 'UEFSMRUEFUYVSkwVCBUAEgAAI4gHAAAAcGxhY2VibwMAAABsb3cEAAAAaGlnaAUAAABuZXZlchUAFRQVGCwVDBUQFQYVBhw2AigHcGxhY2VibxgEaGlnaBERAAAACiQCAAAAAzsCA2IAFQQVNBU4TBUGFQASAAAaZAYAAABsaXR0bGUEAAAAbW9yZQQAAABtdWNoFQAVFBUYLBUMFRAVBhUGHDYCKARtdWNoGAZsaXR0bGUREQAAAAokAgAAAAMvAgMkARUEFWAVRkwVDBUAEgAAMAAABQEE+D8FBwgABEAJCAAMDQgAEg0IJBZAAAAAAAAAGkAVABUWFRosFQwVEBUGFQYcGAgAAAAAAAAaQBgIAAAAAAAA+D8WACgIAAAAAAAAGkAYCAAAAAAAAPg/EREAAAALKAIAAAAMAQMDiMYCFQQZTDUAGAZzY2hlbWEVBgAVDCUCGANhcm0lAEwcAAAAFQwlAhgEZG9zZSUATBwAAAAVCiUCGAF5ABYMGRwZPCYAHBUMGTUABhAZGANhcm0VAhYMFsIBFsoBJm4mCBw2AigHcGxhY2VibxgEaGlnaBERABksFQQVABUCABUAFRAVAgA8FjIZBhkmAgoAAAAmABwVDBk1AAYQGRgEZG9zZRUCFgwWrgEWtgEmpgIm0gEcNgIoBG11Y2gYBmxpdHRsZRERABksFQQVABUCABUAFRAVAgA8FjAZBhkmAgoAAAAmABwVChk1AAYQGRgBeRUCFgwWkAIW+gEm6gMmiAMcGAgAAAAAAAAaQBgIAAAAAAAA+D8WACgIAAAAAAAAGkAYCAAAAAAAAPg/EREAGSwVBBUAFQIAFQAVEBUCADwpBhkmAAwAAAAWgAUWDCYIFvoEABkcGAxBUlJPVzpzY2hlbWEYmAMvLy8vL3lnQkFBQVVBQUFBQUFBQUFBQUFDZ0FNQUFZQUJRQUlBQW9BQUFBQUFRUUFCQUFBQUNULy8vOEVBQUFBQXdBQUFLd0FBQUJFQUFBQUZBQUFBQkFBRkFBSUFBWUFCd0FNQUFBQUVBQVFBQUFBQUFBQkF4QUFBQUFZQUFBQUJBQUFBQUFBQUFBQkFBQUFlUUFHQUFnQUJnQUdBQUFBQUFBQ0FLei8vLzhBQUFFRkZBQUFBRVFBQUFBZ0FBQUFCQUFBQUFBQUFBQUVBQUFBWkc5elpRQUFDZ0FVQUF3QUNBQUhBQW9BQUFBQUFBQUJEQUFBQUFFQUFBQUFBQUFBclAvLy93QUFBQUVJQUFBQXBQLy8veEFBR0FBSUFBWUFCd0FNQUJBQUZBQVFBQUFBQUFBQkJSUUFBQUJBQUFBQUhBQUFBQVFBQUFBQUFBQUFBd0FBQUdGeWJRQUlBQWdBQUFBRUFBZ0FBQUFNQUFBQUNBQU1BQWdBQndBSUFBQUFBQUFBQVFnQUFBQUVBQVFBQkFBQUFBPT0AGCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI1LjAuMRk8HAAAHAAAHAAAACsDAABQQVIx';

const WORKBOOK = zipSync({
  '_rels/.rels': strToU8('<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
  'xl/workbook.xml': strToU8('<workbook><sheets><sheet name="one" sheetId="1" r:id="r1"/></sheets></workbook>'),
  'xl/_rels/workbook.xml.rels': strToU8('<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="sheet.xml"/></Relationships>'),
  'xl/sheet.xml': strToU8('<worksheet><sheetData><row><c t="inlineStr"><is><t>size</t></is></c></row><row><c><v>14</v></c></row><row><c><v>12</v></c></row></sheetData></worksheet>'),
});

describe('files of other formats', () => {
  it('are read in cells', async () => {
    await writeBytes('factors.parquet', Uint8Array.from(atob(PARQUET), character => character.charCodeAt(0)));
    await writeBytes('sizes.xlsx', WORKBOOK);
    await writeText('records.json', '[{"g": "a", "y": 1.5}, {"g": "b"}]');
    const notebook = await notebookOf('formats.glmm', 'levels(read_parquet("factors.parquet")$arm)', 'read_excel("sizes.xlsx")$size', 'fromJSON("records.json")');
    await runAll(notebook);
    for (const [index, part] of ['"placebo"', '[1] 14 12', '1.5'].entries()) includes(present(item(codeCell(notebook, index), 'text/plain'), `output ${index}`), part);
  });

  it('are named where another function reads them', async () => {
    await writeBytes('sizes.xlsx', WORKBOOK);
    const notebook = await notebookOf('format.glmm', 'read.csv("sizes.xlsx")');
    await runAll(notebook);
    includes(`${errorOf(codeCell(notebook, 0)).message}`, 'is an Excel workbook, not a text file');
  });

  it('offer their columns before a cell has run', async () => {
    await writeBytes('early.parquet', Uint8Array.from(atob(PARQUET), character => character.charCodeAt(0)));
    const notebook = await notebookOf('early.glmm', 'd <- read_parquet("early.parquet")\nd$');
    const { document } = codeCell(notebook, 0);
    const end = document.positionAt(document.getText().length);
    for (let tries = 0; ; tries++) {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, end);
      const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      if (labels.includes('dose') || tries === 50) {
        includes(labels.join(' '), 'dose');
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  });
});
