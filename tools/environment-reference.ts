// `npm run docs:environment`: writes docs/environment.md from what the processes really read.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { SETTINGS, type SettingName } from '../shared/platform/settings.ts';

/** Where the reference is kept. */
export const REFERENCE = fileURLToPath(new URL('../docs/environment.md', import.meta.url));

const HEAD = `# Environment

<!-- Made by \`npm run docs:environment\` from shared/platform/settings.ts. -->

Servers and workers read these at start. All faults are named together, without values; an empty variable counts as not
set. What a process does not read, it does not check.

| variable | default | read by | meaning |
| --- | --- | --- | --- |
`;

/** The whole reference as it should stand in the file. */
export async function environmentReference(): Promise<string> {
  const rows = (Object.keys(SETTINGS) as SettingName[]).map(row);
  const options = await resolveConfig(REFERENCE);
  return format(`${HEAD}${rows.join('')}`, { ...options, parser: 'markdown' });
}

function row(name: SettingName): string {
  const { processes, about } = SETTINGS[name];
  const cells = [`\`${name}\``, defaultOf(name), processes.join(', '), about.replaceAll('|', '\\|')];
  return `| ${cells.join(' | ')} |\n`;
}

/** What the schema makes of a variable that is not set. */
function defaultOf(name: SettingName): string {
  const unset = SETTINGS[name].schema.safeParse(undefined);
  if (!unset.success) return 'required';
  return unset.data === undefined ? 'none' : `\`${unset.data}\``;
}

if (import.meta.main) await writeFile(REFERENCE, await environmentReference());
