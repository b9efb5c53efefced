/** The literature that methods and results rest on, in one table, and how its entries are written: by APA, by AMA and for BibTeX. */

export type ReferenceKey = keyof typeof references;

export interface Reference {
  readonly authors: readonly Author[];
  readonly year: number;
  readonly title: string;
  /** Of an article: the journal in full and as the National Library of Medicine abbreviates it. */
  readonly journal?: { readonly name: string; readonly short: string; readonly volume: string; readonly issue?: string; readonly pages: string };
  /** Of a book. */
  readonly publisher?: { readonly name: string; readonly edition?: string };
  readonly doi: string;
}

export interface Author {
  readonly family: string;
  /** Initials, parted by blanks or hyphens: `N M`, `K-Y`. */
  readonly initials: string;
}

/** How references are cited and listed. */
export type CitationStyle = 'apa' | 'ama';

/** `by('Bates D', 'Walker S C')`: the family name first. */
const by = (...names: readonly string[]): readonly Author[] =>
  names.map(name => {
    const [, family = name, initials = ''] = /^(.*?) ([A-Z](?:[ -][A-Z])*)$/u.exec(name) ?? [];
    return { family, initials };
  });

const references = {
  bates2015: { authors: by('Bates D', 'Mächler M', 'Bolker B', 'Walker S'), year: 2015, title: 'Fitting linear mixed-effects models using lme4', journal: { name: 'Journal of Statistical Software', short: 'J Stat Softw', volume: '67', issue: '1', pages: '1–48' }, doi: '10.18637/jss.v067.i01' },
  breslow1993: { authors: by('Breslow N E', 'Clayton D G'), year: 1993, title: 'Approximate inference in generalized linear mixed models', journal: { name: 'Journal of the American Statistical Association', short: 'J Am Stat Assoc', volume: '88', issue: '421', pages: '9–25' }, doi: '10.1080/01621459.1993.10594284' },
  gilmour1995: { authors: by('Gilmour A R', 'Thompson R', 'Cullis B R'), year: 1995, title: 'Average information REML: An efficient algorithm for variance parameter estimation in linear mixed models', journal: { name: 'Biometrics', short: 'Biometrics', volume: '51', issue: '4', pages: '1440–1450' }, doi: '10.2307/2533274' },
  johnson2014: { authors: by('Johnson P C D'), year: 2014, title: 'Extension of Nakagawa & Schielzeth’s R²GLMM to random slopes models', journal: { name: 'Methods in Ecology and Evolution', short: 'Methods Ecol Evol', volume: '5', issue: '9', pages: '944–946' }, doi: '10.1111/2041-210X.12225' },
  kenward1997: { authors: by('Kenward M G', 'Roger J H'), year: 1997, title: 'Small sample inference for fixed effects from restricted maximum likelihood', journal: { name: 'Biometrics', short: 'Biometrics', volume: '53', issue: '3', pages: '983–997' }, doi: '10.2307/2533558' },
  larsen2000: { authors: by('Larsen K', 'Petersen J H', 'Budtz-Jørgensen E', 'Endahl L'), year: 2000, title: 'Interpreting parameters in the logistic regression model with random effects', journal: { name: 'Biometrics', short: 'Biometrics', volume: '56', issue: '3', pages: '909–914' }, doi: '10.1111/j.0006-341X.2000.00909.x' },
  matsumoto1998: { authors: by('Matsumoto M', 'Nishimura T'), year: 1998, title: 'Mersenne twister: A 623-dimensionally equidistributed uniform pseudo-random number generator', journal: { name: 'ACM Transactions on Modeling and Computer Simulation', short: 'ACM Trans Model Comput Simul', volume: '8', issue: '1', pages: '3–30' }, doi: '10.1145/272991.272995' },
  nakagawa2017: { authors: by('Nakagawa S', 'Johnson P C D', 'Schielzeth H'), year: 2017, title: 'The coefficient of determination R² and intra-class correlation coefficient from generalized linear mixed-effects models revisited and expanded', journal: { name: 'Journal of the Royal Society Interface', short: 'J R Soc Interface', volume: '14', issue: '134', pages: '20170213' }, doi: '10.1098/rsif.2017.0213' },
  nocedal2006: { authors: by('Nocedal J', 'Wright S J'), year: 2006, title: 'Numerical optimization', publisher: { name: 'Springer', edition: '2nd' }, doi: '10.1007/978-0-387-40065-5' },
  patterson1971: { authors: by('Patterson H D', 'Thompson R'), year: 1971, title: 'Recovery of inter-block information when block sizes are unequal', journal: { name: 'Biometrika', short: 'Biometrika', volume: '58', issue: '3', pages: '545–554' }, doi: '10.1093/biomet/58.3.545' },
  pinheiro1995: { authors: by('Pinheiro J C', 'Bates D M'), year: 1995, title: 'Approximations to the log-likelihood function in the nonlinear mixed-effects model', journal: { name: 'Journal of Computational and Graphical Statistics', short: 'J Comput Graph Stat', volume: '4', issue: '1', pages: '12–35' }, doi: '10.1080/10618600.1995.10474663' },
  satterthwaite1941: { authors: by('Satterthwaite F E'), year: 1941, title: 'Synthesis of variance', journal: { name: 'Psychometrika', short: 'Psychometrika', volume: '6', issue: '5', pages: '309–316' }, doi: '10.1007/BF02288586' },
  skaug2006: { authors: by('Skaug H J', 'Fournier D A'), year: 2006, title: 'Automatic approximation of the marginal likelihood in non-Gaussian hierarchical models', journal: { name: 'Computational Statistics & Data Analysis', short: 'Comput Stat Data Anal', volume: '51', issue: '2', pages: '699–709' }, doi: '10.1016/j.csda.2006.03.005' },
  tierney1986: { authors: by('Tierney L', 'Kadane J B'), year: 1986, title: 'Accurate approximations for posterior moments and marginal densities', journal: { name: 'Journal of the American Statistical Association', short: 'J Am Stat Assoc', volume: '81', issue: '393', pages: '82–86' }, doi: '10.1080/01621459.1986.10478240' },
  zeger1988: { authors: by('Zeger S L', 'Liang K-Y', 'Albert P S'), year: 1988, title: 'Models for longitudinal data: A generalized estimating equation approach', journal: { name: 'Biometrics', short: 'Biometrics', volume: '44', issue: '4', pages: '1049–1060' }, doi: '10.2307/2531734' },
} as const satisfies Readonly<Record<string, Reference>>;

