/** Names and values of an environment file. */
export function parseEnv(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`not a setting: ${line}`);
      return [name, value!];
    }),
  );
}

/** Every `${NAME}`, `${NAME:-default}` and `${NAME:?}` of a compose file; `$$` is a dollar. */
const VARIABLE = /\$\$|\$\{([A-Z_]+)(?:(:-|:\?)([^}]*))?\}/g;

/** Names that a compose file takes from the environment, and whether it goes without. */
export function variablesOf(text: string): { name: string; required: boolean }[] {
  return [...text.matchAll(VARIABLE)]
    .filter(([, name]) => name !== undefined)
    .map(([, name, operator]) => ({ name: name!, required: operator === ':?' }));
}

/** A compose file as Compose reads it. */
export function interpolate(text: string, env: Record<string, string>): string {
  return text.replace(VARIABLE, (whole, name?: string, operator?: string, rest?: string) => {
    if (name === undefined) return '$';
    if (env[name]) return env[name];
    if (operator === ':?') throw new Error(`${name} is not set`);
    return operator === ':-' ? rest! : '';
  });
}
