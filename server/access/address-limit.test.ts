import { expect, test } from 'vitest';
import { AddressLimit, TooManyRequestsError } from './address-limit.ts';

test.each([
  ['an address', '192.0.2.1', '192.0.2.1'],
  ['an address and the same one mapped into IPv6', '192.0.2.1', '::ffff:192.0.2.1'],
  ['addresses of one network of IPv6', '2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
  ['its spellings', '2001:db8:0:0:1::', '2001:0db8::2'],
  ['loopback', '::1', '::1'],
  ['what has no address', undefined, undefined],
])('%s is bounded as one', async (_what, first, second) => {
  const limit = new AddressLimit({ points: 1, seconds: 60 });
  await limit.take(first);
  await expect(limit.take(second)).rejects.toThrow(TooManyRequestsError);
});

test.each([
  ['192.0.2.1', '192.0.2.2'],
  ['2001:db8:1:2::1', '2001:db8:1:3::1'],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.2'],
  ['2001:db8:1::', '2001:db8::1'],
])('%s and %s are two', async (first, second) => {
  const limit = new AddressLimit({ points: 1, seconds: 60 });
  await limit.take(first);
  await limit.take(second);
});
