import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';
import { parseSurge } from './surge.ts';

describe('parseOptions', () => {
  it('reads everything', () => {
    const argv =
      '--url http://x:1 --rate 20 --flat --seed s --at 2026-01-01T00:00:00Z --fraud-share 0.1 --truth t.ndjson --inspect 0.2 --count 9 --print';
    expect(parseOptions([...argv.split(' '), '--surge', 'house=2201,factor=8,after=60,for=120'])).toEqual({
      url: 'http://x:1',
      rate: 20,
      flat: true,
      seed: 's',
      startsAt: Date.parse('2026-01-01T00:00:00Z'),
      fraudShare: 0.1,
      truth: 't.ndjson',
      inspect: 0.2,
      count: 9,
      print: true,
      surges: [{ place: '2201', factor: 8, afterSeconds: 60, forSeconds: 120 }],
    });
  });

  it('has defaults, and a new seed every time', () => {
    const [a, b] = [parseOptions([]), parseOptions([])];
    expect(a).toMatchObject({ rate: 5, fraudShare: 0.03, count: Infinity, startsAt: null, surges: [] });
    expect(a).not.toEqual(b);
  });

  it('knows --help', () => expect(parseOptions(['--help'])).toBe('help'));

  it.each([
    ['--rat 5', '--rat'],
    ['extra', 'extra'],
    ['--rate fast', '--rate'],
    ['--rate 0', '--rate'],
    ['--fraud-share 3', '--fraud-share'],
    ['--inspect 60', '--inspect'],
    ['--count 0', '--count'],
    ['--at yesterday', '--at'],
    ['--surge house=1', 'factor'],
  ])('refuses %s', (argv, says) => {
    expect(() => parseOptions(argv.split(' '))).toThrow(says);
  });
});

describe('parseSurge', () => {
  it('takes districts and starts at once by default', () => {
    expect(parseSurge('district=2200,factor=2.5,for=10')).toEqual({
      place: '2200',
      factor: 2.5,
      afterSeconds: 0,
      forSeconds: 10,
    });
  });

  it.each([
    'factor=8,for=1',
    'house=1,factor=x,for=1',
    'house=1,factor=2',
    'house=1,factor=2,for=1,til=3',
    'house=,factor=2,for=3',
  ])('refuses %s', (text) => expect(() => parseSurge(text)).toThrow(text));
});
