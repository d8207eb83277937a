import { describe, expect, it } from "vitest";
import { readBank } from "../../src/bank/load.ts";
import { fold } from "../../src/reading/fold.ts";
import { createMentionFinder } from "../../src/reading/mentions.ts";

const finder = createMentionFinder(readBank("answers").bank.training.terms);

/** Language, message, and what it names: profession, state, country. */
const CASES: readonly [language: string, message: string, profession?: string, state?: string, country?: string][] = [
  ["de", "ich war Krankenschwester in der Türkei und wohne in München", "nurse", "DE-BY", "TR"],
  ["de", "als syrischer Arzt nach Nordrhein-Westfalen", "physician", "DE-NW", "SY"],
  ["de", "Ärztinnen aus der Ukraine in Sachsen", "physician", "DE-SN", "UA"],
  ["en", "nurses from the Philippines moving to Bavaria", "nurse", "DE-BY", "PH"],
  ["en", "my wife is a teacher from Brazil, we live in Cologne", "teacher", "DE-NW", "BR"],
  ["en", "indian pharmacist in Berlin", "pharmacist", "DE-BE", "IN"],
  ["es", "soy enfermera colombiana y vivo en Baviera", "nurse", "DE-BY", "CO"],
  ["es", "médicos venezolanos en Renania del Norte-Westfalia", "physician", "DE-NW", "VE"],
  ["es", "soy profe de primaria de Argentina, ahora en Múnich", "teacher", "DE-BY", "AR"],
  ["it", "sono infermiera, laureata in Italia, abito a Monaco di Baviera", "nurse", "DE-BY", "IT"],
  ["it", "medico albanese ad Amburgo", "physician", "DE-HH", "AL"],
  ["it", "farmaciste dalla Romania in Assia", "pharmacist", "DE-HE", "RO"],
  ["ar", "انا ممرضة من سوريا وساكنة ببرلين", "nurse", "DE-BE", "SY"],
  ["ar", "طبيب مصري في هامبورغ", "physician", "DE-HH", "EG"],
  ["ar", "صيدلانية من العراق في بافاريا", "pharmacist", "DE-BY", "IQ"],
  ["fr", "infirmière camerounaise en Bavière", "nurse", "DE-BY", "CM"],
  ["fr", "médecins du Maroc à Hambourg", "physician", "DE-HH", "MA"],
  ["fr", "mon mari est enseignant, diplômé en Tunisie, on vit en Hesse", "teacher", "DE-HE", "TN"],
  ["tr", "Türkiye'den hemşireyim, Münih'te yaşıyorum", "nurse", "DE-BY", "TR"],
  ["tr", "Suriyeli doktorlar Berlin'de", "physician", "DE-BE", "SY"],
  ["tr", "eşim öğretmen, Bavyera'ya taşınacağız", "teacher", "DE-BY"],
  ["ru", "я медсестра из Украины, живу в Баварии", "nurse", "DE-BY", "UA"],
  ["ru", "врачам из Казахстана в Берлине", "physician", "DE-BE", "KZ"],
  ["ru", "учительница из Беларуси, Гамбург", "teacher", "DE-HH", "BY"],
  ["uk", "я медсестра з України, живу в Баварії", "nurse", "DE-BY", "UA"],
  ["uk", "лікарям з Польщі в Берліні", "physician", "DE-BE", "PL"],
  ["uk", "вчителька, Мюнхен", "teacher", "DE-BY"],
  ["pl", "jestem pielęgniarką z Polski, mieszkam w Bawarii", "nurse", "DE-BY", "PL"],
  ["pl", "lekarze z Ukrainy w Berlinie", "physician", "DE-BE", "UA"],
  ["pl", "pracuję jako nauczycielka w Hamburgu", "teacher", "DE-HH"],
  ["ro", "sunt asistentă medicală din România, stau în Bavaria", "nurse", "DE-BY", "RO"],
  ["ro", "medicii din Republica Moldova la Berlin", "physician", "DE-BE", "MD"],
  ["ro", "profesoară de matematică în Hamburg", "teacher", "DE-HH"],
  ["fa", "من پرستار هستم از ایران و در برلین زندگی می‌کنم", "nurse", "DE-BE", "IR"],
  ["fa", "پزشک افغانستانی در هامبورگ", "physician", "DE-HH", "AF"],
  ["fa", "معلم از افغانستان در مونیخ", "teacher", "DE-BY", "AF"],
  ["pt", "sou enfermeira do Brasil e moro na Baviera", "nurse", "DE-BY", "BR"],
  ["pt", "médicos portugueses em Berlim", "physician", "DE-BE", "PT"],
  ["pt", "professora angolana em Hamburgo", "teacher", "DE-HH", "AO"],
];

describe("what a message names", () => {
  it.each(CASES)("%s: %s", (language, message, profession, state, country) => {
    expect(finder.find(fold(message), [language])).toEqual({
      ...(profession === undefined ? {} : { profession }),
      ...(state === undefined ? {} : { state }),
      ...(country === undefined ? {} : { country }),
    });
  });

  it.each([
    ["de", "wir essen heute zusammen", {}],
    ["de", "ich wohne in Essen", { state: "DE-NW" }],
    ["it", "la colonia estiva dei bambini", {}],
  ])("takes no common word for a place: %s, %s", (language, message, named) => {
    expect(finder.find(fold(message), [language])).toEqual(named);
  });
});
