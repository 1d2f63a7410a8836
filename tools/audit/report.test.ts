import { expect, test } from 'vitest';
import { readAudit } from './report.ts';

const audit = (vulnerabilities: Record<string, { severity: string; range: string }>) => {
  const counts = { low: 0, moderate: 0, high: 0, critical: 0, total: 0 } as Record<string, number>;
  for (const { severity } of Object.values(vulnerabilities)) counts[severity]!++;
  return JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: { vulnerabilities: counts } });
};

test('nothing known is clean', () => {
  expect(readAudit(audit({})).verdict).toBe('clean');
});

test('what is low or moderate is told and let pass', () => {
  const { verdict, lines } = readAudit(audit({ a: { severity: 'moderate', range: '<2' } }));
  expect([verdict, lines.join()]).toEqual(['clean', expect.stringContaining('1 moderate')]);
});

test.each(['high', 'critical'])('%s fails, with its name', (severity) => {
  const { verdict, lines } = readAudit(
    audit({ a: { severity: 'low', range: '<2' }, b: { severity, range: '<3' } }),
  );
  expect([verdict, lines]).toEqual(['vulnerable', [`  b <3: ${severity}`]]);
});

test.each(['', 'not json', '{"message":"405 Method Not Allowed","statusCode":405}', '{"metadata":{}}'])(
  'a registry that answers %j leaves it open',
  (json) => {
    expect(readAudit(json).verdict).toBe('unknown');
  },
);
