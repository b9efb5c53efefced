/** The data sets that come with the engine: what they are, where they are from, and their columns; their rows lie in CSV files beside this one. */
import type { ColumnSnapshot } from '../../results.js';

export interface DatasetDescription {
  readonly name: string;
  readonly title: string;
  /** One line. */
  readonly description: string;
  readonly source: string;
  readonly licence: string;
  /** True where R has the set with lme4, under the same name. */
  readonly isInLme4?: true;
  readonly rowCount: number;
  /** Types, and levels of factors in their order, as the data set has them once it is read. */
  readonly columns: readonly DatasetColumn[];
}

export interface DatasetColumn extends ColumnSnapshot {
  readonly description: string;
  /** What 1 stands for in a column of 0 and 1, to complete “the odds of …”. */
  readonly event?: string;
}

/** `words('a b c')` is three texts. */
const words = (text: string): string[] => text.split(' ');

/** `numbered(3)` is '1', '2', '3'. */
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index + 1));

export const datasets: readonly DatasetDescription[] = [
  {
    name: 'cbpp',
    title: 'Contagious bovine pleuropneumonia',
    description: 'New cases of contagious bovine pleuropneumonia among the zebu of 15 commercial herds in the Boji district of Ethiopia, in four periods.',
    source: 'Lesnoff, Laval, Bonnet et al. (2004), Preventive Veterinary Medicine 64:27–40; R package lme4 1.1-31.',
    licence: 'GPL (>= 2)',
    isInLme4: true,
    rowCount: 56,
    columns: [
      { name: 'herd', type: 'factor', levels: numbered(15), summary: 'factor, 15 levels: 1 (4), 2 (3), 3 (4), 4 (4), 5 (4), 6 (4) …', description: 'Herd, 1 to 15.' },
      { name: 'incidence', type: 'double', levels: [], summary: 'numeric, 0 to 12, mean 1.768, 0 missing', description: 'New serological cases of the herd in the period.' },
      { name: 'size', type: 'double', levels: [], summary: 'numeric, 2 to 34, mean 15.04, 0 missing', description: 'Animals in the herd at the beginning of the period.' },
      { name: 'period', type: 'factor', levels: ['1', '2', '3', '4'], summary: 'factor, 4 levels: 1 (15), 2 (14), 3 (14), 4 (13)', description: 'Period, 1 to 4.' },
    ],
  },
  {
    name: 'sleepstudy',
    title: 'Reaction times in a sleep deprivation study',
    description: 'Average reaction time per day of 18 subjects who were allowed three hours of sleep a night.',
    source: 'Belenky, Wesensten, Thorne et al. (2003), Journal of Sleep Research 12:1–12; R package lme4 1.1-31.',
    licence: 'GPL (>= 2)',
    isInLme4: true,
    rowCount: 180,
    columns: [
      { name: 'Reaction', type: 'double', levels: [], summary: 'numeric, 194.3322 to 466.3535, mean 298.5, 0 missing', description: 'Average reaction time in milliseconds.' },
      { name: 'Days', type: 'double', levels: [], summary: 'numeric, 0 to 9, mean 4.5, 0 missing', description: 'Days of sleep deprivation.' },
      { name: 'Subject', type: 'factor', levels: words('308 309 310 330 331 332 333 334 335 337 349 350 351 352 369 370 371 372'), summary: 'factor, 18 levels: 308 (10), 309 (10), 310 (10), 330 (10), 331 (10), 332 (10) …', description: 'Subject.' },
    ],
  },
  {
    name: 'Penicillin',
    title: 'Variation in penicillin testing',
    description: 'Diameter of the zone of inhibition of growth for six samples of penicillin, each on 24 plates.',
    source: 'Davies and Goldsmith (1972), Statistical Methods in Research and Production, 4th ed., table 6.6; R package lme4 1.1-31.',
    licence: 'GPL (>= 2)',
    isInLme4: true,
    rowCount: 144,
    columns: [
      { name: 'diameter', type: 'double', levels: [], summary: 'numeric, 18 to 27, mean 22.97, 0 missing', description: 'Diameter of the zone of inhibition in millimetres.' },
      { name: 'plate', type: 'factor', levels: words('a b c d e f g h i j k l m n o p q r s t u v w x'), summary: 'factor, 24 levels: a (6), b (6), c (6), d (6), e (6), f (6) …', description: 'Assay plate.' },
      { name: 'sample', type: 'factor', levels: ['A', 'B', 'C', 'D', 'E', 'F'], summary: 'factor, 6 levels: A (24), B (24), C (24), D (24), E (24), F (24)', description: 'Penicillin sample.' },
    ],
  },
  {
    name: 'Pastes',
    title: 'Paste strength by batch and cask',
    description: 'Strength of a chemical paste, tested twice in each of three casks from each of ten batches.',
    source: 'Davies and Goldsmith (1972), Statistical Methods in Research and Production, 4th ed., table 6.5; R package lme4 1.1-31.',
    licence: 'GPL (>= 2)',
    isInLme4: true,
    rowCount: 60,
    columns: [
      { name: 'strength', type: 'double', levels: [], summary: 'numeric, 54.2 to 66, mean 60.05, 0 missing', description: 'Paste strength.' },
      { name: 'batch', type: 'factor', levels: ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'], summary: 'factor, 10 levels: A (6), B (6), C (6), D (6), E (6), F (6) …', description: 'Delivery batch.' },
      { name: 'cask', type: 'factor', levels: ['a', 'b', 'c'], summary: 'factor, 3 levels: a (20), b (20), c (20)', description: 'Cask within the batch.' },
      { name: 'sample', type: 'factor', levels: words('A:a A:b A:c B:a B:b B:c C:a C:b C:c D:a D:b D:c E:a E:b E:c F:a F:b F:c G:a G:b G:c H:a H:b H:c I:a I:b I:c J:a J:b J:c'), summary: 'factor, 30 levels: A:a (2), A:b (2), A:c (2), B:a (2), B:b (2), B:c (2) …', description: 'Batch and cask together.' },
    ],
  },
  {
    name: 'Contraception',
    title: 'Contraceptive use in Bangladesh',
    description: 'Use of contraception by 1,934 women in 60 districts, from the 1988 Bangladesh Fertility Survey.',
    source: 'Huq and Cleland (1990), Bangladesh Fertility Survey 1989; R package mlmRev 1.0-8.',
    licence: 'GPL (>= 2)',
    rowCount: 1934,
    columns: [
      { name: 'woman', type: 'factor', levels: numbered(1934), summary: 'factor, 1934 levels: 1 (1), 2 (1), 3 (1), 4 (1), 5 (1), 6 (1) …', description: 'Woman.' },
      { name: 'district', type: 'factor', levels: words('1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 55 56 57 58 59 60 61'), summary: 'factor, 60 levels: 1 (117), 2 (20), 3 (2), 4 (30), 5 (39), 6 (65) …', description: 'District.' },
      { name: 'use', type: 'factor', levels: ['N', 'Y'], summary: 'factor, 2 levels: N (1175), Y (759)', description: 'Whether she used contraception at the time of the survey: N or Y.' },
      { name: 'livch', type: 'factor', levels: ['0', '1', '2', '3+'], summary: 'factor, 4 levels: 0 (530), 1 (356), 2 (305), 3+ (743)', description: 'Number of living children: 0, 1, 2 or 3+.' },
      { name: 'age', type: 'double', levels: [], summary: 'numeric, -13.56 to 19.44, mean 0.002198, 0 missing', description: 'Age in years, centred at its mean.' },
      { name: 'urban', type: 'factor', levels: ['N', 'Y'], summary: 'factor, 2 levels: N (1372), Y (562)', description: 'Whether the district of residence is urban: N or Y.' },
    ],
  },
  {
    name: 'VerbAgg',
    title: 'Verbal aggression item responses',
    description: 'Answers of 316 people to 24 questions on whether they would curse, scold or shout in a frustrating situation.',
    source: 'De Boeck and Wilson (2004), Explanatory Item Response Models; R package lme4 1.1-31.',
    licence: 'GPL (>= 2)',
    isInLme4: true,
    rowCount: 7584,
    columns: [
      { name: 'Anger', type: 'integer', levels: [], summary: 'integer, 11 to 39, mean 20, 0 missing', description: 'The person\'s trait anger score.' },
      { name: 'Gender', type: 'factor', levels: ['F', 'M'], summary: 'factor, 2 levels: F (5832), M (1752)', description: 'F or M.' },
      { name: 'item', type: 'factor', levels: words('S1WantCurse S1WantScold S1WantShout S2WantCurse S2WantScold S2WantShout S3WantCurse S3WantScold S3WantShout S4wantCurse S4WantScold S4WantShout S1DoCurse S1DoScold S1DoShout S2DoCurse S2DoScold S2DoShout S3DoCurse S3DoScold S3DoShout S4DoCurse S4DoScold S4DoShout'), summary: 'factor, 24 levels: S1WantCurse (316), S1WantScold (316), S1WantShout (316), S2WantCurse (316), S2WantScold (316), S2WantShout (316) …', description: 'Question.' },
      { name: 'resp', type: 'ordered', levels: ['no', 'perhaps', 'yes'], summary: 'ordered factor, 3 levels: no (3973), perhaps (2081), yes (1530)', description: 'Answer: no < perhaps < yes.' },
      { name: 'id', type: 'factor', levels: numbered(316), summary: 'factor, 316 levels: 1 (24), 2 (24), 3 (24), 4 (24), 5 (24), 6 (24) …', description: 'Person.' },
      { name: 'btype', type: 'factor', levels: ['curse', 'scold', 'shout'], summary: 'factor, 3 levels: curse (2528), scold (2528), shout (2528)', description: 'Behaviour: curse, scold or shout.' },
      { name: 'situ', type: 'factor', levels: ['other', 'self'], summary: 'factor, 2 levels: other (3792), self (3792)', description: 'Who is to blame for the situation: other or self.' },
      { name: 'mode', type: 'factor', levels: ['want', 'do'], summary: 'factor, 2 levels: want (3792), do (3792)', description: 'Whether the person wants to do it or does it: want or do.' },
      { name: 'r2', type: 'factor', levels: ['N', 'Y'], summary: 'factor, 2 levels: N (3973), Y (3611)', description: 'Whether the answer is perhaps or yes: N or Y.' },
    ],
  },
  {
    name: 'grouseticks',
    title: 'Ticks on red grouse chicks',
    description: 'Number of ticks on the heads of 403 red grouse chicks, sampled in broods at 63 locations over three years.',
    source: 'Elston, Moss, Boulinier, Arrowsmith and Lambin (2001), Parasitology 122:563–569; R package lme4 1.1-31.',
    licence: 'GPL (>= 2)',
    isInLme4: true,
    rowCount: 403,
    columns: [
      { name: 'INDEX', type: 'factor', levels: numbered(403), summary: 'factor, 403 levels: 1 (1), 2 (1), 3 (1), 4 (1), 5 (1), 6 (1) …', description: 'Chick: one level per row.' },
      { name: 'TICKS', type: 'double', levels: [], summary: 'numeric, 0 to 85, mean 6.37, 0 missing', description: 'Number of ticks.' },
      { name: 'BROOD', type: 'factor', levels: words('501 502 503 504 505 506 507 509 510 511 512 513 514 515 516 517 518 519 520 521 522 523 525 526 528 531 533 535 537 538 539 540 542 548 549 550 553 559 601 602 603 604 605 606 607 608 609 610 611 612 614 615 616 617 618 621 623 624 625 626 628 629 630 631 632 634 635 636 638 640 641 642 643 645 647 648 650 651 652 701 702 704 705 706 708 709 710 711 712 713 714 715 716 717 718 719 720 721 722 723 724 725 727 728 729 730 731 732 733 734 736 737 738 739 740 741 742 743'), summary: 'factor, 118 levels: 501 (2), 502 (1), 503 (4), 504 (3), 505 (3), 506 (3) …', description: 'Brood.' },
      { name: 'HEIGHT', type: 'double', levels: [], summary: 'numeric, 403 to 533, mean 462.2, 0 missing', description: 'Height above sea level in metres.' },
      { name: 'YEAR', type: 'factor', levels: ['95', '96', '97'], summary: 'factor, 3 levels: 95 (117), 96 (155), 97 (131)', description: 'Year less 1900.' },
      { name: 'LOCATION', type: 'factor', levels: numbered(63), summary: 'factor, 63 levels: 1 (8), 2 (3), 3 (7), 4 (20), 5 (3), 6 (9) …', description: 'Location.' },
      { name: 'cHEIGHT', type: 'double', levels: [], summary: 'numeric, -59.24069 to 70.75931, mean -5.43e-15, 0 missing', description: 'Height, centred at its mean.' },
    ],
  },
  {
    name: 'toenail',
    title: 'Toenail infection trial',
    description: 'Two oral treatments of toenail dermatophyte onychomycosis in 294 patients, seen at up to seven visits.',
    source: 'De Backer, De Keyser, De Vroey and Lesaffre (1996), British Journal of Dermatology 134:16–17; R package HSAUR3 1.0-13.',
    licence: 'GPL-2',
    rowCount: 1908,
    columns: [
      { name: 'patientID', type: 'factor', levels: words('1 2 3 4 6 7 9 10 11 12 13 15 16 17 18 19 20 21 22 23 24 25 28 29 30 31 33 35 37 38 39 40 41 45 48 49 50 51 52 53 54 55 56 58 59 60 61 63 64 65 66 68 69 70 72 73 75 76 78 79 80 81 82 83 84 85 86 87 88 89 90 93 94 95 96 97 99 101 102 104 105 106 107 108 109 110 111 114 116 117 118 119 120 123 124 125 126 127 129 131 132 133 134 136 137 138 139 140 141 142 143 144 145 146 149 150 151 152 154 156 157 158 160 161 162 163 164 165 166 168 169 170 172 173 174 175 176 177 178 180 181 182 185 186 188 189 190 191 192 193 194 195 197 198 199 200 201 202 203 204 205 206 207 209 210 211 212 213 214 215 216 217 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 237 239 240 241 242 243 245 246 247 248 249 250 251 252 254 255 256 258 259 260 261 262 263 264 266 269 270 271 273 275 276 277 278 279 283 284 287 288 289 290 292 293 294 295 297 298 300 301 302 305 306 307 308 309 310 311 312 313 314 316 319 321 324 325 327 328 330 331 332 333 334 335 336 337 338 340 341 343 346 350 351 352 353 354 355 356 357 358 359 360 361 363 364 365 366 367 368 369 372 373 374 377 381 382 383'), summary: 'factor, 294 levels: 1 (7), 2 (6), 3 (7), 4 (7), 6 (7), 7 (7) …', description: 'Patient.' },
      { name: 'outcome', type: 'factor', levels: ['none or mild', 'moderate or severe'], summary: 'factor, 2 levels: none or mild (1500), moderate or severe (408)', description: 'Degree of separation of the nail plate: none or mild, moderate or severe.' },
      { name: 'treatment', type: 'factor', levels: ['itraconazole', 'terbinafine'], summary: 'factor, 2 levels: itraconazole (937), terbinafine (971)', description: 'itraconazole or terbinafine.' },
      { name: 'time', type: 'double', levels: [], summary: 'numeric, 0 to 18.5, mean 4.691, 0 missing', description: 'Month of the visit.' },
      { name: 'visit', type: 'integer', levels: [], summary: 'integer, 1 to 7, mean 3.896, 0 missing', description: 'Number of the visit, 1 to 7.' },
    ],
  },
  {
    name: 'spinal',
    title: 'Spinal pain at two visits',
    description: '126 patients seen twice: 63 without pain at both visits, 16 with pain at the second only, 12 at the first only, 35 at both.',
    source: 'Made from the published table of transitions; one row a patient and visit.',
    licence: 'Facts in the public domain',
    rowCount: 252,
    columns: [
      { name: 'patient', type: 'factor', levels: numbered(126), summary: 'factor, 126 levels: 1 (2), 2 (2), 3 (2), 4 (2), 5 (2), 6 (2) …', description: 'Patient, 1 to 126.' },
      { name: 'visit', type: 'factor', levels: ['1', '2'], summary: 'factor, 2 levels: 1 (126), 2 (126)', description: 'Visit: 1 or 2.' },
      { name: 'y', type: 'integer', levels: [], summary: 'integer, 0 to 1, mean 0.6111, 0 missing; 1 = no pain', description: '1 when the patient has no pain, 0 when there is pain.', event: 'no pain' },
    ],
  },
];

export const datasetNames: ReadonlySet<string> = new Set(datasets.map(dataset => dataset.name));

export const datasetNamed = (name: string): DatasetDescription | undefined => datasets.find(dataset => dataset.name === name);
