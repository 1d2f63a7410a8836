import { Agent, request } from 'node:http';
import type { IntakeReceipt } from '../shared/contract/intake.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Posts NDJSON to intake and answers the receipt; throws for any status but 202. */
export function lodge(url: string, key: string, body: Buffer): Promise<IntakeReceipt> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${url}/api/declarations`,
      {
        method: 'POST',
        agent,
        headers: {
          'Content-Type': 'application/x-ndjson',
          'Content-Length': body.length,
          Authorization: `Bearer ${key}`,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          if (response.statusCode === 202) resolve(JSON.parse(text) as IntakeReceipt);
          else reject(new Error(`intake answered ${response.statusCode}: ${text.slice(0, 300)}`));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
