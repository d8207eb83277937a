/**
 * One spelling for what people spell in many ways: case, accents, Arabic and Persian letter variants, digits, letters held down.
 * The table is built once from Unicode's own data; folding a message is one pass.
 */
const DROP = 1;
const SEPARATOR = 0;

/** Letters that fold to two. */
const EXPANSIONS = new Map<number, string>([
  [0xdf, "ss"],
  [0x1e9e, "ss"],
  [0xe6, "ae"],
  [0xc6, "ae"],
  [0x153, "oe"],
  [0x152, "oe"],
]);

/** Letters that Unicode does not decompose but that keyboards without them replace. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  ı: "i",
  İ: "i",
  ł: "l",
  Ł: "l",
  ø: "o",
  Ø: "o",
  đ: "d",
  Đ: "d",
  آ: "ا",
  أ: "ا",
  إ: "ا",
  ٱ: "ا",
  ى: "ي",
  ی: "ي",
  ې: "ي",
  ک: "ك",
  ة: "ه",
  ۀ: "ه",
  ؤ: "و",
  ئ: "ي",
};

/** Tatweel, zero-width joiners and soft hyphens vanish inside words; an apostrophe parts them (l'ospedale, Berlin'de). */
const DROPPED = [0x640, 0x200c, 0x200d, 0xad];
const APOSTROPHES = [0x27, 0x2019, 0x2bc];

const TABLE = buildTable();

/** Folds to lower-case words with single spaces between, before and after: `" wie lange dauert das "`; `" "` if there are none. */
export function fold(text: string): string {
  let out = " ";
  let isInWord = false;
  let last = 0;
  let run = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const folded = TABLE[code] ?? SEPARATOR;
    if (folded === DROP) continue;
    if (folded === SEPARATOR) {
      if (isInWord) out += " ";
      isInWord = false;
      last = 0;
      continue;
    }
    // Three or more of one letter ("pleeease") count as one; digits keep their number.
    if (folded === last && (folded < 0x30 || folded > 0x39)) {
      run++;
      if (run >= 3) {
        if (run === 3) out = out.slice(0, -1);
        continue;
      }
    } else {
      run = 1;
      last = folded;
    }
    const expansion = code > 0xbf ? EXPANSIONS.get(code) : undefined;
    out += expansion ?? String.fromCharCode(folded);
    isInWord = true;
  }
  return isInWord ? `${out} ` : out;
}

/** The words of a folded text. */
export function foldedWords(folded: string): string[] {
  const trimmed = folded.trim();
  return trimmed === "" ? [] : trimmed.split(" ");
}

function buildTable(): Uint16Array {
  const table = new Uint16Array(0x10000);
  for (let code = 0; code < 0x10000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const char = String.fromCharCode(code);
    if (!/[\p{L}\p{N}\p{M}]/u.test(char)) continue;
    const lower = char.normalize("NFKC").toLowerCase();
    if (/^\p{M}+$/u.test(lower)) {
      table[code] = DROP;
      continue;
    }
    const bare = lower.normalize("NFD").replace(/\p{M}/gu, "");
    table[code] = (bare === "" ? lower : bare).charCodeAt(0);
  }
  for (const [from, to] of Object.entries(REPLACEMENTS)) table[from.charCodeAt(0)] = to.charCodeAt(0);
  for (let digit = 0; digit < 10; digit++) {
    table[0x660 + digit] = 0x30 + digit;
    table[0x6f0 + digit] = 0x30 + digit;
  }
  for (const code of DROPPED) table[code] = DROP;
  for (const code of APOSTROPHES) table[code] = SEPARATOR;
  return table;
}
