import { lookup } from 'node:dns/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { RequestFilteringHttpsAgent } from 'request-filtering-agent';

/** A name as it was resolved; the connection goes to these addresses and asks nobody again. */
export interface Address {
  address: string;
  family: number;
}

export type Resolve = (hostname: string) => Promise<Address[]>;

/** Public by its number, and yet a cloud's own service for its machines. */
const METADATA_ADDRESSES = ['168.63.129.16'];

export const resolveName: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true });

/** The addresses and subnets that an administrator of the machines lets webhooks be sent to although they are private. */
export function privateAddressList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const type = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(prefix), type);
  }
  return list;
}

/**
 * The agent for a URL whose name stands for `addresses`: one that goes nowhere but to them, and, unless all of them
 * are allowed by name, refuses whatever is not a public address or has no TLS. Null where that is plain beforehand.
 */
export function agentFor(url: URL, addresses: readonly Address[], allowed: BlockList): HttpAgent | null {
  const isAllowed = (one: Address) => allowed.check(one.address, typeOf(one));
  const pinned = { lookup: lookupOf(addresses), keepAlive: false };
  if (addresses.length > 0 && addresses.every(isAllowed)) {
    return url.protocol === 'https:' ? new HttpsAgent(pinned) : new HttpAgent(pinned);
  }
  if (url.protocol !== 'https:') return null;
  return new RequestFilteringHttpsAgent({ ...pinned, denyIPAddressList: METADATA_ADDRESSES });
}

/** The host of a URL without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function lookupOf(addresses: readonly Address[]): LookupFunction {
  return (_hostname, options, callback) => {
    const first = addresses[0]!;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}

/** The private addresses that people give by mistake; the agent knows them all. */
const USUAL_PRIVATE = privateAddressList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::',
  '::1',
  'fc00::/7',
  'fe80::/10',
  ...METADATA_ADDRESSES,
]);

/**
 * Why nothing would be sent to an address, as far as can be told when it is given; a name that is not found yet may be
 * later.
 */
export async function targetFault(
  text: string,
  privateAddresses: readonly string[],
  resolve: Resolve = resolveName,
): Promise<'not-https' | 'private-address' | null> {
  const url = new URL(text);
  const allowed = privateAddressList(privateAddresses);
  if (url.protocol !== 'https:' && privateAddresses.length === 0) return 'not-https';
  const addresses = await resolve(hostOf(url)).catch(() => []);
  const within = (list: BlockList) => (one: Address) => list.check(one.address, typeOf(one));
  if (addresses.every(within(allowed))) return null;
  if (addresses.some(within(USUAL_PRIVATE))) return 'private-address';
  return url.protocol === 'https:' ? null : 'not-https';
}

function typeOf({ family }: Address): 'ipv4' | 'ipv6' {
  return family === 6 ? 'ipv6' : 'ipv4';
}
