/**
 * The faces that Word and PDF reports are set in, cut down to the characters that a report can be expected to have. They are kept in the repository,
 * so that neither a build nor a test needs the originals; `npm run generate` makes them anew.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
// @ts-expect-error -- it comes without types
import subsetFont from 'subset-font';
import { root } from './prerequisites.mjs';

const folder = 'engine/report/print/fonts';
const google = (/** @type {string} */ file) => `@expo-google-fonts/${file}`;

const latin = range([0x20, 0x7e], [0xa0, 0x17f], [0x192], [0x1a0, 0x1b0], [0x218, 0x21b], [0x1ea0, 0x1ef9], [0x2bb, 0x2bc], [0x2c6, 0x2dd], [0x300, 0x333], [0x338]);
const greekAndCyrillic = range([0x370, 0x3ff], [0x400, 0x45f], [0x490, 0x4e9]);
const punctuation = range([0x2000, 0x206f], [0x2070, 0x209c], [0x20a0, 0x20bf], [0x2100, 0x214f], [0x2150, 0x215e]);
const mathematics = range([0x2190, 0x21ff], [0x2200, 0x22ff], [0x2308, 0x230b], [0x27e8, 0x27e9], [0x27f5, 0x27fa], [0x2a7d, 0x2a7e], [0x1d49c, 0x1d4b5], [0x1d7d9]);
const shapes = range([0x2022], [0x25a0, 0x25ff], [0x2605, 0x2606], [0x2610, 0x2612], [0x26a0], [0x2713, 0x2718]);
const boxes = range([0x2500, 0x259f]);
const text = latin + greekAndCyrillic + punctuation;
const figures = range([0x20, 0x7e], [0xa0, 0x17f], [0x218, 0x21b], [0x300, 0x30f], [0x2bb, 0x2bc], [0x2c6, 0x2dd], [0x2010, 0x2044], [0x2070, 0x209c], [0x20ac], [0x2190, 0x2194], [0x2200, 0x2265]) + greekAndCyrillic;
const rightToLeft = range([0x590, 0x5ff], [0x600, 0x6ff], [0xfb1d, 0xfb4f], [0xfe70, 0xfefc], [0x200c, 0x200f]);
/** Faces, animals, weather, plants and food, hearts, and the rest of what labels are known to carry. */
const emoji = range([0x1f300, 0x1f32c], [0x1f330, 0x1f35f], [0x1f400, 0x1f43f], [0x1f440, 0x1f44f], [0x1f493, 0x1f49f], [0x1f600, 0x1f64f], [0x1f90d, 0x1f90e], [0x1f923, 0x1f925], [0x1f970, 0x1f976])
  + [...'✅❌❓❗⚠❤⭐⚡☀☁☂☎☕♀♂♻⚕⚖✈✉✏✨➕➖➡⬅⬆⬇⌚⏰🅰🅱🆗🏁🏅🏆🏠🏥🏫🏭👀👂👃👍👎👏👤👥👦👧👨👩👪👴👵👶💀💉💊💔💡💧💩💪💯💰📈📉📊📋📌📖📚📝🔍🔒🔔🔥🔬🔴🔵🖥🚀🚑🚗🚫🚭🛌🟢🟡🤔🤖🤝🤒🦆🦊🦋🦌🦉🦟🦠🧠🧪🧬🩸🩺🪱'].join('');

const kerned = ['kern', 'mark', 'mkmk', 'ccmp', 'liga'];
const joined = ['init', 'medi', 'fina', 'isol', 'rlig', 'ccmp', 'mark', 'mkmk', 'kern'];

/** @type {{ name: string, from: string, characters: string, features: string[] }[]} */
const faces = [
  { name: 'serif', from: google('stix-two-text/400Regular/STIXTwoText_400Regular.ttf'), characters: text, features: kerned },
  { name: 'serif-italic', from: google('stix-two-text/400Regular_Italic/STIXTwoText_400Regular_Italic.ttf'), characters: text, features: kerned },
  { name: 'serif-bold', from: google('stix-two-text/700Bold/STIXTwoText_700Bold.ttf'), characters: text, features: kerned },
  { name: 'mathematics', from: google('stix-two-math/400Regular/STIXTwoMath_400Regular.ttf'), characters: mathematics, features: [] },
  { name: 'sans', from: google('source-sans-3/400Regular/SourceSans3_400Regular.ttf'), characters: figures, features: kerned },
  { name: 'sans-bold', from: google('source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf'), characters: figures, features: kerned },
  { name: 'mono', from: google('source-code-pro/400Regular/SourceCodePro_400Regular.ttf'), characters: text + mathematics + shapes + boxes, features: ['mark', 'mkmk', 'ccmp'] },
  { name: 'fallback', from: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf', characters: rightToLeft + shapes + boxes + range([0x180, 0x24f], [0x2070, 0x209c], [0x2600, 0x26ff]), features: joined },
  { name: 'emoji', from: google('noto-emoji/400Regular/NotoEmoji_400Regular.ttf'), characters: emoji, features: [] },
];

/** @type {{ package: string, file: string }[]} */
const licences = [
  { package: google('stix-two-text'), file: 'LICENSE_FONT' },
  { package: google('stix-two-math'), file: 'LICENSE_FONT' },
  { package: google('source-sans-3'), file: 'LICENSE_FONT' },
  { package: google('source-code-pro'), file: 'LICENSE_FONT' },
  { package: google('noto-emoji'), file: 'LICENSE_FONT' },
  { package: 'dejavu-fonts-ttf', file: 'LICENSE' },
];

/** Path in the repository → content. @returns {Promise<Record<string, string | Uint8Array>>} */
export async function printFonts() {
  const cut = await Promise.all(faces.map(async ({ name, from, characters, features }) => {
    const original = readFileSync(path.join(root, 'node_modules', from));
    const bytes = await subsetFont(original, characters, { targetFormat: 'sfnt', noHinting: true, keepFeatures: features, noLayoutClosure: features.length === 0 });
    return [`${folder}/${name}.ttf`, new Uint8Array(bytes)];
  }));
  const notes = licences.map(({ package: name, file }) => `${name}\n${'='.repeat(name.length)}\n\n${readFileSync(path.join(root, 'node_modules', name, file), 'utf8').replaceAll('\r\n', '\n').trim()}\n`);
  return { ...Object.fromEntries(cut), [`${folder}/LICENSES.txt`]: notes.join('\n\n') };
}

/** All characters from each first to each last. @param {[number, number?][]} ranges */
function range(...ranges) {
  return ranges.map(([first, last = first]) => Array.from({ length: last - first + 1 }, (_, place) => String.fromCodePoint(first + place)).join('')).join('');
}
