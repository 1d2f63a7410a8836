import type { VersionedDeclaration } from '../../../shared/domain/declaration.ts';
import { MASK } from '../../../shared/domain/access/personal-data.ts';
import type { FieldName } from '../../../shared/domain/targeting/fields.ts';
import { formatMoney } from '../../ui/format.ts';
import { traderPath } from './search-address.ts';
import { DIRECTION_WORDS, fieldLabel } from './words.ts';

export interface ShownFact {
  label: string;
  value: string;
  href?: string | undefined;
}

/** What was declared of the parties and means, in the order of a declaration form; a trader that is shown is linked. */
export function partyFacts(declaration: VersionedDeclaration): ShownFact[] {
  const { trader, declarant, counterparty, carrier, transportId, attributes = {} } = declaration;
  const facts: [FieldName, string | undefined][] = [
    ['trader.name', trader.name],
    ['declarant', declarant],
    ['counterparty', counterparty],
    ['carrier', carrier],
    ['transportId', transportId],
  ];
  const id = { label: fieldLabel('trader.id'), value: trader.id };
  return [
    trader.id === MASK ? id : { ...id, href: traderPath(trader.id) },
    ...named(facts),
    ...Object.entries(attributes).map(([label, value]) => ({ label, value: String(value) })),
  ];
}

/** What was declared of the consignment. */
export function consignmentFacts(declaration: VersionedDeclaration): ShownFact[] {
  const { grossMassKg, packages, containers, currency, items } = declaration;
  const total = items.reduce((sum, item) => sum + item.customsValue, 0);
  const facts: [FieldName, string | number | undefined][] = [
    ['direction', DIRECTION_WORDS[declaration.direction]()],
    ['procedure', declaration.procedure],
    ['transportMode', declaration.transportMode],
    ['countryOfDispatch', declaration.countryOfDispatch],
    ['paymentTerms', declaration.paymentTerms],
    ['grossMassKg', grossMassKg],
    ['packages', packages],
    ['containers', containers?.join(' ')],
    ['totalValue', currency === undefined ? total : formatMoney(total, currency)],
  ];
  return named(facts);
}

function named(facts: readonly [FieldName, string | number | undefined][]): ShownFact[] {
  return facts.flatMap(([field, value]) =>
    value === undefined || value === '' ? [] : [{ label: fieldLabel(field), value: String(value) }],
  );
}
