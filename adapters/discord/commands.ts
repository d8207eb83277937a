/** The slash commands that Discord offers to people who type "/". */
import type { Log } from "../../src/log.ts";
import { reasonOf } from "./outcome.ts";
import type { Call } from "./rest.ts";

/** By the locales that Discord knows; there is no Arabic, Persian or Albanian among them. */
type Localizations = Readonly<Record<string, string>>;

interface Wording {
  /** At most 100 characters. */
  readonly description: string;
  readonly description_localizations: Localizations;
}

const CHAT_INPUT = 1;

const LOTSE: Wording = {
  description: "Settings of this channel, for admins",
  description_localizations: {
    de: "Einstellungen für diesen Kanal, für Admins",
    "es-ES": "Ajustes de este canal, para administradores",
    "es-419": "Ajustes de este canal, para administradores",
    it: "Impostazioni di questo canale, per gli admin",
    fr: "Réglages de ce salon, pour les admins",
    "pt-BR": "Configurações deste canal, para admins",
    pl: "Ustawienia tego kanału, dla adminów",
    ro: "Setările acestui canal, pentru admini",
    tr: "Bu kanalın ayarları, yöneticiler için",
    ru: "Настройки этого канала, для админов",
    uk: "Налаштування цього каналу, для адмінів",
  },
};

const HELP: Wording = {
  description: "What I can do",
  description_localizations: {
    de: "Was ich kann",
    "es-ES": "Qué puedo hacer",
    "es-419": "Qué puedo hacer",
    it: "Che cosa so fare",
    fr: "Ce que je sais faire",
    "pt-BR": "O que eu posso fazer",
    pl: "Co potrafię",
    ro: "Ce pot face",
    tr: "Neler yapabilirim",
    ru: "Что я умею",
    uk: "Що я вмію",
  },
};

const PRIVACY: Wording = {
  description: "What is stored, and your rights",
  description_localizations: {
    de: "Was gespeichert wird, und deine Rechte",
    "es-ES": "Qué se guarda y tus derechos",
    "es-419": "Qué se guarda y tus derechos",
    it: "Che cosa viene salvato e i tuoi diritti",
    fr: "Ce qui est enregistré, et tes droits",
    "pt-BR": "O que é guardado e os seus direitos",
    pl: "Co jest przechowywane i jakie masz prawa",
    ro: "Ce se păstrează și drepturile tale",
    tr: "Neler saklanır ve hakların",
    ru: "Что хранится и каковы твои права",
    uk: "Що зберігається і які твої права",
  },
};

const COMMANDS = [
  { type: CHAT_INPUT, name: "lotse", ...LOTSE },
  { type: CHAT_INPUT, name: "help", ...HELP },
  { type: CHAT_INPUT, name: "privacy", ...PRIVACY },
];

/** Tells Discord the commands to offer, in every server and in private. Best effort: the bot works without. */
export async function announceCommands(call: Call, application: string, log: Log): Promise<void> {
  const outcome = await call({
    method: "PUT",
    route: `/applications/${application}/commands`,
    body: COMMANDS,
  });
  if (outcome.kind !== "done") {
    log.warn("discord.commands_not_set", { reason: reasonOf(outcome) });
  }
}
