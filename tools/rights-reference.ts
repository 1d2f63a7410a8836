// `npm run docs:rights`: writes docs/rights.md from the roles, routes and events as they are declared.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import {
  DISPLAY_RIGHTS,
  LENDABLE_RIGHTS,
  MACHINE_RIGHTS,
  RIGHTS,
  type Right,
} from '../shared/domain/access/right.ts';
import { LEVELS_OF_ROLE, NATIONAL_RIGHTS, RIGHTS_OF_ROLE, ROLES } from '../shared/domain/access/role.ts';
import { declaredRoutes } from '../server/http/declared-routes.test-kit.ts';
import type { Route } from '../server/http/route.ts';
import { EVENT_ACCESS, type EventAccess } from '../server/live/socket-access.ts';

/** Where the reference is kept. */
export const REFERENCE = fileURLToPath(new URL('../docs/rights.md', import.meta.url));

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  row(head) + row(head.map(() => '---')) + rows.map(row).join('');
const mark = (held: readonly Right[], right: Right) => (held.includes(right) ? '●' : '');

/** The whole reference as it should stand in the file. */
export async function rightsReference(): Promise<string> {
  const text = `# Rights

<!-- Made by \`npm run docs:rights\` from shared/domain/access and the routes and events as declared. -->

A right says what, a scope where: \`national\`, \`district:CODE\` or \`house:CODE\`. The nation holds all, a district its
houses, a house itself. A person has roles, each at a scope, and may be lent single rights at another scope for a stated
time. A lodging system has the rights and the scope its key was given; a wall display looks at the boards of its scope.

## Who may do what

${table(
  ['right', ...ROLES, 'machine', 'display', 'can be lent', 'nation alone'],
  RIGHTS.map((right) => [
    `\`${right}\``,
    ...ROLES.map((role) => mark(RIGHTS_OF_ROLE[role], right)),
    mark(MACHINE_RIGHTS, right),
    mark(DISPLAY_RIGHTS, right),
    mark(LENDABLE_RIGHTS, right),
    NATIONAL_RIGHTS.has(right) ? '●' : '',
  ]),
)}
Levels at which a role can be held: ${ROLES.map((role) => `${role}: ${LEVELS_OF_ROLE[role].join(', ')}`).join('; ')}.

## What each route needs

${table(
  ['method', 'path', 'needs'],
  declaredRoutes()
    .toSorted((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)))
    .map((route) => [route.method.toUpperCase(), `\`${route.path}\``, needs(route)]),
)}
## What each socket event needs

${table(
  ['event', 'needs'],
  Object.entries<EventAccess>(EVENT_ACCESS).map(([event, access]) => [`\`${event}\``, eventNeeds(access)]),
)}`;
  const options = await resolveConfig(REFERENCE);
  return format(text, { ...options, parser: 'markdown' });
}

function needs({ access }: Route): string {
  if ('open' in access) return `nothing: ${access.open}`;
  if ('own' in access) return `being signed in (${access.own.join(', ')})`;
  return `\`${access.right}\``;
}

function eventNeeds(access: EventAccess): string {
  if ('own' in access) return `being a ${access.own.join(' or ')}`;
  if ('right' in access) return `\`${access.right}\` at the scope it names`;
  const rights = Object.entries(access.rightOf).map(([subject, right]) => `\`${right}\` for ${subject}`);
  return `at the scope it names: ${rights.join(', ')}`;
}

if (import.meta.main) await writeFile(REFERENCE, await rightsReference());
