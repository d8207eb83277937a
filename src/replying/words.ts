/** Lotse's own words (`answers/ui/<lang>.json`) through i18next. */
import { createInstance, type i18n } from "i18next";

/** A text in a language; German where that language has none. */
export type Words = (language: string, key: string, values?: Readonly<Record<string, string | number>>) => string;

export function createWords(ui: Readonly<Record<string, Readonly<Record<string, string>>>>): Words {
  const instance: i18n = createInstance();
  void instance.init({
    fallbackLng: "de",
    initAsync: false,
    resources: Object.fromEntries(Object.entries(ui).map(([language, words]) => [language, { translation: words }])),
    // Values go into a tree of blocks that each platform escapes; escaping here would show `&amp;`.
    interpolation: { escapeValue: false },
  });
  return (language, key, values = {}) => instance.t(key, { lng: language, ...values });
}
