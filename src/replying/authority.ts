/** The competent authority for a profession and a federal state, as far as the directory knows it surely. */
import type { Directory } from "../bank/bank.ts";
import type { Authority } from "../bank/schema.ts";

export type AuthorityAnswer =
  | { readonly kind: "known"; readonly authority: Authority; readonly profession: string }
  | { readonly kind: "uncertain"; readonly authority: Authority; readonly profession: string }
  | { readonly kind: "craft" }
  | { readonly kind: "unknown" };

/** Decided by the chamber of the region: the finder asks for the place. */
const CRAFT_GROUP = "craft";

/**
 * A row counts if it holds for all qualifications (no `scope`) and stands alone for its group and state; `low` rows and
 * gaps never count. Where nothing counts, the official finder is the right answer.
 */
export function findAuthority(
  directory: Directory,
  professionId: string | undefined,
  state: string | undefined,
): AuthorityAnswer {
  const profession = directory.professions.find(({ id }) => id === professionId);
  const group = profession?.authority_group;
  if (profession === undefined || group === undefined) return { kind: "unknown" };
  if (group === CRAFT_GROUP) return { kind: "craft" };
  const rows = directory.authorities.filter(
    (row) => row.group === group && (row.state === "DE" || row.state === state),
  );
  const [authority] = rows;
  if (authority === undefined || rows.length > 1 || authority.name === null || authority.scope !== undefined)
    return { kind: "unknown" };
  if (authority.confidence === "high") return { kind: "known", authority, profession: profession.name_de };
  if (authority.confidence === "medium") return { kind: "uncertain", authority, profession: profession.name_de };
  return { kind: "unknown" };
}
