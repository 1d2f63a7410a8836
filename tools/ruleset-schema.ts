// `npm run docs:ruleset`: writes docs/profile-format.schema.json, the form of ruleset files.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { rulesetSchema } from '../shared/domain/ruleset/ruleset-schema.ts';

/** Where the schema is committed. */
export const SCHEMA = fileURLToPath(new URL('../docs/profile-format.schema.json', import.meta.url));

/** The schema as it is committed. */
export async function rulesetSchemaText(): Promise<string> {
  return format(JSON.stringify(rulesetSchema()), { ...(await resolveConfig(SCHEMA)), filepath: SCHEMA });
}

if (import.meta.main) await writeFile(SCHEMA, await rulesetSchemaText());
