/** Direction of the goods movement a declaration covers. */
export type Direction = 'import' | 'export' | 'transit';

/** National field: addressable in conditions as `attributes.<name>` or `item.attributes.<name>`. */
export type AttributeValue = string | number | boolean;

/** One goods item of a declaration. Masses in kg, values in the declaration's currency. */
export interface GoodsItem {
  itemNo: number;
  /** Harmonised System code, 6 to 10 digits. */
  hsCode: string;
  description?: string;
  /** Country of origin, ISO 3166-1 alpha-2. */
  origin?: string;
  netMassKg?: number;
  supplementaryQuantity?: number;
  supplementaryUnit?: string;
  customsValue: number;
  /** Per cent. */
  dutyRate?: number;
  dutyAmount?: number;
  taxType?: string;
  attributes?: Record<string, AttributeValue>;
}

/** A party in its role as trader: the client whose compliance is measured. */
export interface Trader {
  id: string;
  name?: string;
}

/** What a declarant lodges: a header and 1 to 999 goods items. */
export interface Declaration {
  declarationNo: string;
  direction: Direction;
  procedure?: string;
  /** RFC 3339 instant with offset. */
  registeredAt: string;
  /** Code of the customs house where the declaration is lodged. */
  customsHouse: string;
  declarant?: string;
  trader: Trader;
  counterparty?: string;
  carrier?: string;
  /** UN/ECE Recommendation 19 mode-of-transport code. */
  transportMode?: string;
  transportId?: string;
  /** Country of dispatch, ISO 3166-1 alpha-2. */
  countryOfDispatch?: string;
  /** ISO 4217. */
  currency?: string;
  paymentTerms?: string;
  grossMassKg?: number;
  packages?: number;
  containers?: string[];
  attributes?: Record<string, AttributeValue>;
  items: GoodsItem[];
}

/** A declaration with the version Tidewaiter gave it: 1, and one more for each amendment. */
export interface VersionedDeclaration extends Declaration {
  version: number;
}

/** Traders' credit classes in force in China since 2026-04-01 are data; any name is a class. */
export type CreditClass = string;
