import { describe, expect, test } from 'vitest';
import { literalsIn } from './literals.test-kit.ts';
import { messageFaults, SAME_IN_BOTH, type Messages } from './messages.test-kit.ts';
import settings from './project.inlang/settings.json';

const files = import.meta.glob<Messages>('./messages/*/*.json', { eager: true, import: 'default' });
const sources = import.meta.glob<string>(
  ['./**/*.{ts,svelte}', '!./**/*.test*.ts', '!./{paraglide,dist}/**'],
  {
    eager: true,
    import: 'default',
    query: '?raw',
  },
);
const components = Object.entries(sources).filter(([path]) => path.endsWith('.svelte'));

const of = (locale: string): Messages =>
  Object.assign(
    {},
    ...Object.keys(files)
      .filter((path) => path.includes(`/${locale}/`))
      .map((path) => files[path]),
  );

describe('the messages', () => {
  test('are told in both languages', () => {
    expect(messageFaults(of('en'), of('zh'))).toEqual([]);
  });

  test('stand in a file that the project names, in both languages', () => {
    const named = settings['plugin.inlang.messageFormat'].pathPattern.flatMap((pattern) =>
      settings.locales.map((locale) => pattern.replace('{locale}', locale)),
    );
    expect(Object.keys(files).toSorted()).toEqual(named.toSorted());
  });

  test.each(Object.keys(files))('%s: each begins with the name of its file', (path) => {
    const prefix = /(\w+)\.json$/.exec(path)?.[1];
    const astray = Object.keys(files[path] ?? {}).filter(
      (key) => !new RegExp(`^${prefix}_[a-z0-9_]+$`).test(key),
    );
    expect(astray).toEqual([]);
  });

  test('are all used', () => {
    const used = new Set(
      Object.values(sources).flatMap((source) => [...source.matchAll(/\bm\.(\w+)/g)].map(([, key]) => key)),
    );
    expect(Object.keys(of('en')).filter((key) => !used.has(key))).toEqual([]);
    expect([...SAME_IN_BOTH].filter((key) => !used.has(key))).toEqual([]);
  });
});

test.each(components)('%s says nothing but messages', (_path, source) => {
  expect(literalsIn(source)).toEqual([]);
});

describe('the checks find', () => {
  const plural = (match: Record<string, string>) => [
    { declarations: ['input n', 'local plural = n: plural'], selectors: ['plural'], match },
  ];

  test.each<[string, Messages, Messages, string[]]>([
    ['nothing wrong', { a: '{n} h' }, { a: '{n}小时' }, []],
    ['nothing wrong with marks', { a: '{x} · {y}' }, { a: '{x} · {y}' }, []],
    [
      'nothing wrong with one Chinese form',
      { a: plural({ 'plural=one': '{n} hit', 'plural=other': '{n} hits' }) },
      { a: '{n}次命中' },
      [],
    ],
    ['a text that one language lacks', { a: 'A' }, { b: '乙' }, ['a: not in Chinese', 'b: not in English']],
    ['an empty text', { a: 'A' }, { a: '' }, ['a: empty']],
    ['the same text', { a: 'Alarms' }, { a: 'Alarms' }, ['a: not translated']],
    [
      'a lost parameter',
      { a: 'at {house}' },
      { a: '在该海关' },
      ['a: shows house in English and nothing in Chinese'],
    ],
    ['half-width marks', { a: 'red: {n}' }, { a: '红色通道:{n}' }, ['a: half-width punctuation in Chinese']],
    [
      'a number without text',
      { a: plural({ 'plural=one': '{n} hit' }) },
      { a: '{n}次命中' },
      ['a: no text for some number'],
    ],
  ])('%s', (_what, en, zh, faults) => {
    expect(messageFaults(en, zh)).toEqual(faults);
  });

  test.each([
    ['<p>Alarms</p>', ['Alarms']],
    ['<svelte:head><title>Board</title></svelte:head>', ['Board']],
    ['{#if a}<b>{#each c as d}text{d}{/each}</b>{/if}', ['text']],
    ['<p aria-label="Close" title={a} class="x">· {b} –</p>', ['Close']],
    ['<input placeholder="{a} HS code" /><img alt="Map" />', ['HS code', 'Map']],
    ['<Panel title="Hits">{#snippet caption()}per minute{/snippet}</Panel>', ['Hits', 'per minute']],
    ["<p>{a ? 'Yes' : b || `${c} no`} {f('red') + g['x']}</p>", ['Yes', 'no']],
    ["<p title={a ?? 'none'}>{m.board_x({ kind: 'red' })}</p>", ['none']],
    ['<code translate="no">SELECT</code>', []],
    ['<script>const a = "text";</script><style>p { color: red }</style>', []],
  ])('letters in %s', (source, found) => {
    expect(literalsIn(source)).toEqual(found);
  });
});
