import { z } from 'zod';

const SEVERE = ['high', 'critical'] as const;

const report = z.object({
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), range: z.string().optional() })),
  metadata: z.object({ vulnerabilities: z.record(z.string(), z.number()) }),
});

export interface AuditResult {
  /** `unknown`: the registry does not answer audits, which says nothing about the dependencies. */
  verdict: 'clean' | 'vulnerable' | 'unknown';
  /** What to tell people. */
  lines: string[];
}

/** Reads what `npm audit --json` printed. */
export function readAudit(json: string): AuditResult {
  const parsed = report.safeParse(parse(json));
  if (!parsed.success) {
    return {
      verdict: 'unknown',
      lines: ['  this registry answers no audit: the dependencies were not checked'],
    };
  }
  const { vulnerabilities, metadata } = parsed.data;
  const severe = Object.entries(vulnerabilities).filter(([, { severity }]) =>
    (SEVERE as readonly string[]).includes(severity),
  );
  const counts = Object.entries(metadata.vulnerabilities)
    .filter(([severity, count]) => severity !== 'total' && count > 0)
    .map(([severity, count]) => `${count} ${severity}`);
  if (severe.length === 0) {
    return {
      verdict: 'clean',
      lines: [`  none high or critical${counts.length > 0 ? ` (${counts.join(', ')})` : ''}`],
    };
  }
  return {
    verdict: 'vulnerable',
    lines: severe.map(([name, { severity, range }]) => `  ${name} ${range ?? ''}: ${severity}`),
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
