/** Kinds of value a fact can have; `any` is a national attribute, whose kind is known only when it is read. */
export type FactType = 'text' | 'number' | 'instant' | 'boolean' | 'textList' | 'any';

/** Where a field lives: fields of goods items stand only inside an `item` node. */
export type FieldPlace = 'header' | 'item';

/** Declared: lodged. Derived: computed from the declaration alone. Enriched: looked up by the pipeline. */
export type FieldSource = 'declared' | 'derived' | 'enriched';

/** Unit of a number; `currency` is the declaration's own. */
export type FieldUnit = 'kg' | 'currency' | 'currency/kg' | '%' | 'count' | 'hour' | 'days' | 'ratio';

/** One addressable field as the editor shows it and the checks use it. */
export interface FieldDefinition<T extends FactType = FactType> {
  place: FieldPlace;
  source: FieldSource;
  type: T;
  label: { en: string; zh: string };
  unit?: FieldUnit;
  /** Names or identifies a person: masked for who may not look persons up. */
  personal?: true;
}

function field<T extends FactType>(
  place: FieldPlace,
  source: FieldSource,
  type: T,
  en: string,
  zh: string,
  unit?: FieldUnit,
): FieldDefinition<T> {
  return { place, source, type, label: { en, zh }, ...(unit && { unit }) };
}

function personal(en: string, zh: string): FieldDefinition<'text'> {
  return { ...field('header', 'declared', 'text', en, zh), personal: true };
}

/** Every field of the catalogue by name, but for the open-ended national attributes. */
export const FIELDS = {
  declarationNo: field('header', 'declared', 'text', 'Declaration number', '报关单编号'),
  version: field('header', 'declared', 'number', 'Version', '版本', 'count'),
  direction: field('header', 'declared', 'text', 'Direction', '进出口方向'),
  procedure: field('header', 'declared', 'text', 'Procedure', '监管方式'),
  registeredAt: field('header', 'declared', 'instant', 'Registered at', '申报时间'),
  customsHouse: field('header', 'declared', 'text', 'Customs house', '申报海关'),
  declarant: personal('Declarant', '申报单位'),
  'trader.id': personal('Trader code', '境内收发货人代码'),
  'trader.name': personal('Trader name', '境内收发货人名称'),
  counterparty: personal('Counterparty', '境外收发货人'),
  carrier: personal('Carrier', '承运人'),
  transportMode: field('header', 'declared', 'text', 'Mode of transport', '运输方式'),
  transportId: personal('Means of transport', '运输工具名称及航次号'),
  countryOfDispatch: field('header', 'declared', 'text', 'Country of dispatch', '启运国（地区）'),
  currency: field('header', 'declared', 'text', 'Currency', '币制'),
  paymentTerms: field('header', 'declared', 'text', 'Payment terms', '付款条件'),
  grossMassKg: field('header', 'declared', 'number', 'Gross mass', '毛重', 'kg'),
  packages: field('header', 'declared', 'number', 'Packages', '件数', 'count'),
  containers: field('header', 'declared', 'textList', 'Containers', '集装箱号'),
  totalValue: field('header', 'derived', 'number', 'Total customs value', '完税价格合计', 'currency'),
  totalDuty: field('header', 'derived', 'number', 'Total duty', '税额合计', 'currency'),
  itemCount: field('header', 'derived', 'number', 'Number of goods items', '商品项数', 'count'),
  lodgedHour: field('header', 'derived', 'number', 'Hour of lodging, local', '申报时刻（当地时）', 'hour'),
  district: field('header', 'enriched', 'text', 'District', '直属海关'),
  'trader.creditClass': field('header', 'enriched', 'text', 'Credit class', '企业信用等级'),
  'trader.firstSeenDays': field(
    'header',
    'enriched',
    'number',
    'Days since first seen',
    '首次申报距今天数',
    'days',
  ),
  'trader.declarations24h': field(
    'header',
    'enriched',
    'number',
    'Declarations in 24 h',
    '24小时申报量',
    'count',
  ),
  'trader.discrepancies365d': field(
    'header',
    'enriched',
    'number',
    'Discrepancies in 365 days',
    '365天查获次数',
    'count',
  ),
  'item.itemNo': field('item', 'declared', 'number', 'Item number', '项号', 'count'),
  'item.hsCode': field('item', 'declared', 'text', 'HS code', '商品编号'),
  'item.description': field('item', 'declared', 'text', 'Description of goods', '商品名称及规格型号'),
  'item.origin': field('item', 'declared', 'text', 'Country of origin', '原产国（地区）'),
  'item.netMassKg': field('item', 'declared', 'number', 'Net mass', '净重', 'kg'),
  'item.supplementaryQuantity': field(
    'item',
    'declared',
    'number',
    'Supplementary quantity',
    '法定数量',
    'count',
  ),
  'item.supplementaryUnit': field('item', 'declared', 'text', 'Supplementary unit', '法定计量单位'),
  'item.customsValue': field('item', 'declared', 'number', 'Customs value', '完税价格', 'currency'),
  'item.dutyRate': field('item', 'declared', 'number', 'Duty rate', '税率', '%'),
  'item.dutyAmount': field('item', 'declared', 'number', 'Duty amount', '税额', 'currency'),
  'item.taxType': field('item', 'declared', 'text', 'Tax type', '征免性质'),
  'item.unitPrice': field(
    'item',
    'derived',
    'number',
    'Value per net kilogram',
    '单价（每千克）',
    'currency/kg',
  ),
  'item.hs2': field('item', 'derived', 'text', 'HS chapter', '商品章（2位）'),
  'item.hs4': field('item', 'derived', 'text', 'HS heading', '品目（4位）'),
  'item.hs6': field('item', 'derived', 'text', 'HS subheading', '子目（6位）'),
  'item.priceRatio': field(
    'item',
    'enriched',
    'number',
    'Unit price ÷ reference median',
    '单价与参考中位价之比',
    'ratio',
  ),
} satisfies Record<string, FieldDefinition>;

/** Name of a catalogued field; national attributes come on top. */
export type FieldName = keyof typeof FIELDS;

/** Names of the catalogued fields of one kind. */
export type FieldNameOf<T extends FactType> = {
  [K in FieldName]: (typeof FIELDS)[K]['type'] extends T ? K : never;
}[FieldName];
