import { createTransport } from 'nodemailer';

/** A whole attempt, from the name to the server's answer, ms; and each step of it. */
const LIMIT_MS = 30_000;
const TIMEOUT_MS = 10_000;

/** Where mails go out, and whom they come from. */
export interface MailSettings {
  /** `smtp://…` or `smtps://…`, with name and password where the server asks for them. */
  url: string;
  /** An address, or a name with an address in angle brackets. */
  from: string;
}

/** One message to one person. */
export interface Mail {
  /** The same at every attempt: receivers know by the `Message-ID` made of it what they have had. */
  id: string;
  toAddress: string;
  toName: string;
  language: string;
  subject: string;
  text: string;
  createdAt: Date;
}

export type MailError =
  | 'name-not-found'
  | 'unreachable'
  | 'certificate-refused'
  | 'timed-out'
  /** The server does not let us in. */
  | 'sign-in-refused'
  /** The server takes it later, or may. */
  | 'put-off'
  /** The server will never take it. */
  | 'refused';

export type MailOutcome = { ok: true } | { ok: false; error: MailError; final: boolean };

export type SendMail = (mail: Mail) => Promise<MailOutcome>;

/** Sends plain text by SMTP, with TLS wherever the server offers it. Never throws. */
export function createMailSender(settings: MailSettings): SendMail {
  const transport = createTransport({
    url: settings.url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    dnsTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = domainOf(settings.from);
  return async ({ id, toAddress, toName, language, subject, text, createdAt }) => {
    // nodemailer would take more than one address out of a text with commas.
    if (!isAddress(toAddress)) return { ok: false, error: 'refused', final: true };
    try {
      await transport.sendMail({
        from: settings.from,
        to: { name: toName, address: toAddress },
        subject,
        text,
        date: createdAt,
        messageId: `<${id}@${domain}>`,
        signal: AbortSignal.timeout(LIMIT_MS),
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
      });
      return { ok: true };
    } catch (error) {
      return { ok: false, ...faultOf(error) };
    }
  };
}

/** One address, without anything that could end a header or begin another recipient. */
function isAddress(text: string): boolean {
  return /^[^\s@<>,;:"()[\]\\\p{Cc}]+@[^\s@<>,;:"()[\]\\\p{Cc}]+$/u.test(text);
}

/** The domain of an address, with or without a name around it. */
function domainOf(from: string): string {
  return /@([^\s@<>]+)>?\s*$/.exec(from)![1]!;
}

function faultOf(error: unknown): { error: MailError; final: boolean } {
  const { code, permanent, responseCode } = error as {
    code?: unknown;
    permanent?: unknown;
    responseCode?: unknown;
  };
  const later = (fault: MailError) => ({ error: fault, final: false });
  // What concerns this message or its recipient stays as it is; what concerns the account or the server may be mended.
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    return permanent === false ? later('put-off') : { error: 'refused', final: true };
  }
  if (code === 'EAUTH') return later('sign-in-refused');
  if (code === 'EDNS') return later('name-not-found');
  if (code === 'ETLS') return later('certificate-refused');
  if (code === 'ETIMEDOUT' || code === 'EABORT') return later('timed-out');
  return later(typeof responseCode === 'number' ? 'put-off' : 'unreachable');
}
