import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived, taken or not. */
export interface ReceivedMail {
  to: string[];
  mail: ParsedMail;
  taken: boolean;
}

/** A mail server on the loopback address, which takes mails or answers as it is told. */
export interface MailServer {
  url: string;
  received: ReceivedMail[];
  /** SMTP code with which the next mail is refused; null takes it. */
  refuse: (mail: ReceivedMail) => number | null;
  stop(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    async onData(stream, { envelope }, done) {
      const mail = await simpleParser(stream);
      const received = { to: envelope.rcptTo.map(({ address }) => address), mail, taken: true };
      const code = server.refuse(received);
      server.received.push({ ...received, taken: code === null });
      done(code === null ? null : Object.assign(new Error('refused'), { responseCode: code }));
    },
  });
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  const { port } = smtp.server.address() as AddressInfo;
  const server: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    refuse: () => null,
    stop: () => new Promise((stopped) => smtp.close(() => stopped())),
  };
  return server;
}
