import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMailSender, type Mail } from './send.ts';

const FROM = 'Tidewaiter <alarms@tidewaiter.example>';
const mail = (given: Partial<Mail> = {}): Mail => ({
  id: '0b9f0a2e-0000-4000-8000-000000000001',
  toAddress: 'li.na@test.example',
  toName: 'Li Na',
  language: 'zh',
  subject: '报警：轮胎',
  text: '一条报警尚无人确认。\n.\nBcc: x@test.example\n',
  createdAt: new Date('2026-11-23T12:00:00Z'),
  ...given,
});

let smtp: SMTPServer;
let port: number;
let received: { from: string; to: string[]; raw: string }[];
/** Answers the recipient or the message; nothing: takes it. */
let refuse: { at: 'rcpt' | 'data' | 'auth'; code: number } | null;

function refusal(code: number): Error {
  return Object.assign(new Error('no'), { responseCode: code });
}

beforeEach(async () => {
  received = [];
  refuse = null;
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(refusal(535)),
    onRcptTo: (_address, _session, done) => done(refuse?.at === 'rcpt' ? refusal(refuse.code) : null),
    onData: async (stream, session, done) => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      if (refuse?.at === 'data') return done(refusal(refuse.code));
      const { mailFrom, rcptTo } = session.envelope;
      received.push({
        from: mailFrom === false ? '' : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        raw: Buffer.concat(chunks).toString(),
      });
      done();
    },
  });
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  ({ port } = smtp.server.address() as AddressInfo);
});
afterEach(() => new Promise<void>((closed) => smtp.close(closed)));

const send = (given: Partial<Mail> = {}, url = `smtp://127.0.0.1:${port}`) =>
  createMailSender({ url, from: FROM })(mail(given));

test('plain text arrives whole, and says that no person wrote it', async () => {
  expect(await send()).toEqual({ ok: true });
  expect(await send()).toEqual({ ok: true });
  const [first, again] = await Promise.all(received.map(({ raw }) => simpleParser(raw)));
  expect(received[0]).toMatchObject({ from: 'alarms@tidewaiter.example', to: ['li.na@test.example'] });
  expect(first!.subject).toBe('报警：轮胎');
  expect(first!.text).toBe(mail().text);
  expect(first!.html).toBe(false);
  expect(first!.from!.value).toEqual([{ address: 'alarms@tidewaiter.example', name: 'Tidewaiter' }]);
  expect(first!.date).toEqual(mail().createdAt);
  expect(first!.headers.get('auto-submitted')).toBe('auto-generated');
  // Receivers know what comes twice by it.
  expect(first!.messageId).toBe('<0b9f0a2e-0000-4000-8000-000000000001@tidewaiter.example>');
  expect(again!.messageId).toBe(first!.messageId);
});

describe('nothing that a person or an alarm is called', () => {
  const forged = 'Li\r\nBcc: all@test.example\r\n\r\nPay now "<x@test.example>", y@test.example';

  test('adds a header or a recipient', async () => {
    expect(await send({ toName: forged, subject: forged })).toEqual({ ok: true });
    expect(received[0]!.to).toEqual(['li.na@test.example']);
    const parsed = await simpleParser(received[0]!.raw);
    expect(parsed.headers.has('bcc')).toBe(false);
    expect(parsed.text).toBe(mail().text);
    expect([parsed.to].flat()).toMatchObject([{ value: [{ address: 'li.na@test.example' }] }]);
  });

  test.each([
    'li.na@test.example, all@test.example',
    'li.na@test.example\r\nRCPT TO:<all@test.example>',
    '<all@test.example>',
    'nobody',
    '',
  ])('makes the address %j more than one', async (toAddress) => {
    expect(await send({ toAddress })).toEqual({ ok: false, error: 'refused', final: true });
    expect(received).toEqual([]);
  });
});

test.each([
  ['rcpt', 550, 'refused', true],
  ['rcpt', 450, 'put-off', false],
  ['data', 554, 'refused', true],
  ['data', 451, 'put-off', false],
] as const)('%s answered with %d is %s, for good: %s', async (at, code, error, final) => {
  refuse = { at, code };
  expect(await send()).toEqual({ ok: false, error, final });
});

test('a server that does not let us in, or is not there, may do so later', async () => {
  const wrong = await send({}, `smtp://user:wrong@127.0.0.1:${port}`);
  expect(wrong).toEqual({ ok: false, error: 'sign-in-refused', final: false });
  const free: Server = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port: closed } = free.address() as AddressInfo;
  free.close();
  await once(free, 'close');
  expect(await send({}, `smtp://127.0.0.1:${closed}`)).toMatchObject({ error: 'unreachable', final: false });
});
