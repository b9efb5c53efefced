import { describe, expect, it } from 'vitest';
import { fileLinksIn } from '../../../engine/language/file-links.js';

const links = (source: string): string[] => fileLinksIn(source).map(({ from, to, path }) => (source.slice(from, to) === path ? path : `${path} at ${from}`));

describe('fileLinksIn', () => {
  it('finds the files that cells read, wherever the call stands and however the argument is given', () => {
    expect(links('d <- read.csv("a.csv")\nhead(read.table(header = TRUE, file = \'data/b.txt\'))\nread.csv("c.csv") |> head()')).toEqual(['a.csv', 'data/b.txt', 'c.csv']);
  });

  it('takes no other strings for files', () => {
    expect(links('plot(m, main = "a.csv")\nread.csv(sep = ";")\nread.csv(text = "x,y\\n1,2")\nx <- "a.csv" # read.csv("b.csv")')).toEqual([]);
  });
});
