import { readFileSync } from 'node:fs';

/** Version of the product, as package.json has it. */
export function productVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