export const referenceKeys = Object.keys(references) as readonly ReferenceKey[];

export const referenceOf = (key: ReferenceKey): Reference => references[key];

/** In the order in which a list has them: by author and year (APA), or as they are first cited (AMA). */
export function orderedReferences(cited: readonly ReferenceKey[], style: CitationStyle): readonly ReferenceKey[] {
  const unique = [...new Set(cited)];
  return style === 'ama' ? unique : unique.sort((a, b) => apaReference(referenceOf(a)).localeCompare(apaReference(referenceOf(b)), 'en'));
}

/** An entry of a list of references; AMA without its number. */
export const formatReference = (key: ReferenceKey, style: CitationStyle): string => (style === 'apa' ? apaReference(referenceOf(key)) : amaReference(referenceOf(key)));

/** ` (Larsen et al., 2000; Zeger et al., 1988)`, or numbers raised, `¹,³`; with what leads to it from the word before. */
export function formatCitation(keys: readonly ReferenceKey[], style: CitationStyle, order: readonly ReferenceKey[]): string {
  if (style === 'ama') return keys.map(key => order.indexOf(key) + 1).sort((a, b) => a - b).map(raised).join(',');
  const cited = keys.map(key => `${apaNames(referenceOf(key))}, ${referenceOf(key).year}`).sort((a, b) => a.localeCompare(b, 'en'));
  return ` (${cited.join('; ')})`;
}

/** An entry for BibTeX, its key the family name of the first author and the year. */
export function bibtexEntry(key: ReferenceKey): string {
  const { authors, year, title, journal, publisher, doi } = referenceOf(key);
  const fields: [string, string][] = [
    ['author', authors.map(({ family, initials }) => `${family}, ${dotted(initials)}`).join(' and ')],
    ['title', `{${title}}`],
    ...(journal ? [['journal', journal.name], ['volume', journal.volume], ...(journal.issue ? [['number', journal.issue]] : []), ['pages', journal.pages.replace('–', '--')]] as [string, string][] : []),
    ...(publisher ? [['publisher', publisher.name], ...(publisher.edition ? [['edition', publisher.edition]] : [])] as [string, string][] : []),
    ['year', String(year)],
    ['doi', doi],
  ];
  return `@${journal ? 'article' : 'book'}{${key},\n${fields.map(([name, value]) => `  ${name} = {${forTex(value)}},`).join('\n')}\n}`;
}

const forTex = (text: string): string => text.replaceAll('&', '\\&').replace('R²GLMM', '$R^2_{\\mathrm{GLMM}}$').replace('R²', '$R^2$');

/** APA, 7th edition; `*…*` is set in italics. */
function apaReference({ authors, year, title, journal, publisher, doi }: Reference): string {
  const names = authors.map(({ family, initials }) => `${family}, ${dotted(initials)}`);
  const listed = names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')}, & ${names.at(-1)!}`;
  const where = journal
    ? `${title}. *${journal.name}*, *${journal.volume}*${journal.issue ? `(${journal.issue})` : ''}, ${/^\d{6,}$/.test(journal.pages) ? `Article ${journal.pages}` : journal.pages}.`
    : `*${title}*${publisher?.edition ? ` (${publisher.edition} ed.)` : ''}. ${publisher?.name ?? ''}.`;
  return `${listed} (${year}). ${where} https://doi.org/${doi}`;
}

/** AMA, 11th edition: to six authors all, of more the first three. */
function amaReference({ authors, year, title, journal, publisher, doi }: Reference): string {
  const names = authors.map(({ family, initials }) => `${family} ${initials.replace(/[ -]/g, '')}`);
  const listed = names.length > 6 ? `${names.slice(0, 3).join(', ')}, et al` : names.join(', ');
  if (!journal) return `${listed}. *${title}*. ${publisher?.edition ? `${publisher.edition} ed. ` : ''}${publisher?.name ?? ''}; ${year}. doi:${doi}`;
  return `${listed}. ${title}. *${journal.short}*. ${year};${journal.volume}${journal.issue ? `(${journal.issue})` : ''}:${journal.pages.replace('–', '-')}. doi:${doi}`;
}

function apaNames({ authors }: Reference): string {
  const [first, second] = authors;
  if (authors.length > 2) return `${first!.family} et al.`;
  return second ? `${first!.family} & ${second.family}` : first!.family;
}

const dotted = (initials: string): string => initials.replace(/[A-Z]/g, '$&.');

const raised = (number: number): string => [...String(number)].map(digit => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
